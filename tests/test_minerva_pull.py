"""minerva models pull, against a server that cuts connections, forgets ranges and lies."""
import hashlib
import http.server
import json
import os
import pathlib
import re
import signal
import ssl
import subprocess
import tempfile
import threading

from minerva_program import MINERVA, minerva, run

BODY = b"GGUF" + bytes((i * 7 + i // 251) % 256 for i in range(3_000_000))
SHA = hashlib.sha256(BODY).hexdigest()


class Hub:
    """What the server does next, and what it was asked."""

    def __init__(self):
        self.body, self.etag, self.linked = BODY, '"one"', None
        self.cuts = []           # Bytes after which a reply ends, one each.
        self.statuses = []       # Sent instead, one each.
        self.ranges = True       # Does it know ranges?
        self.asked = []          # (path, range, authorization)
        self.stall = None        # Set: the reply stops in its middle until this is set.
        self.listing = []


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        hub = self.server.hub
        hub.asked.append((self.path, self.headers.get("Range"), self.headers.get("Authorization")))
        if hub.statuses:
            return self.reply(hub.statuses.pop(0), b"no")
        if self.path.startswith("/api/models/"):
            return self.reply(200, json.dumps(hub.listing).encode())
        if self.path.startswith("/away/"):
            return self.reply(302, Location=self.path.replace("/away/", "/files/"),
                              X_Linked_ETag=f'"{SHA}"')
        start, wanted = 0, self.headers.get("Range")
        same = self.headers.get("If-Range") in (None, hub.etag)
        if wanted and hub.ranges and same:
            start = int(re.fullmatch(r"bytes=(\d+)-", wanted)[1])
            if start >= len(hub.body):
                return self.reply(416, Content_Range=f"bytes */{len(hub.body)}")
        data = hub.body[start:]
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(hub.body) - 1}/{len(hub.body)}")
        if hub.etag:
            self.send_header("ETag", hub.etag)
        if hub.linked:
            self.send_header("X-Linked-ETag", hub.linked)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if hub.stall:
            self.wfile.write(data[:500_000])
            self.wfile.flush()
            hub.stall.wait(60)
        elif hub.cuts:
            self.wfile.write(data[:hub.cuts.pop(0)])
            self.close_connection = True
        else:
            self.wfile.write(data)


def serve(folder, hub, tls=False):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.hub, server.daemon_threads = hub, True
    server.handle_error = lambda *_: None
    scheme = "http"
    if tls:
        made = run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                   "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                   "-keyout", folder / "key.pem", "-out", folder / "cert.pem")
        assert made.returncode == 0, made.stderr
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"{scheme}://127.0.0.1:{server.server_address[1]}"


class Case:
    """A server of its own and an empty folder for each test."""

    def __init__(self, **settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=TOP))
        self.hub = Hub()
        tls = settings.pop("tls", False)
        for name, value in settings.items():
            setattr(self.hub, name, value)
        self.url = serve(self.folder, self.hub, tls)
        self.to = self.folder / "models"
        self.file = self.to / "m.gguf"
        self.part = self.to / "m.gguf.part"

    def pull(self, what=None, *words, **environment):
        return minerva("models", "pull", what or self.url + "/files/m.gguf", "--to", self.to, *words,
                       env={**os.environ, **environment})


def test_fetches_over_https_and_checks_the_hash():
    c = Case(tls=True)
    done = c.pull(None, "--sha256", SHA, "--ca-file", c.folder / "cert.pem")
    assert done.returncode == 0, done.stderr
    assert c.file.read_bytes() == BODY and not c.part.exists()
    assert SHA in done.stdout and "as it should be" in done.stdout, done.stdout
    assert sorted(p.name for p in c.to.iterdir()) == ["m.gguf"]
    again = c.pull(None, "--sha256", SHA, "--ca-file", c.folder / "cert.pem")
    assert again.returncode == 0 and "already" in again.stdout and len(c.hub.asked) == 1


def test_refuses_a_certificate_nobody_vouches_for():
    c = Case(tls=True)
    done = c.pull(None, "--attempts", 1)
    assert done.returncode == 1 and "certificate" in done.stderr, done.stderr
    assert not c.file.exists() and not c.hub.asked


def test_goes_on_after_cut_connections():
    c = Case(cuts=[1_000_000, 400_000, 0, 1])
    done = c.pull(None, "--sha256", SHA)
    assert done.returncode == 0, done.stderr
    assert c.file.read_bytes() == BODY
    assert [r for _, r, _ in c.hub.asked] == [None, "bytes=1000000-", "bytes=1400000-",
                                              "bytes=1400000-", "bytes=1400001-"]


def test_gives_up_in_the_end_keeps_the_part_and_goes_on_next_time():
    c = Case(cuts=[1_000_000, 0, 0])
    done = c.pull(None, "--attempts", 2)
    assert done.returncode == 1, done.stdout
    assert "1000000 bytes are kept" in done.stderr, done.stderr
    assert not c.file.exists() and c.part.stat().st_size == 1_000_000
    done = c.pull()
    assert done.returncode == 0 and "1.0 MB were there" in done.stdout, (done.stdout, done.stderr)
    assert c.file.read_bytes() == BODY and c.hub.asked[-1][1] == "bytes=1000000-"


