#!/usr/bin/env python3
"""minerva's replies about pictures beside llama-server's, for the same greedy requests.

    python bench/vision/greedy.py [PICTURES]      (after tools/setup bench; with the tests' Python)

Six shapes of models, each picture asked alone and four at a time. Where a reply differs, its margin is
how much likelier, in nats, llama-server found its token than the one the other took. "apart" is the
median difference of the likelihoods of the tokens that both took: it tells rounding from a mistake. What
rounding alone does is shown by llama-server without flash attention beside itself. Exit code 1 if minerva
is further apart than that, and than ROUNDING.
"""
import base64
import concurrent.futures
import io
import pathlib
import random
import statistics
import sys

from PIL import Image, ImageDraw

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from servers import MINERVA, Server, llama_server, weights  # noqa: E402

KINDS = ("llava", "smolvlm", "qwen", "gemma", "internvl", "lfm2")
ROUNDING = 0.04  # Nats; llama-server beside itself: 0.03 to 0.04.


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
    """How far apart the likelihoods of the tokens are that both took; and of the first that differs, how much
    likelier theirs was for them (None: none does)."""
    apart = []
    for a, b in zip(in_whole_characters(ours), theirs):
        if not is_same(a, b):
            taken = [t["logprob"] for t in b["top_logprobs"] if is_same(a, t)]
            return apart, b["logprob"] - taken[0] if taken else float("inf")
        apart.append(abs(a["logprob"] - b["logprob"]))
    return apart, None


def compare(kind, urls):
    """Whether minerva's replies are llama-server's, but for rounding."""
    model = weights(f"vision-{kind}")
    projector = model.parent / f"mmproj-{kind}.gguf"
    theirs = [llama_server(), "-m", model, "--mmproj", projector, "-t", 2, "-np", 1, "-c", 2048]
    with Server("llama-server", theirs) as s:
        expected = [ask(s, u) for u in urls]
    replies = {}
    with Server("llama-server, rounding otherwise", [*theirs, "-fa", "off"]) as s:
        replies["llama-server, rounding otherwise"] = [ask(s, u) for u in urls]
    with Server("minerva", [MINERVA, "serve", "--model", model, "--threads", 2, "--ctx", 2048, "--parallel", 4,
                            "--cells", 8192]) as s:
        replies["alone"] = [ask(s, u) for u in urls]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            replies["four at a time"] = list(pool.map(lambda u: ask(s, u), urls))
    apart = {}
    for name, found in replies.items():
        differences = [difference(*pair) for pair in zip(found, expected)]
        apart[name] = statistics.median(d for each, _ in differences for d in each)
        margins = [m for _, m in differences if m is not None]
        print(f"{kind:8} {name:32} {len(urls) - len(margins)} of {len(urls)} equal, {apart[name]:.3f} apart"
              + (f", margins up to {max(margins):.2f}" if margins else ""), flush=True)
    rounding = apart.pop("llama-server, rounding otherwise")
    return max(apart.values()) <= max(ROUNDING, rounding)


def main():
    urls = [picture(seed) for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 8)]
    return 0 if all([compare(kind, urls) for kind in KINDS]) else 1


if __name__ == "__main__":
    sys.exit(main())
