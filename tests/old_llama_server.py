#!/usr/bin/env python3
"""A llama-server of June 2025, the first months in which it saw pictures: what one said, said again.

As a program that cinecut starts (--server-binary) it answers from old_llama_server.jsonl, byte for byte. What
a request holds beside what was understood then is refused, as are options. OLD_FIRST=error: the first answer is
the error that it gave for a picture it could not read. OLD_NOTES names a file that gets the status of each
answer about a picture.

    old_llama_server.py record PROGRAM MODEL PROJECTOR FILM

writes that file anew: it stands between cinecut and such a llama-server (llama.cpp of 4 June 2025, as the npm
package node-llama-cpp 3.9.0 carries it), and asks about a broken picture itself.
"""
import base64
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading

FILE = pathlib.Path(__file__).with_suffix(".jsonl")


def read_request(connection):
    """The head as bytes, and the body; nothing when the other side has gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(1 << 16)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")),
                  0)
    while len(body) < length:
        more = connection.recv(1 << 16)
        if not more:
            return None
        body += more
    return head, body


def shape(value, name=""):
    """Which fields there are, and of those that mean something to any server what they say."""
    if name in ("type", "role") and isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {k: shape(v, k) for k, v in sorted(value.items())}
    if isinstance(value, list):
        return [shape(v) for v in value]
    return type(value).__name__


def asked(head, body):
    line = head.split(b"\r\n")[0].decode()
    return {"line": line, "body": shape(json.loads(body)) if body else None}


def options_of(words):
    return sorted(w for w in words if w.startswith("-") and not w[1:].isdigit())


def listen(port, serve):
    listener = socket.create_server(("127.0.0.1", port))
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


# Saying it again ------------------------------------------------------------------------------------


class Replay:
    def __init__(self, words):
        self.lines = [json.loads(line) for line in FILE.read_text(encoding="ascii").splitlines()]
        self.lock = threading.Lock()
        self.answered = {}
        options = next(x["options"] for x in self.lines if "options" in x)
        if options_of(words) != options:
            sys.exit(f"error: unknown arguments among {options_of(words)}: {options} are known")

    def answer(self, head, body):
        request = asked(head, body)
        with self.lock:
            fitting = [x for x in self.lines if x.get("line") == request["line"] and x["body"] == request["body"]]
            n = self.answered[request["line"]] = self.answered.get(request["line"], -1) + 1
            errors = [x for x in fitting if x["status"] == 400]
            good = [x for x in fitting if x not in errors]
            if os.environ.get("OLD_FIRST") == "error" and n == 0 and errors:
                chosen = errors[0]
            elif good:  # It loads once; descriptions come again.
                chosen = good[n % len(good) if body else min(n, len(good) - 1)]
            else:
                text = "not understood then"
                chosen = {"status": 400, "reply": f"HTTP/1.1 400 Bad Request\r\nContent-Length: {len(text)}\r\n\r\n{text}"}
            if body and "OLD_NOTES" in os.environ:
                with open(os.environ["OLD_NOTES"], "a", encoding="ascii") as f:
                    f.write(f"{chosen['status']}\n")
        return chosen["reply"].encode("latin-1")

    def serve(self, connection):
        while request := read_request(connection):
            connection.sendall(self.answer(*request))


# Recording ------------------------------------------------------------------------------------------


class Recorder:
    def __init__(self, program, words):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.behind = s.getsockname()[1]
        at = words.index("--port") + 1
        self.lines, self.lock = [{"options": options_of(words)}], threading.Lock()
        process = subprocess.Popen([program, *words[:at], str(self.behind), *words[at + 1:]])
        signal.signal(signal.SIGTERM, lambda *_: (process.terminate(), sys.exit()))

    def relay(self, head, body):
        """The reply as it came, without its chunks."""
        method, path, _ = head.split(b"\r\n")[0].decode().split()
        connection = http.client.HTTPConnection("127.0.0.1", self.behind, timeout=600)
        connection.request(method, path, body or None, {"Content-Type": "application/json"} if body else {})
        reply = connection.getresponse()
        data = reply.read()
        headers = [(k, v) for k, v in reply.getheaders() if k.lower() not in ("content-length", "transfer-encoding")]
        text = f"HTTP/1.1 {reply.status} {reply.reason}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers)
        raw = text.encode("latin-1") + f"Content-Length: {len(data)}\r\n\r\n".encode() + data
        line = {**asked(head, body), "status": reply.status, "reply": raw.decode("latin-1")}
        with self.lock:
            if line not in self.lines:
                self.lines.append(line)
            FILE.write_text("".join(json.dumps(x) + "\n" for x in self.lines), encoding="ascii")
        return raw, body

    def serve(self, connection):
        is_first = True
        while request := read_request(connection):
            try:
                raw, body = self.relay(*request)
            except ConnectionRefusedError:
                return connection.close()  # Not there yet.
            if body and is_first:
                self.ask_about_a_broken_picture(*request)
                is_first = False
            connection.sendall(raw)

    def ask_about_a_broken_picture(self, head, body):
        request = json.loads(body)
        for part in request["messages"][0]["content"]:
            if part["type"] == "image_url":
                part["image_url"]["url"] = "data:image/jpeg;base64," + base64.b64encode(b"no picture").decode()
        self.relay(head, json.dumps(request).encode())


def record(program, model, projector, film):
    cinecut = os.environ.get("CINECUT", "cinecut")
    subprocess.run([cinecut, film, "--vibe", "thriller", "--review", "--model", model, "--mmproj", projector,
                    "--server-binary", pathlib.Path(__file__).resolve()],
                   env={**os.environ, "OLD_PROGRAM": program}, check=False)


def main():
    if sys.argv[1:2] == ["record"]:
        return record(*sys.argv[2:])
    port = int(sys.argv[sys.argv.index("--port") + 1])
    program = os.environ.get("OLD_PROGRAM")
    said = Recorder(program, sys.argv[1:]) if program else Replay(sys.argv[1:])
    print("main: server is listening", flush=True)
    listen(port, said.serve)


if __name__ == "__main__":
    main()
