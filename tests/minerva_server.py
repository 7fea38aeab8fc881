"""A server on real weights, as a user starts it, and bytes as a client's socket sends them."""
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import urllib.parse

from minerva_program import MINERVA, model
from running import run_tests  # noqa: F401  (of all that test a server)
from waiting import wait_until  # noqa: F401


class Server:
    """`with Server("--parallel", 2) as server:` ends it with SIGTERM, which must leave exit code 0."""

    def __init__(self, *words, models=("smollm2",), env=None):
        self.log = tempfile.NamedTemporaryFile("w+", prefix="minerva-log-")
        command = [MINERVA, "serve", "--port", 0, "--threads", 1, "--log", "json", *words]
        for name in models:
            command += ["--model", model(name)]
        self.folder = tempfile.TemporaryDirectory(prefix="minerva-home-")
        nowhere = {"HOME": self.folder.name, "CINECUT_MODELS_DIR": self.folder.name}
        self.process = subprocess.Popen([str(w) for w in command], stdout=subprocess.PIPE, text=True,
                                        stderr=self.log, env={**os.environ, **nowhere, **(env or {})})
        line = self.process.stdout.readline()
        assert "listening on" in line, (line, self.logged())
        self.url = line.split()[-1]
        parts = urllib.parse.urlsplit(self.url)
        self.host, self.port = parts.hostname, parts.port

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        code = self.stop()
        self.folder.cleanup()
        if kind is None:
            assert code == 0, (code, self.logged())
        else:
            print(self.logged()[-3000:])

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(60)

    def logged(self):
        self.log.flush()
        return pathlib.Path(self.log.name).read_text(errors="replace")

    def ask(self, method, path, body=None, headers=None, raw=None, timeout=30):
        """Status, headers and the body, as JSON where it is JSON."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        data = raw if raw is not None else json.dumps(body).encode() if body is not None else None
        connection.request(method, path, data, {"Content-Type": "application/json", **(headers or {})})
        reply = connection.getresponse()
        text = reply.read()
        connection.close()
        found = {k.lower(): v for k, v in reply.getheaders()}
        is_json = found.get("content-type", "").startswith("application/json") and text
        return reply.status, found, json.loads(text) if is_json else text

    def connect(self):
        return socket.create_connection((self.host, self.port), timeout=60)

    def send(self, data):
        """Sends bytes, says that there are no more, and returns all that comes back."""
        with self.connect() as s:
            try:
                s.sendall(data)
                s.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # The server has heard enough.
            return read_all(s)

    def send_open(self, data):
        """The same, without saying that there are no more: a client that says so has gone."""
        with self.connect() as s:
            s.sendall(data)
            return read_all(s)

    def resident_bytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in status.splitlines()
                    if line.startswith("VmRSS")) * 1024

    def gauge(self, name):
        for line in self.ask("GET", "/metrics")[2].decode().splitlines():
            if line.startswith(name + "{") or line.startswith(name + " "):
                return float(line.split()[-1])
        return 0.0


def read_all(s):
    got = b""
    try:
        while part := s.recv(65536):
            got += part
    except ConnectionError:
        pass
    return got


def read_until(s, what):
    got = b""
    while what not in got:
        part = s.recv(65536)
        assert part, got
        got += part
    return got


def chat(text="Say hi.", **fields):
    return {"messages": [{"role": "user", "content": text}], "temperature": 0, **fields}


def post(path, body):
    data = json.dumps(body).encode()
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\n\r\n").encode() + data
