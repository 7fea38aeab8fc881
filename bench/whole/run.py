#!/usr/bin/env python3
"""From a 20-minute film to a finished trailer, beside two floors: one ffmpeg process that only decodes
the film, and one that cuts the same clips and encodes them, with ffmpeg's usual x264 preset (medium)
and with ours (faster). The quality (crf 18) is the same.

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


def cut_and_encode(film, manifest, preset, out):
    """One ffmpeg process: each clip an input of its own, joined and encoded."""
    words, parts = ["ffmpeg", "-nostdin", "-v", "error", "-y"], ""
    clips = manifest["clips"]
    for clip in clips:
        words += ["-ss", f"{clip['source_start_s']:.6f}", "-t",
                  f"{clip['source_end_s'] - clip['source_start_s']:.6f}", "-i", film]
    for i in range(len(clips)):
        parts += f"[{i}:v:0][{i}:a:0]"
    words += ["-filter_complex", f"{parts}concat=n={len(clips)}:v=1:a=1[v][a]", "-map", "[v]", "-map",
              "[a]", "-c:v", "libx264", "-preset", preset, "-crf", "18", "-pix_fmt", "yuv420p", "-c:a",
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

    decodes, ours, again, cuts = [], [], [], {"medium": [], "faster": []}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        words = [measure.CINECUT, film, "--vibe", options.vibe, "--work-dir", folder / "work", "-o",
                 folder / "ours.mp4", "--progress", "none"]
        for _ in range(options.repeat):
            shutil.rmtree(folder / "work", ignore_errors=True)
            ours.append(measure.cost(*words)[0])
            manifest = json.loads((folder / "work" / "TRAILER_MANIFEST.json").read_text())
            decodes.append(decode(film))
            for preset, costs in cuts.items():
                costs.append(cut_and_encode(film, manifest, preset, folder / "theirs.mp4"))
            again.append(measure.cost(*words)[0])

    def cpu(costs):
        return measure.median([c.cpu_s for c in costs])

    floors = {preset: cpu(decodes) + cpu(costs) for preset, costs in cuts.items()}
    print(f"\n{film.name}, {options.vibe}, {len(manifest['clips'])} clips, "
          f"{options.repeat} repeats, medians, {measure.machine()}\n")
    rows = [(name, f"{cpu(costs):.1f}", f"{measure.median([c.wall_s for c in costs]):.1f}",
             f"{measure.median([c.memory_mb for c in costs]):.0f}", costs[0].children,
             *(f"{cpu(costs) / floor:.2f}" for floor in floors.values()))
            for name, costs in (("ffmpeg: decode the film", decodes),
                                ("ffmpeg: cut and encode, medium", cuts["medium"]),
                                ("ffmpeg: cut and encode, faster", cuts["faster"]),
                                ("cinecut: film to trailer", ours), ("cinecut: second run", again))]
    measure.table(rows, ("", "CPU s", "wall s", "memory MB", "processes started",
                         "CPU / floors (medium)", "CPU / floors (faster)"))


if __name__ == "__main__":
    main()
