#!/usr/bin/env python3
"""Our beats beside librosa's beat_track, on music whose beats are known (pieces.py).

  bench/beats/run.py [--repeat 3]

F: the F-measure of mir_eval at 70 ms. CMLt: the share of beats in unbroken runs at the true level;
AMLt: also at half and double tempo and on the off-beats. Late: the median offset of the beats that
count as found. Tempo: how many pieces have their own, twice it, half of it, another. The first run
makes the music (some minutes), the others find it in the cache.
"""
import argparse
import json
import pathlib
import sys
import time
import warnings
import wave

import mir_eval
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import measure  # noqa: E402
import pieces  # noqa: E402

GROUPS = {"recorded": "recorded rock and metal", "bands": "band patterns", "metal": "Freedoom's scores",
          "composed": "game music by composers", "styles": "accompaniment styles",
          "drawn": "drifting, sparse, soft", None: "all"}
ONE_SONG = """
import sys, librosa
y, sr = librosa.load(sys.argv[1])
print(librosa.beat.beat_track(y=y, sr=sr, units="time")[1])
"""


def ours(path):
    """Beats, bars, and CPU seconds of a whole process."""
    cost, text = measure.cost(measure.CINECUT, "beats", "--json", path)
    found = json.loads(text)
    return found["beats_s"], found["downbeats_s"], cost.cpu_s


def theirs(path):
    """Beats and CPU seconds inside a process that has everything loaded already."""
    import librosa
    start = time.process_time()
    samples, rate = librosa.load(path)
    beats = librosa.beat.beat_track(y=samples, sr=rate, units="time")[1]
    return list(beats), time.process_time() - start


def level(truth, found):
    """Which tempo was found: 1 its own, 2 twice as fast, 0.5 half as fast, 0 another."""
    if len(found) < 3:
        return 0
    ratio = np.median(np.diff(truth)) / np.median(np.diff(found))
    return next((r for r in (1, 2, 0.5) if abs(np.log2(ratio / r)) < 0.08), 0)


def judge(truth, found):
    speed = level(truth, found)
    truth, found = (mir_eval.beat.trim_beats(np.asarray(x)) for x in (truth, found))
    if len(found) < 3:
        return 0.0, 0.0, 0.0, None, speed
    f = mir_eval.beat.f_measure(truth, found)
    _, cmlt, _, amlt = mir_eval.beat.continuity(truth, found)
    offsets = [b - truth[np.argmin(abs(truth - b))] for b in found]
    near = [1000 * o for o in offsets if abs(o) < 0.07]
    return f, cmlt, amlt, measure.median(near) if near else None, speed


def quality(results):
    """Means over pieces; for the offset the median; how many pieces have which tempo."""
    means = [float(np.mean([r[i] for r in results])) for i in range(3)]
    levels = " / ".join(str(sum(r[4] == x for r in results)) for x in (1, 2, 0.5, 0))
    return means + [measure.median(r[3] for r in results if r[3] is not None), levels]


def whole_processes(path, repeat):
    runs = {"ours": [], "librosa": []}
    for _ in range(repeat):
        runs["ours"].append(ours(path)[2])
        runs["librosa"].append(measure.cost(sys.executable, "-c", ONE_SONG, path)[0].cpu_s)
    return measure.median(runs["ours"]), measure.median(runs["librosa"])


def start_up(folder, repeat):
    """CPU seconds of our process on next to no sound."""
    path = folder / "nothing.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 44100, 0, "NONE", ""))
        file.writeframes(bytes(4 * 4410))
    return measure.median(ours(path)[2] for _ in range(repeat))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    warnings.filterwarnings("ignore")
    folder = measure.CACHE / f"beats-{pieces.LONGEST_S}"
    music = pieces.make(folder)
    theirs(music[0]["path"])  # Loads and compiles.
    judged = {"ours": {}, "librosa": {}}
    cpu = {"ours": [], "librosa": []}
    bars = {}
    for p in music:
        beats, downbeats, seconds = ours(p["path"])
        judged["ours"].setdefault(p["group"], []).append(judge(p["beats"], beats))
        bars.setdefault(p["group"], []).append(judge(p["downbeats"], downbeats)[0])
        cpu["ours"].append(seconds)
        beats, seconds = theirs(p["path"])
        judged["librosa"].setdefault(p["group"], []).append(judge(p["beats"], beats))
        cpu["librosa"].append(seconds)

    rows = []
    for group, words in GROUPS.items():
        pick = [group] if group else list(judged["ours"])
        table = {who: quality([r for g in pick for r in judged[who][g]]) for who in judged}
        for who, (f, cmlt, amlt, late, levels) in table.items():
            bar = f"{np.mean([b for g in pick for b in bars[g]]):.3f}" if who == "ours" else ""
            count = sum(len(judged[who][g]) for g in pick)
            rows.append((f"{words} ({count})", who, f"{f:.3f}", f"{cmlt:.3f}", f"{amlt:.3f}",
                         levels, f"{late:.0f}", bar))
        last = table
    print(f"{len(music)} pieces of up to {pieces.LONGEST_S} s, {measure.machine()}\n")
    measure.table(rows, ("music", "", "F", "CMLt", "AMLt", "tempo: own / 2 / ½ / other", "late ms", "F of bars"))
    print("\nours / librosa: " + ", ".join(
        f"{name} {last['ours'][i] / last['librosa'][i]:.3f}"
        for i, name in enumerate(("F", "CMLt", "AMLt"))))
    one = whole_processes(music[0]["path"], args.repeat)
    inside = measure.median(cpu["ours"]) - start_up(folder, args.repeat), measure.median(cpu["librosa"])
    print(f"CPU s a piece, start-up and imports not counted (median): "
          f"{inside[0]:.3f} / {inside[1]:.3f} = {inside[0] / inside[1]:.3f}")
    print(f"CPU s of whole processes on one piece (median of {args.repeat}): "
          f"{one[0]:.3f} / {one[1]:.3f} = {one[0] / one[1]:.3f}")


if __name__ == "__main__":
    main()
