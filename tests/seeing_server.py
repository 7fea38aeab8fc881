"""A server that speaks OpenAI's dialect and says of each still of a film what the film's truth says (`cinecut sample`
writes it), or words drawn at random. In threads of the test.

The question does not tell a still's time: the still is looked up among all pictures of the film."""
import base64
import hashlib
import http.server
import json
import random
import subprocess
import threading

import numpy as np

from program import small_pictures

WIDTH, HEIGHT = 32, 18
FIELDS = ("visual_content", "mood", "action", "setting")


def words_of(shot, said):
    """A description of one of the truth's shots. `said`: the line that is spoken there, or None."""
    return {"visual_content": f"{shot['name'][0].upper()}{shot['name'][1:]}.",
            "mood": f"{said['tone'].capitalize()}." if said and said.get("tone") else "Quiet.",
            "action": f"{said['speaker']} speaks." if said else "Nobody speaks.",
            "setting": f"A picture of the kind {shot['kind']}, in act {shot['act']}."}


class SeeingServer:
    """`describe(shot, said)` says what is answered, four texts (words_of); `kind` random: as many words as that has, drawn
    from all that the truth knows, always the same of the same still."""

    def __init__(self, film, truth, kind="truth", describe=words_of):
        self.truth, self.kind, self.describe = truth, kind, describe
        self.pictures = small_pictures(film, WIDTH, HEIGHT)
        self.vocabulary = sorted({w for s in truth["shots"] for t in describe(s, None).values() for w in t.split()})
        self.said = []  # (time in seconds, description) of each answer.
        self.lock = threading.Lock()
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def reply(self, status, body):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                if self.path == "/v1/models":
                    return self.reply(200, {"object": "list", "data": [{"id": "seer", "object": "model"}]})
                self.reply(404, {"error": "no such route"})

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                parts = body["messages"][0]["content"]
                url = next(p["image_url"]["url"] for p in parts if p["type"] == "image_url")
                answer = server.answer(base64.b64decode(url.split(",", 1)[1]))
                self.reply(200, {"choices": [{"index": 0, "finish_reason": "stop",
                                              "message": {"role": "assistant", "content": json.dumps(answer)}}]})

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.thread = threading.Thread(target=self.http.serve_forever)
        self.thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def time_of(self, jpeg):
        """Of the film's picture that is most like it."""
        raw = subprocess.run(["ffmpeg", "-v", "error", "-i", "-", "-vf", f"scale={WIDTH}:{HEIGHT}:flags=area,format=rgb24",
                              "-f", "rawvideo", "-"], input=jpeg, capture_output=True, check=True).stdout
        still = np.frombuffer(raw, np.uint8).reshape(HEIGHT, WIDTH, 3).astype(np.float32)
        off = np.abs(self.pictures - still).mean(axis=(1, 2, 3))
        return int(off.argmin()) * self.truth["duration_s"] / self.truth["frames"]

    def shot_at(self, time):
        return next((s for s in self.truth["shots"] if s["start_s"] <= time + 1e-3 < s["end_s"]), self.truth["shots"][-1])

    def truth_of(self, time):
        said = next((d for d in self.truth["dialogue"] if d["start_s"] <= time < d["end_s"]), None)
        return self.describe(self.shot_at(time), said)

    def answer(self, jpeg):
        time = self.time_of(jpeg)
        description = self.truth_of(time)
        if self.kind == "random":
            drawn = random.Random(hashlib.sha256(jpeg).hexdigest())
            description = {field: " ".join(drawn.choices(self.vocabulary, k=len(text.split())))
                           for field, text in description.items()}
        assert set(description) == set(FIELDS)
        with self.lock:
            self.said.append((time, description))
        return description
