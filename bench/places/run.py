#!/usr/bin/env python3
"""From where in the film an edit takes its clips, beside where official trailers take theirs.

    python bench/places/run.py MANIFEST…

Prints the share of clips from each stage of the film, the divergence of these shares from the trailers' (Kullback and
Leibler's, in nats), and the means over all manifests. The films must be where the manifests say.
"""
import bisect
import json
import math
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from measure import length_s  # noqa: E402

ENDS = (0.1, 0.25, 0.5, 0.75, 0.945)
TRAILERS = (0.20, 0.16, 0.25, 0.21, 0.13, 0.04)


def shares(manifest):
    edit = json.loads(manifest.read_text(encoding="utf-8"))
    length = length_s(manifest.parent / edit["source"])
    places = [(c["source_start_s"] + c["source_end_s"]) / 2 / length for c in edit["clips"]]
    stages = [bisect.bisect_right(ENDS, place) for place in places]
    return edit["vibe"], [stages.count(n) / len(stages) for n in range(len(TRAILERS))]


def divergence(found):
    return sum(p * math.log(p / q) for p, q in zip(found, TRAILERS) if p > 0)


def row(name, found):
    print(f"| {name} | " + " | ".join(f"{share:.2f}" for share in found) + f" | {divergence(found):.3f} |")


def main(manifests):
    if not manifests:
        sys.exit(__doc__)
    print("| edit | to 10 % | 25 % | 50 % | 75 % | 94.5 % | end | divergence |\n|---|---|---|---|---|---|---|---|")
    row("official trailers", TRAILERS)
    all_shares = []
    for manifest in map(pathlib.Path, manifests):
        vibe, found = shares(manifest)
        all_shares.append(found)
        row(f"{manifest.parent.name}, {vibe}", found)
    row("mean", [statistics.mean(stage) for stage in zip(*all_shares)])


if __name__ == "__main__":
    main(sys.argv[1:])
