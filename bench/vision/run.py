#!/usr/bin/env python3
"""Stills of a film described by minerva serve and by llama-server v0.5.0, on the same weights.

    tools/bench vision            (python bench/vision/run.py [--stills N] [--runs N] [--model KIND]
                                   [--threads N] [--only engine,phase])

engine: the same stills, question and schema over HTTP, in turns of some stills each: minerva with twelve
slots, llama-server with its defaults, and with what serves it best (no cache of prompts, one pool of
cells, four slots). phase: `cinecut --review` from a surveyed film to described scenes
with minerva, which describes pictures of one camera position once, beside the second llama-server,
which would have to describe every still: the rate is that of the same requests. Three films. The
models' weights are random where they see (vision_models.py), so that their words mean nothing; the
work is that of a real one of the same size.
"""
import argparse
import base64
import concurrent.futures
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import films  # noqa: E402
from measure import length_s, median  # noqa: E402
from servers import BUILD, MINERVA, Server, llama_server, tool, weights  # noqa: E402

# Slots: each has what serves it best (llama-server is slower with more). Two stills more wait for one.
SLOTS = {"minerva": 12, "llama-server": 4}
WAITING = 2
SEEDS = (41, 42, 43)  # Of the films.
# Eyes of random weights never come to an end: each text has one length, so that all do the same work.
FIELDS = {"visual_content": 80, "mood": 16, "action": 48, "setting": 32}
SCHEMA = {"type": "object", "properties": {n: {"type": "string", "minLength": m, "maxLength": m}
                                           for n, m in FIELDS.items()},
          "required": list(FIELDS), "additionalProperties": False}
QUESTION = ("This is a still of a feature film. Describe it for the editor who cuts its trailer, in plain English, "
            "as JSON. visual_content: who and what is in the picture. mood: what it feels like. action: what happens "
            "at this moment. setting: place, and time of day if it can be seen. One short sentence each.")


def film_of(seed):
    """Real footage in scenes of two or three camera positions that take turns."""
    return films.joined(300, 640, "--seed", seed, "--scenes", "--preset", "veryfast") / "film.mkv"


def stills_of(film, count):
    """JPEGs spread over the film, 512 wide, as the survey keeps them."""
    seconds = length_s(film)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", film, "-vf",
                        f"fps={count}/{seconds},scale=512:-2", "-frames:v", str(count), "-q:v", "4",
                        f"{folder}/%04d.jpg"], check=True)
        return [p.read_bytes() for p in sorted(pathlib.Path(folder).glob("*.jpg"))]


