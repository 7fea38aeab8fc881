#!/usr/bin/env python3
"""Our survey beside PySceneDetect's content and adaptive detectors, on films whose every shot change
is known, and beside a plain full decode by ffmpeg.

  bench/shots/run.py [--repeat 3] [--seconds 300] [--only NAME …] [--misses]

A hard cut is found by a detection at its first picture or one picture away; a dissolve or fade by a
detection anywhere in the pictures that belong to it or one picture away. Each detection finds one
change at most and each change takes one detection; all others are false. Detectors run with their
own defaults. CPU seconds are of whole processes with all their threads; the kinds of runs alternate.
The first run makes the films, the others find them in the cache.
"""
import argparse
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import films  # noqa: E402
import measure  # noqa: E402

DETECT = """
import sys, scenedetect
detector = {"content": scenedetect.ContentDetector, "adaptive": scenedetect.AdaptiveDetector}
for scene in scenedetect.detect(sys.argv[1], detector[sys.argv[2]](), start_in_scene=True)[1:]:
    print(scene[0].frame_num)
"""
KINDS = ("cut", "dissolve", "fade")
NAMES = {"exact": "ours, exact", "default": "ours, default", "content": "PySceneDetect content",
         "adaptive": "PySceneDetect adaptive", "decode": "ffmpeg: full decode"}


def joined_changes(truth):
    return [(j["type"], j["first"], j["last"]) for j in truth["joints"]]


def sample_changes(truth):
    changes = []
    for shot in truth["shots"][1:]:
        join = shot["join"]
        if join["kind"] == "cut":
            changes.append(("cut", shot["start_frame"], shot["start_frame"]))
        else:
            changes.append((join["kind"], join["start_frame"], join["end_frame"] - 1))
    return changes


def joined(seconds, width, *more, file="film.mkv"):
    """Keep seed 31 out of whatever the detector is fitted to."""
    folder = films.joined(seconds, width, "--seed", 31, *more)
    return folder / file, joined_changes(json.loads((folder / "film.truth.json").read_text()))


def sample():
    folder = films.sample()
    return (folder / "sample.mkv",
            sample_changes(json.loads((folder / "sample.truth.json").read_text())))


def test_films(seconds):
    """By name, how to get the file and its changes: kind, first and last picture."""
    return {
        "sample 576p": sample,
        "joined 360p": lambda: joined(seconds, 640, "--fixed"),
        "joined 360p, fixed keys": lambda: joined(seconds, 640, "--fixed", file="film-fixed.mkv"),
        "joined 720p": lambda: joined(seconds, 1280, "--preset", "veryfast"),
        "hard 360p": lambda: joined(seconds, 640, "--hard")}


def ours(film, *more):
    with tempfile.TemporaryDirectory() as folder:
        cost, text = measure.cost(measure.CINECUT, "survey", film, "--json", "--work-dir", folder,
                                  *more)
    found = json.loads(text)
    return [round(s["start_s"] * found["fps"]) for s in found["shots"][1:]], cost.cpu_s


def run(kind, film):
    """Detections as numbers of pictures, and CPU seconds."""
    if kind == "decode":
        return [], measure.cost("ffmpeg", "-nostdin", "-v", "error", "-i", film, "-map", "0:v", "-f",
                                "null", "-")[0].cpu_s
    if kind == "exact":
        return ours(film, "--exact")
    if kind == "default":
        return ours(film)
    cost, text = measure.cost(sys.executable, "-c", DETECT, film, kind)
    return [int(line) for line in text.split()], cost.cpu_s


def match(changes, detections, slack=1):
    """Changes found, and detections that found nothing: the largest matching there is."""
    left, found = sorted(detections), []
    for change in sorted(changes, key=lambda c: c[2]):
        _, first, last = change
        hit = next((d for d in left if first - slack <= d <= last + slack), None)
        if hit is not None:
            left.remove(hit)
            found.append(change)
    return found, left


class Score:
    def __init__(self, changes, detections):
        found, self.false = match(changes, detections)
        self.missed = [c for c in changes if c not in found]
        self.recall = len(found) / max(1, len(changes))
        self.precision = len(found) / max(1, len(detections))
        self.f1 = 2 * len(found) / max(1, len(changes) + len(detections))
        self.of_kind = [f"{sum(c[0] == k for c in found)}/{sum(c[0] == k for c in changes)}"
                        for k in KINDS]


def measure_film(film, changes, repeat):
    """Scores and medians of CPU seconds by kind. The slow referees run once each."""
    scores, cpu = {}, {k: [] for k in NAMES}
    for i in range(repeat):
        for kind in NAMES:
            if i and kind in ("content", "adaptive"):
                continue
            detections, seconds = run(kind, film)
            cpu[kind].append(seconds)
            if kind != "decode":
                scores[kind] = Score(changes, detections)
    return scores, {k: measure.median(v) for k, v in cpu.items()}


def verdicts(name, scores, cpu):
    """Rows of the second table: what is asked for, and whether it holds."""
    best = max(scores["content"].f1, scores["adaptive"].f1)
    quickest = min(cpu["content"], cpu["adaptive"])
    for what, value, limit, aim, holds in (
            ("F1, exact", scores["exact"].f1, best + 0.03, "0.97", lambda a, b: a >= b),
            ("CPU exact / decode", cpu["exact"] / cpu["decode"], 1.0, "", lambda a, b: a <= b),
            ("CPU default / decode", cpu["default"] / cpu["decode"], 0.25, "0.12",
             lambda a, b: a <= b),
            ("CPU PySceneDetect / default", quickest / cpu["default"], 5, "", lambda a, b: a >= b)):
        asked = f"{'at least' if holds(1, 0) else 'at most'} {limit:.3g}"
        yield (name, what, f"{value:.3f}", asked + (f", aim {aim}" if aim else ""),
               "pass" if holds(value, limit) else "MISS")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=300, help="of the joined films")
    parser.add_argument("--only", nargs="+", default=[""], help="films whose name begins so")
    parser.add_argument("--misses", action="store_true", help="name what was missed, what was false")
    args = parser.parse_args()
    rows, judged, notes = [], [], []
    header = ("film", "", "F1", "precision", "recall", "cuts", "dissolves", "fades", "CPU s",
              "/ decode")
    for name, get in test_films(args.seconds).items():
        if not name.startswith(tuple(args.only)):
            continue
        film, changes = get()
        scores, cpu = measure_film(film, changes, args.repeat)
        for kind, words in NAMES.items():
            s = scores.get(kind)
            quality = ((f"{s.f1:.3f}", f"{s.precision:.3f}", f"{s.recall:.3f}", *s.of_kind) if s
                       else ("",) * 6)
            rows.append((name, words, *quality, f"{cpu[kind]:.1f}",
                         f"{cpu[kind] / cpu['decode']:.2f}"))
            if s and kind in ("exact", "default"):
                notes.append(f"{name}, {words}: missed {s.missed}, false {s.false}")
            print(*(cell for cell in rows[-1] if cell), sep="  ", file=sys.stderr, flush=True)
        judged += verdicts(name, scores, cpu)
    print(f"changes known in all films; {args.repeat} repeats of ours and of ffmpeg, medians, "
          f"{measure.machine()}\n")
    measure.table(rows, header)
    print()
    measure.table(judged, ("film", "", "measured", "asked for", ""))
    if args.misses:
        print("\n" + "\n".join(notes))


if __name__ == "__main__":
    main()
