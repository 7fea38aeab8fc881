"""A server that speaks OpenAI's dialect and says of each still of a film what the film's truth says (`cinecut sample`
writes it), or words drawn at random. In threads of the test.

The question does not tell a still's time: the still is looked up among all pictures of the film."""
import base64
import hashlib
import json
import random
import subprocess
import threading

import numpy as np

from local_server import LocalServer
from program import small_pictures

WIDTH, HEIGHT = 32, 18
FIELDS = ("visual_content", "mood", "action", "setting")


def words_of(shot, said):
    """A description of one of the truth's shots. `said`: the line that is spoken there, or None."""
    return {"visual_content": f"{shot['name'][0].upper()}{shot['name'][1:]}.",
            "mood": f"{said['tone'].capitalize()}." if said and said.get("tone") else "Quiet.",
            "action": f"{said['speaker']} speaks." if said else "Nobody speaks.",
            "setting": f"A picture of the kind {shot['kind']}, in act {shot['act']}."}


class SeeingServer(LocalServer):
    """`describe(shot, said)` says what is answered, four texts (words_of); `kind` random: as many words as that has, drawn
    from all that the truth knows, always the same of the same still."""

    def __init__(self, film, truth, kind="truth", describe=words_of):
        self.truth, self.kind, self.describe = truth, kind, describe
        self.pictures = small_pictures(film, WIDTH, HEIGHT)
        self.vocabulary = sorted({w for s in truth["shots"] for t in describe(s, None).values() for w in t.split()})
        self.said = []  # (time in seconds, description) of each answer.
        self.lock = threading.Lock()
        super().__init__("seer")

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

    def answer(self, handler, body):
        parts = body["messages"][0]["content"]
        url = next(p["image_url"]["url"] for p in parts if p["type"] == "image_url")
        described = json.dumps(self.describe_still(base64.b64decode(url.split(",", 1)[1])))
        handler.reply(200, {"choices": [{"index": 0, "finish_reason": "stop",
                                         "message": {"role": "assistant", "content": described}}]})

    def describe_still(self, jpeg):
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
