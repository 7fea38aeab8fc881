#!/usr/bin/env python3
"""Stills that are good or bad in a known way (pictures.py), judged by the survey, as the story does: is
one kept out of the trailer?

  bench/stills/run.py [--side known|aside] [--each 50] [--sheet FILE]

"before" is what was judged before there were rules for subjects and letters: rows of strokes on a
plain ground, and pictures of one colour. The rules were fitted to the side "known"; "aside" is of
other clips, and not for fitting.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import cv2
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import measure  # noqa: E402
import pictures  # noqa: E402

NO_SUBJECT, TEXT, TEXT_BEFORE = 0.3, 0.5, 0.75  # src/cinecut/story/internal/stretches.cpp


def is_out(answer):
    return answer["subject"] < NO_SUBJECT or answer["text"] > TEXT


def was_out(answer):
    return answer["plain_rows"] > TEXT_BEFORE or answer["is_plain"]


def sheet(answers, kinds, file):
    """The wrongly judged ones, a row for each kind."""
    rows = []
    for kind in pictures.KINDS:
        wrong = [a["file"] for a in answers
                 if kinds[a["file"]] == kind and is_out(a) == (kind == "good")][:8]
        tiles = [cv2.resize(cv2.imread(f), (256, 144)) for f in wrong]
        tiles += [np.zeros((144, 256, 3), np.uint8)] * (8 - len(tiles))
        rows.append(np.hstack(tiles))
    cv2.imwrite(str(file), np.vstack(rows))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--side", choices=("known", "aside"), default="aside")
    parser.add_argument("--each", type=int, default=50, help="stills of each kind")
    parser.add_argument("--sheet", type=pathlib.Path, help="a PNG with those that are judged wrongly")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kinds = pictures.make(pathlib.Path(folder), options.each, options.side)
        output = subprocess.run([measure.CINECUT.with_name("bench_stills")], check=True, text=True,
                                input="\n".join(kinds) + "\n", capture_output=True).stdout
        answers = [json.loads(line) for line in output.splitlines()]
        print(f"{len(answers)} stills, side \"{options.side}\"\n")
        print("| kept out | " + " | ".join(pictures.KINDS[1:]) + " | all bad ones | good ones lost |")
        print("|" + "---|" * (len(pictures.KINDS) + 2))
        for name, judge in (("before", was_out), ("now", is_out)):
            shares = {k: [judge(a) for a in answers if kinds[a["file"]] == k] for k in pictures.KINDS}
            bad = [v for k in pictures.KINDS[1:] for v in shares[k]]
            print(f"| {name} | " + " | ".join(f"{np.mean(shares[k]):.2f}" for k in pictures.KINDS[1:]) +
                  f" | {np.mean(bad):.3f} | {np.mean(shares['good']):.3f} |")
        for part in ("words_ms", "subject_ms"):
            print(f"\n{part[:-3]}: {np.median([a[part] for a in answers]):.1f} ms of CPU time a picture")
        if options.sheet:
            sheet(answers, kinds, options.sheet)


if __name__ == "__main__":
    main()
