#!/usr/bin/env python3
"""Where the story turns, as `cinecut structure` finds it, against films whose turning points are known.

    python bench/structure/run.py FOLDER [--text-model FILE | --text-endpoint URL] [--films NAME,…] [--keep FOLDER]

FOLDER holds films as NAME.srt with NAME.json: {"duration_s", "points": [five shares of the film]}. For each anchor
(turning points 1, 3 and 5) prints the mean absolute error, as a share of the film: of the priors, of what is found
without a model and, if one is named, with it; what the model's own lines are off by, and its confidence; and CPU
(the engine's included) and wall time. --keep keeps answers between runs, whose time then says nothing.
"""
import argparse
import json
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from measure import CINECUT, cost  # noqa: E402

ANCHORS = ("begin", "escalation", "climax")
POINTS = (0, 2, 4)  # Of the five.
LINES = "the model's lines"
PRIORS = (0.125, 0.583, 0.955)


def films(folder, only):
    for file in sorted(folder.glob("*.srt")):
        truth = file.with_suffix(".json")
        if truth.exists() and (not only or file.stem in only):
            yield file, json.loads(truth.read_text())


def structure(subtitles, duration_s, *words):
    used, out = cost(CINECUT, "structure", subtitles, "--duration", duration_s, "--json", "--progress", "none", *words)
    return used, json.loads(out)


def shares(told, duration_s):
    return [told[f"{a}_s"] / duration_s for a in ANCHORS]


def place_of(told, starts, anchor, duration_s):
    """Where the line is that the model named, as a share; nothing if it named none."""
    cue = told["reading"][anchor]["cue"]
    return None if not 0 <= cue < len(starts) else starts[cue] / duration_s


def cue_starts(subtitles):
    """Cues as they stand in the file; cinecut counts them so where the file needs no mending."""
    starts = []
    for line in subtitles.read_text(errors="replace").splitlines():
        if "-->" in line:
            h, m, s = line.split("-->")[0].strip().replace(",", ".").split(":")
            starts.append(int(h) * 3600 + int(m) * 60 + float(s))
    return starts


def rounded(values):
    return ", ".join("none" if v is None else f"{v:.3f}" for v in values)


def mean(values):
    values = [v for v in values if v is not None]
    return sum(values) / len(values) if values else float("nan")


def row(name, values):
    print(f"| {name} | " + " | ".join(f"{v:.3f}" for v in values) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--text-model")
    parser.add_argument("--text-endpoint")
    parser.add_argument("--films", default="", help="names, separated by commas (default: all)")
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    reader = [w for name in ("text_model", "text_endpoint") if (value := getattr(options, name))
              for w in (f"--{name.replace('_', '-')}", value)]
    errors = {name: [] for name in ("priors", "without a model", "with the model", LINES)}
    confidences, costs = [], []
    with tempfile.TemporaryDirectory() as temporary:
        for subtitles, truth in films(options.folder, {n for n in options.films.split(",") if n}):
            duration_s = truth["duration_s"]
            points = [truth["points"][i] for i in POINTS]

            def off(found, points=points):
                return [None if f is None else abs(f - p) for f, p in zip(found, points)]
            errors["priors"].append(off(PRIORS))
            used, told = structure(subtitles, duration_s)
            errors["without a model"].append(off(shares(told, duration_s)))
            if reader:
                work = (options.keep or pathlib.Path(temporary)) / subtitles.stem
                os.makedirs(work, exist_ok=True)
                used, told = structure(subtitles, duration_s, *reader, "--work-dir", work)
                errors["with the model"].append(off(shares(told, duration_s)))
                starts = cue_starts(subtitles)
                errors[LINES].append(
                    off([place_of(told, starts, a, duration_s) for a in ANCHORS]))
                confidences.append([told["reading"][a]["confidence"] for a in ANCHORS])
                print(f"{subtitles.stem}: off by {rounded(errors['with the model'][-1])}, the model's lines by "
                      f"{rounded(errors[LINES][-1])}, confidence {rounded(confidences[-1])}, "
                      f"{used.cpu_s:.0f} CPU s, {used.wall_s:.0f} s", file=sys.stderr, flush=True)
            costs.append(used)
    if not costs:
        raise SystemExit(f"{options.folder} holds no films: NAME.srt with NAME.json beside it.")
    print(f"\n{len(costs)} films\n\n| mean absolute error | " + " | ".join(ANCHORS) + " |\n| --- | ---: | ---: | ---: |")
    for name, found in errors.items():
        if found:
            row(name, [mean(column) for column in zip(*found)])
    if confidences:
        row("its confidence", [mean(column) for column in zip(*confidences)])
    print(f"\nof a film: {mean([c.cpu_s for c in costs]):.2f} CPU s, {mean([c.wall_s for c in costs]):.2f} s; "
          f"the longest took {max(c.wall_s for c in costs):.1f} s")


main()
