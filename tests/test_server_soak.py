"""Many clients that ask, leave, give up and come back, for a while: nothing leaks, no reply is wrong.

    python tests/test_server_soak.py [SECONDS [CLIENTS]]      (20 s and 16 clients in the tests)
"""
import concurrent.futures
import json
import os
import random
import socket
import sys
import threading
import time

from minerva_program import IS_SANITIZED
from minerva_server import Server, chat, post, read_all, run_tests, wait_until

SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 20
CLIENTS = int(sys.argv[2]) if len(sys.argv) > 2 else 16


class Client(threading.Thread):
    """Half of what it asks must be answered, to the letter; from the rest it walks away."""

    def __init__(self, server, number, end):
        super().__init__(daemon=True)
        self.server, self.random, self.number, self.end = server, random.Random(number), number, end
        self.answered = self.left = self.late = self.refused = 0
        self.wrong = None

    def run(self):
        turn = 0
        try:
            while time.monotonic() < self.end:
                turn += 1
                self.random.choice([self.ask, self.ask, self.leave, self.give_up])(turn)
        except Exception as error:  # Told by the test.
            self.wrong = repr(error)

    def ask(self, turn):
        # What a schema leaves no choice for: a wrong token would be another client's.
        text = f"client {self.number} turn {turn} " + "and so on " * self.random.randrange(4)
        fields = {"json_schema": {"const": text}, "max_tokens": 120}
        if self.random.random() < 0.5:
            status, _, body = self.server.ask("POST", "/v1/chat/completions", timeout=300,
                                              body=chat(f"Count to {turn}.", **fields))
            if status == 429:
                self.refused += 1
                return
            assert status == 200, body
            got = body["choices"][0]["message"]["content"]
        else:
            with self.server.connect() as s:
                s.settimeout(300)
                s.sendall(post("/v1/chat/completions", chat(f"Count to {turn}.", stream=True, **fields)).replace(
                    b"Host:", b"Connection: close\r\nHost:", 1))
                reply = read_all(s)
            if b" 429 " in reply[:20]:
                self.refused += 1
                return
            events = [json.loads(line[6:]) for line in reply.split(b"\n") if line.startswith(b"data: {")]
            assert b"data: [DONE]" in reply, reply[-400:]
            got = "".join(c["delta"].get("content") or "" for e in events for c in e["choices"])
        assert json.loads(got) == text, (text, got)
        self.answered += 1

    def leave(self, turn):
        with self.server.connect() as s:
            s.sendall(post("/v1/chat/completions", chat(f"Tell story {turn}.", stream=True, max_tokens=400,
                                                        ignore_eos=True)))
            s.settimeout(self.random.choice([0.01, 0.2, 1.5]))
            try:
                while s.recv(4096):
                    pass
            except (socket.timeout, ConnectionError):
                pass
        self.left += 1

    def give_up(self, turn):
        status, _, body = self.server.ask("POST", "/v1/chat/completions", timeout=300, body=chat(
            f"Tell tale {turn}.", max_tokens=400, ignore_eos=True, timeout=self.random.choice([0.02, 0.3, 0.9])))
        if status == 429:
            self.refused += 1
            return
        assert status in (200, 504), (status, body)
        assert status == 200 or body["error"]["code"] == "generation_timeout", body
        self.late += 1


def fill_cells(server):
    """Cells take memory when tokens first come to them: long prompts come to all."""
    def ask(i):
        words = " ".join(f"{i} {k}" for k in range(170))
        assert server.ask("POST", "/v1/chat/completions", timeout=300, body=chat(words, max_tokens=1))[0] == 200

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))


def test_a_crowd_leaves_everything_as_it_was():
    with Server("--ctx", 1024, "--parallel", 4, "--cells", 4096, "--queue", 64) as server:
        def crowd(seconds):
            end = time.monotonic() + seconds
            clients = [Client(server, i, end) for i in range(CLIENTS)]
            for c in clients:
                c.start()
            for c in clients:
                c.join(seconds + 300)
                assert not c.is_alive() and c.wrong is None, c.wrong
            return clients

        def is_at_rest():
            return all(server.gauge(f"minerva_{name}") == 0 for name in
                       ("requests_running", "requests_waiting", "cells_running")) \
                and server.gauge("minerva_connections") <= 2

        fill_cells(server)
        crowd(min(SECONDS / 4, 30))
        wait_until(is_at_rest, "nobody is left after the first crowd")
        before, handles = server.resident_bytes() / 2**20, open_files(server)
        clients = crowd(SECONDS)
        wait_until(is_at_rest, "nobody is left")
        after = server.resident_bytes() / 2**20
        sums = {what: sum(getattr(c, what) for c in clients) for what in ("answered", "left", "late", "refused")}
        print(f"{CLIENTS} clients, {SECONDS:.0f} s: {sums}, {before:.0f} MB before and {after:.0f} MB after")
        assert all(sums[what] > 0 for what in ("answered", "left", "late")), sums
        assert IS_SANITIZED or after < before * 1.05 + 4, (before, after)
        assert open_files(server) <= handles + 2


def open_files(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


run_tests(globals())