class Describer(Server):
    def at_a_time(self):
        return concurrent.futures.ThreadPoolExecutor(SLOTS[self.name.split(",")[0]] + WAITING)

    def describe(self, still):
        return self.post("/chat/completions", {"messages": [{"role": "user", "content": [
            {"type": "text", "text": QUESTION},
            {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64," + base64.b64encode(still).decode()}}]}],
            "json_schema": SCHEMA, "temperature": 0, "max_tokens": 640, **self.as_cinecut_asks})

    @property
    def as_cinecut_asks(self):
        """Both keep the question for the next; of minerva, pictures that come once need not be kept."""
        return {"cache_prompt": False} if self.name == "minerva" else {}


def words_of(options):
    model = weights(f"vision-{options.model}")
    projector = model.parent / f"mmproj-{options.model}.gguf"
    referee = llama_server()
    threads = ["--threads", options.threads]
    return {
        "minerva": [MINERVA, "serve", "--model", model, "--mmproj", projector, "--ctx", 4096, "--parallel",
                    SLOTS["minerva"], "--cells", 8192, "--no-mmap", "--log", "none", *threads],
        "llama-server, defaults": [referee, "-m", model, "--mmproj", projector, *threads],
        "llama-server, best": [referee, "-m", model, "--mmproj", projector, "-np", SLOTS["llama-server"], "-c", 8192, "--kv-unified",
                               "--cache-ram", 0, "--no-cache-idle-slots", *threads]}


def engine(options, stills):
    """Frames a second of each, in turns."""
    servers = [Describer(name, words) for name, words in words_of(options).items()]
    rates = {s.name: [] for s in servers}
    cpu = {s.name: [0.0, 0] for s in servers}
    tokens = {s.name: 0 for s in servers}
    split = {}
    for s in servers:
        s.describe(stills[0])  # Everything is touched for the first time.
    per_turn = max(max(SLOTS.values()), len(stills) // options.runs)
    for turn, at in enumerate(range(0, len(stills), per_turn)):
        part = stills[at:at + per_turn]
        for s in servers if turn % 2 else reversed(servers):
            with s.at_a_time() as pool:
                before, start = s.cpu_s(), time.monotonic()
                replies = list(pool.map(s.describe, part))
                rates[s.name].append(len(part) / (time.monotonic() - start))
                cpu[s.name][0] += s.cpu_s() - before
                cpu[s.name][1] += len(part)
                tokens[s.name] += sum(map(tokens_of, replies))
                if s.name == "minerva":
                    for r in replies:
                        for key, value in r["timings"].items():
                            split.setdefault(key, []).append(value)
    for s in servers:
        s.stop()
    print(f"\n{len(stills)} stills, {options.model}, {options.threads} threads\n")
    print("| engine | stills/s | CPU s a still | tokens of a reply | ratio | ratio of tokens/s |\n|---|---|---|---|---|---|")
    best = max(servers[1:], key=lambda s: median(rates[s.name]))
    written = {s.name: tokens[s.name] / cpu[s.name][1] for s in servers}
    for s in servers:
        rate, length = median(rates[s.name]), written[s.name]
        ratio = rate / median(rates[best.name])
        print(f"| {s.name} | {rate:.3f} | {cpu[s.name][0] / cpu[s.name][1]:.2f} | {length:.0f} | {ratio:.2f} | "
              f"{ratio * length / written[best.name]:.2f} |")
    print("\nWhere minerva's time goes, of one still among them, medians: "
          + ", ".join(f"{k} {median(v):.0f}" for k, v in sorted(split.items())
                      if k.endswith("_ms") or k.endswith("_n")))


def tokens_of(reply):
    return reply["usage"]["completion_tokens"]


class OneLength(http.server.ThreadingHTTPServer):
    """Hands requests on to a server, with SCHEMA in the place of their own, and keeps them."""
    daemon_threads = True

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def hand_on(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if body:
                asked = {k: v for k, v in json.loads(body).items() if k != "response_format"}
                self.server.asked.append({**asked, "json_schema": SCHEMA})
                body = json.dumps(self.server.asked[-1]).encode()
            request = urllib.request.Request(f"http://127.0.0.1:{self.server.behind}{self.path}", body or None,
                                             {"Content-Type": "application/json"})
            try:
                with urllib.request.urlopen(request) as reply:
                    status, data = reply.status, reply.read()
            except urllib.error.HTTPError as error:
                status, data = error.code, error.read()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            if body and status == 200:
                self.server.tokens += tokens_of(json.loads(data))

        do_GET = do_POST = hand_on

    def __init__(self, behind):
        super().__init__(("127.0.0.1", 0), self.Handler)
        self.behind, self.asked, self.tokens = behind, [], 0
        threading.Thread(target=self.serve_forever, daemon=True).start()


def phase(film, server):
    """How many stills a surveyed film has, how long their descriptions take, what is asked for them, and how many
    tokens that brings."""
    relay = OneLength(server.port)
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / film.name
        shutil.copy2(film, copy)
        command = [BUILD / "bin/cinecut", copy, "--vibe", "thriller", "--review"]
        subprocess.run([*command, "--describer", "measures"], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        run = subprocess.run([*command, "--endpoint", f"http://127.0.0.1:{relay.server_address[1]}/v1",
                              "--progress", "jsonl"],
                             check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        relay.shutdown()
        events = [json.loads(line) for line in run.stderr.splitlines() if line.startswith('{"stage":"scenes"')]
        survey = json.loads(tool(BUILD / "bin/cinecut", "survey", copy, "--json"))
    return len(survey["stills"]), next(e["elapsed_s"] for e in events if e["state"] == "finished"), relay.asked, relay.tokens


def phases(options):
    """Of three films, whose camera positions are returned to more and less often."""
    words = words_of(options)
    ours, theirs = Describer("minerva", words["minerva"]), Describer("llama-server", words["llama-server, best"])
    print("\n| phase: film | stills | described | stills/s | llama-server, best | ratio | tokens of a reply | of theirs |"
          "\n|---|---|---|---|---|---|---|---|")

    def show(film, stills, described, our_seconds, their_seconds, our_tokens, their_tokens):
        print(f"| {film} | {stills} | {described} | {stills / our_seconds:.3f} | {stills / their_seconds:.3f} | "
              f"{their_seconds / our_seconds:.2f} | {our_tokens / described:.0f} | {their_tokens / stills:.0f} |", flush=True)

    rows = []
    for seed in SEEDS:
        stills, seconds, asked, tokens = phase(film_of(seed), ours)
        # llama-server keeps the question for the next one unless it is told not to.
        part = [{k: v for k, v in body.items() if k != "cache_prompt"} for body in asked[:options.stills // 4]]
        start = time.monotonic()
        with theirs.at_a_time() as pool:
            replies = list(pool.map(lambda body: theirs.post("/chat/completions", body), part))
        share = stills / len(part)
        rows.append((stills, len(asked), seconds, (time.monotonic() - start) * share, tokens,
                     sum(map(tokens_of, replies)) * share))
        show(f"seed {seed}", *rows[-1])
    show("all", *map(sum, zip(*rows)))
    ours.stop()
    theirs.stop()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stills", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5, help="turns that the stills are shared out to")
    parser.add_argument("--model", default="llava-clip-b", help="a kind of vision_models.py")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--only", default="engine,phase")
    options = parser.parse_args()
    if "engine" in options.only:
        engine(options, stills_of(film_of(SEEDS[-1]), options.stills))
    if "phase" in options.only:
        phases(options)


main()
