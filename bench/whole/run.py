#!/usr/bin/env python3
"""From a 20-minute film to a finished trailer, beside the two floors nobody can go under with
ffmpeg: one process that only decodes the film, and one that cuts the same clips and encodes them.

  bench/whole/run.py [--film FILE] [--repeat 3]

Without --film, five minutes of real footage are joined in 720p (tests/real_film.py) and repeated to
20 minutes; the film is kept in the cache. CPU seconds are of the whole process; the two kinds of runs alternate.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import films  # noqa: E402
import measure  # noqa: E402


def decode(film):
    return measure.cost("ffmpeg", "-nostdin", "-v", "error", "-i", film, "-map", "0:v", "-f", "null",
                        "-")[0]


def cut_and_encode(film, manifest, out):
    """One ffmpeg process: each clip an input of its own, joined and encoded with our settings."""
    words, parts = ["ffmpeg", "-nostdin", "-v", "error", "-y"], ""
    clips = manifest["clips"]
    for clip in clips:
        words += ["-ss", f"{clip['source_start_s']:.6f}", "-t",
                  f"{clip['source_end_s'] - clip['source_start_s']:.6f}", "-i", film]
    for i in range(len(clips)):
        parts += f"[{i}:v:0][{i}:a:0]"
    words += ["-filter_complex", f"{parts}concat=n={len(clips)}:v=1:a=1[v][a]", "-map", "[v]", "-map",
              "[a]", "-c:v", "libx264", "-preset", "fast", "-crf", "18", "-pix_fmt", "yuv420p", "-c:a",
              "aac", "-b:a", "256k", out]
    return measure.cost(*words)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--film", type=pathlib.Path)
    parser.add_argument("--vibe", default="thriller")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    film = options.film or films.long()

    decodes, cuts, ours, again = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        words = [measure.CINECUT, film, "--vibe", options.vibe, "--work-dir", folder / "work", "-o",
                 folder / "ours.mp4", "--progress", "none"]
        for _ in range(options.repeat):
            shutil.rmtree(folder / "work", ignore_errors=True)
            ours.append(measure.cost(*words)[0])
            manifest = json.loads((folder / "work" / "TRAILER_MANIFEST.json").read_text())
            decodes.append(decode(film))
            cuts.append(cut_and_encode(film, manifest, folder / "theirs.mp4"))
            again.append(measure.cost(*words)[0])

    floor = measure.median([c.cpu_s for c in decodes]) + measure.median([c.cpu_s for c in cuts])
    print(f"\n{film.name}, {options.vibe}, {len(manifest['clips'])} clips, "
          f"{options.repeat} repeats, medians, {measure.machine()}\n")
    rows = []
    for name, costs in (("ffmpeg: decode the film", decodes),
                        ("ffmpeg: cut and encode the clips", cuts),
                        ("cinecut: film to trailer", ours), ("cinecut: second run", again)):
        cpu = measure.median([c.cpu_s for c in costs])
        rows.append((name, f"{cpu:.1f}", f"{measure.median([c.wall_s for c in costs]):.1f}",
                     f"{measure.median([c.memory_mb for c in costs]):.0f}", costs[0].children,
                     f"{cpu / floor:.2f}"))
    measure.table(rows, ("", "CPU s", "wall s", "memory MB", "processes started",
                         "CPU / both floors"))


if __name__ == "__main__":
    main()