def test_begins_anew_when_the_file_has_changed_meanwhile():
    c = Case(cuts=[1_000_000, 0])
    assert c.pull(None, "--attempts", 1).returncode == 1
    c.hub.cuts, c.hub.etag, c.hub.body = [], '"two"', b"GGUF" + b"x" * 2_000_000
    assert c.pull().returncode == 0
    assert c.file.read_bytes() == c.hub.body


def test_begins_anew_when_the_server_knows_no_ranges():
    c = Case(cuts=[1_000_000], ranges=False)
    done = c.pull(None, "--sha256", SHA)
    assert done.returncode == 0 and c.file.read_bytes() == BODY, done.stderr


def test_does_not_go_on_with_what_it_cannot_tell_the_version_of():
    c = Case(cuts=[1_000_000, 0], etag=None)
    assert c.pull(None, "--attempts", 1).returncode == 1
    c.hub.cuts, c.hub.body = [], b"GGUF" + b"y" * 2_000_000
    assert c.pull().returncode == 0
    assert c.file.read_bytes() == c.hub.body and c.hub.asked[-1][1] is None


def test_deletes_what_has_another_hash():
    c = Case()
    done = c.pull(None, "--sha256", "0" * 64)
    assert done.returncode == 2, done.stdout
    assert SHA in done.stderr and "0" * 64 in done.stderr, done.stderr
    assert list(c.to.iterdir()) == []


def test_takes_the_hash_that_the_hub_tells_on_the_way():
    c = Case()
    done = c.pull(c.url + "/away/m.gguf")
    assert done.returncode == 0 and "as it should be" in done.stdout, done.stderr
    c = Case(linked='"' + "1" * 64 + '"')
    done = c.pull()
    assert done.returncode == 2 and "1" * 64 in done.stderr, done.stderr


def test_refuses_what_is_not_gguf():
    c = Case(body=b"<html>Please log in</html>")
    done = c.pull()
    assert done.returncode == 2 and "not a GGUF file" in done.stderr, done.stderr
    assert list(c.to.iterdir()) == []


def test_says_what_the_server_said():
    for status, code, words in ((404, 2, "no such file"), (403, 1, "HF_TOKEN"), (401, 1, "HF_TOKEN"),
                                (500, 1, "500")):
        c = Case(statuses=[status])
        done = c.pull(None, "--attempts", 1)
        assert done.returncode == code and words in done.stderr, (status, done.stderr)
    c = Case(statuses=[503, 429])
    assert c.pull().returncode == 0 and c.file.read_bytes() == BODY


def test_refuses_addresses_that_are_not_safe():
    c = Case()
    for what in ("http://192.0.2.1/m.gguf", "ftp://localhost/m.gguf", "file:///etc/m.gguf",
                 c.url + "/files/", c.url + "/files/..%2fm.gguf", "nosuchname", "a/b/c"):
        done = c.pull(what)
        assert done.returncode == 2 and done.stderr.startswith("minerva: "), (what, done.stderr)
    assert not c.hub.asked


def test_fetches_a_repository_with_its_projector():
    c = Case()
    c.hub.listing = [{"type": "file", "path": "Tiny-Q4_K_M.gguf", "size": len(BODY),
                      "lfs": {"oid": SHA}},
                     {"type": "file", "path": "Tiny-Q8_0.gguf", "size": 9, "lfs": {"oid": "0" * 64}},
                     {"type": "file", "path": "mmproj-Tiny-f16.gguf", "size": len(BODY)}]
    done = c.pull("me/tiny", HF_ENDPOINT=c.url, HF_TOKEN="secret")
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in c.to.iterdir()) == ["Tiny-Q4_K_M.gguf", "mmproj-Tiny-Q4_K_M.gguf"]
    assert {a for _, _, a in c.hub.asked} == {"Bearer secret"}
    assert c.pull("me/tiny:Q2_K", HF_ENDPOINT=c.url).returncode == 2
    c.hub.listing[0]["lfs"]["oid"] = "2" * 64
    done = c.pull("me/tiny", "--force", HF_ENDPOINT=c.url)
    assert done.returncode == 2 and (c.to / "Tiny-Q4_K_M.gguf").read_bytes() == BODY


def test_the_token_goes_to_the_hub_only():
    c = Case()
    assert c.pull(None, HF_TOKEN="secret").returncode == 0
    assert c.hub.asked[0][2] is None


def test_stops_and_leaves_what_it_has():
    c = Case(stall=threading.Event())
    child = subprocess.Popen([MINERVA, "models", "pull", c.url + "/files/m.gguf", "--to", c.to],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not c.part.exists() or c.part.stat().st_size < 500_000:
        assert child.poll() is None
    second = c.pull()
    assert second.returncode == 1 and "another program" in second.stderr, second.stderr
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    c.hub.stall.set()
    assert child.returncode == 130 and "goes on from there" in errors, (child.returncode, errors)
    c.hub.stall = None
    assert c.pull().returncode == 0 and c.file.read_bytes() == BODY


with tempfile.TemporaryDirectory() as top:
    TOP = top
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            test()
            print("ok", name)
