#!/usr/bin/env python3
"""How well feelings of lines are told, by lists of words and by embedding models."""
import argparse
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = pathlib.Path(os.environ.get("CINECUT_BUILD", ROOT / "build"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", nargs="+", default=["e5", "minilm"], help="names that tools/third_party/models knows, or files")
    asked = parser.parse_args()
    for name in asked.models:
        file = name if name.endswith(".gguf") else subprocess.run(
            [ROOT / "tools/third_party/models", name], check=True, capture_output=True, text=True
        ).stdout.strip()  # fmt: skip
        subprocess.run([BUILD / "bin/bench_meaning", file, HERE / "known.tsv", HERE / "aside.tsv"], check=True)


if __name__ == "__main__":
    main()
