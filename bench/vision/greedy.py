#!/usr/bin/env python3
"""minerva's replies about pictures beside llama-server's, for the same greedy requests.

    python bench/vision/greedy.py [PICTURES]      (after tools/setup bench; with the tests' Python)

Four shapes of models, each picture asked alone and all of them at once. Where a reply differs, the
margin tells whether it is a near tie: how much likelier, in nats, llama-server found its token than the
one minerva took. Exit code 1 if one differs by more than TIE.
"""
import base64
import concurrent.futures
import io
import pathlib
import random
import sys

from PIL import Image, ImageDraw

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from servers import MINERVA, Server, llama_server, weights  # noqa: E402

KINDS = ("llava", "smolvlm", "qwen", "gemma")
TIE = 0.3  # Replies of minerva alone and beside others differ by up to 0.2 where they do.


def picture(seed):
    r = random.Random(seed)
    image = Image.new("RGB", (640, 360), tuple(r.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(25):
        x, y = r.randrange(600), r.randrange(330)
        draw.ellipse([x, y, x + r.randrange(20, 200), y + r.randrange(20, 200)],
                     fill=tuple(r.randrange(256) for _ in range(3)))
    data = io.BytesIO()
    image.save(data, "PNG")
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode()


def ask(server, url):
    body = {"messages": [{"role": "user", "content": [{"type": "text", "text": "Describe this picture."},
                                                      {"type": "image_url", "image_url": {"url": url}}]}],
            "temperature": 0, "max_tokens": 32, "cache_prompt": False, "logprobs": True, "top_logprobs": 8}
    return server.post("/v1/chat/completions", body)["choices"][0]["logprobs"]["content"]


def is_same(ours, theirs):
    # llama-server shows special tokens as nothing.
    return ours["bytes"] == theirs["bytes"] or (not theirs["bytes"] and ours["token"].startswith("<"))


def in_whole_characters(tokens):
    """llama-server tells tokens that are parts of a character together with the next."""
    held = []
    for token in tokens:
        token = {**token, "bytes": held + token["bytes"]}
        try:
            bytes(token["bytes"]).decode()
        except UnicodeDecodeError:
            held = token["bytes"]
            continue
        held = []
        yield token


def difference(ours, theirs):
    """The first token that differs: how much likelier theirs was for them; None: none does."""
    for a, b in zip(in_whole_characters(ours), theirs):
        if not is_same(a, b):
            taken = [t["logprob"] for t in b["top_logprobs"] if is_same(a, t)]
            return b["logprob"] - taken[0] if taken else float("inf")
    return None


def compare(kind, urls):
    model = weights(f"vision-{kind}")
    projector = model.parent / f"mmproj-{kind}.gguf"
    with Server("llama-server", [llama_server(), "-m", model, "--mmproj", projector, "-t", 2, "-np", 1, "-c", 2048]) as s:
        theirs = [ask(s, u) for u in urls]
    with Server("minerva", [MINERVA, "serve", "--model", model, "--threads", 2, "--ctx", 2048, "--parallel", 4,
                            "--cells", 8192]) as s:
        alone = [ask(s, u) for u in urls]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda u: ask(s, u), urls))
    worst = 0.0
    for name, ours in (("alone", alone), ("four at a time", together)):
        found = [d for d in map(difference, ours, theirs) if d is not None]
        worst = max([worst, *found])
        print(f"{kind:8} {name:15} {len(urls) - len(found)} of {len(urls)} equal"
              + (f", others by near ties of at most {max(found):.2f}" if found else ""), flush=True)
    return worst


def main():
    urls = [picture(seed) for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 8)]
    return 1 if max(compare(kind, urls) for kind in KINDS) > TIE else 0


if __name__ == "__main__":
    sys.exit(main())
