#!/usr/bin/env python3
"""A model server with a fault, in the place of a real one: a program that cinecut starts with
llama-server's options, or an endpoint. It knows only what an old llama-server knows: GET /health,
POST /chat/completions with a top-level json_schema; every other route is 404, every other field 400.
What it says of a picture depends on the picture.

ODD_KIND: good, never_ready, exits, hangs, garbage, slow, poison, dies_once, cut, full, refuses, openai, held
(until there is a file "go" in ODD_FOLDER).
ODD_FOLDER gets "asked.jsonl" (each picture that came), "begun.jsonl" (each start).
ODD_POISON names the picture that kills it, as the beginning of its SHA-256; the first one else.
"""
import argparse
import base64
import hashlib
import http.server
import json
import os
import pathlib
import resource
import sys
import threading
import time

KIND = os.environ.get("ODD_KIND", "good")
FOLDER = pathlib.Path(os.environ["ODD_FOLDER"])
PORTION = threading.Lock()
AT_WORK = []
OLD_FIELDS = {"model", "messages", "max_tokens", "temperature", "seed", "json_schema", "stream"}
OPENAI_FIELDS = (OLD_FIELDS - {"json_schema"}) | {"response_format"}


def note(name, **fields):
    with PORTION, open(FOLDER / name, "a", encoding="ascii") as f:
        f.write(json.dumps({"pid": os.getpid(), **fields}) + "\n")


def description(picture):
    word = hashlib.sha256(picture).hexdigest()[:8]
    return {"visual_content": f"Picture {word}.", "mood": "Calm.", "action": "None.", "setting": "Here."}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body, headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path == "/health" and KIND != "openai":
            self.reply(503 if KIND == "never_ready" else 200, {"status": "ok"})
        elif self.path == "/v1/models" and KIND == "openai":
            self.reply(200, {"object": "list", "data": [{"id": "seer", "object": "model"}]})
        else:
            self.reply(404, {"error": "no such route"})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        wanted = "/v1/chat/completions" if KIND == "openai" else "/chat/completions"
        fields = OPENAI_FIELDS if KIND == "openai" else OLD_FIELDS
        if self.path != wanted:
            return self.reply(404, {"error": "no such route"})
        if set(body) - fields:
            return self.reply(400, {"error": f"unknown fields {sorted(set(body) - fields)}"})
        if KIND == "openai" and body.get("model") != "seer":
            return self.reply(404, {"error": {"message": "unknown model", "type": "invalid_request_error"}})
        parts = body["messages"][0]["content"]
        url = next(p["image_url"]["url"] for p in parts if p["type"] == "image_url")
        picture = base64.b64decode(url.split(",", 1)[1])
        assert picture[:2] == b"\xff\xd8", "not a JPEG"
        name = hashlib.sha256(picture).hexdigest()
        AT_WORK.append(name)
        note("asked.jsonl", picture=name, at_work=len(AT_WORK))
        try:
            self.answer(name, picture)
        finally:
            AT_WORK.remove(name)

    def answer(self, name, picture):
        asked = (FOLDER / "asked.jsonl").read_text(encoding="ascii").splitlines()
        if KIND == "poison" and name.startswith(os.environ["ODD_POISON"]):
            time.sleep(0.2)  # Others are at work meanwhile.
            print("a poisonous picture", flush=True)
            os._exit(7)
        # Not at the fifth exactly: another picture may have been noted meanwhile.
        if KIND == "dies_once" and len(asked) >= 5 and len((FOLDER / "begun.jsonl").read_text().splitlines()) == 1:
            os.kill(os.getpid(), 9)
        if KIND == "hangs":
            time.sleep(3600)
        if KIND == "full" and len(asked) % 3 == 0:
            return self.reply(429, {"error": {"message": "busy"}}, [("Retry-After", "1")])
        if KIND == "refuses":
            return self.reply(401, {"error": {"message": "no key, no answer"}})
        while KIND == "held" and not (FOLDER / "go").exists():
            time.sleep(0.02)
        if KIND == "slow":
            time.sleep(0.5)
        else:
            time.sleep(float(os.environ.get("ODD_PAUSE", "0.02")))
        text = {"garbage": "I would rather not say.",
                "cut": json.dumps(description(picture))[:30]}.get(KIND, json.dumps(description(picture)))
        self.reply(200, {"choices": [{"index": 0, "finish_reason": "stop",
                                      "message": {"role": "assistant", "content": text}}]})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-m")
    parser.add_argument("--mmproj")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("-np")
    parser.add_argument("-c")
    parser.add_argument("-ngl")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    note("begun.jsonl")
    print("odd engine is starting", file=sys.stderr, flush=True)
    if KIND == "exits":
        sys.exit("unknown model architecture: 'odd'")
    server = http.server.ThreadingHTTPServer((options.host, options.port), Handler)
    server.daemon_threads = True
    print(f"port {server.server_address[1]}", flush=True)
    server.serve_forever()


main()
