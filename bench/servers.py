"""Servers that benchmarks measure: on a free port, awaited, with their CPU time, stopped on the way out."""
import atexit
import contextlib
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

from measure import ROOT

BUILD = pathlib.Path(os.environ.get("CINECUT_BUILD", ROOT / "build")).resolve()
MINERVA = BUILD / "bin" / "minerva"

signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # So that what is registered to stop them is run.


def tool(*words):
    """What a command prints."""
    return subprocess.run([str(w) for w in words], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def weights(name):
    """A model's file, fetched or made if need be."""
    return pathlib.Path(tool(ROOT / "tools/third_party/models", name))


def llama_server():
    """The program minerva is compared with."""
    return pathlib.Path(tool(ROOT / "tools/third_party/llama", "--referee")) / "bin" / "llama-server"


def _free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A program that listens at --port. `spin`: how long llama-server's threads wait awake (GOMP_SPINCOUNT), since on
    a machine that does anything else they would take each other's time; None: as OpenMP does. minerva sees to its own."""

    poll_s = 0.05

    def __init__(self, name, words, spin="1000"):
        self.name, self.port = name, _free_port()
        environment = {k: v for k, v in os.environ.items() if k not in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")}
        if spin and words[0] != MINERVA:
            environment["GOMP_SPINCOUNT"] = spin
        self.log = tempfile.TemporaryFile()
        start = time.monotonic()
        self.process = subprocess.Popen([str(w) for w in words] + ["--port", str(self.port)], stdout=self.log,
                                        stderr=self.log, env=environment)
        atexit.register(self.stop)
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() - start > 300:
                self.log.seek(0)
                raise SystemExit(f"{name} does not start:\n" + self.log.read().decode(errors="replace")[-2000:])
            time.sleep(self.poll_s)
        self.ready_s = time.monotonic() - start

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def is_ready(self):
        connection, reply = self.request("GET", "/health", timeout=5)
        with contextlib.closing(connection):
            return reply.status == 200

    def _answers(self):
        try:
            return self.is_ready()
        except (OSError, http.client.HTTPException):
            return False

    def request(self, method, path, body=None, timeout=1200):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"})
        return connection, connection.getresponse()

    def post(self, path, body):
        connection, reply = self.request("POST", path, body)
        with contextlib.closing(connection):
            data = json.loads(reply.read())
        if reply.status != 200:
            raise SystemExit(f"{self.name} says {reply.status}: {data}")
        return data

    def cpu_s(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self, what="VmRSS"):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+)", status)[1]) / 1024

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()
