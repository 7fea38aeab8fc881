#!/usr/bin/env python3
"""Our render beside one ffmpeg process that only decodes the same ranges and encodes them with the
same settings (libx264 preset faster, crf 18, 12 pictures of lookahead; AAC): no look, no titles, no transitions.

  bench/render/run.py [FILM] [--clips 60] [--seconds 120] [--repeat 3]

Without FILM, the film of bench/whole.
The two alternate; medians are compared. "decode" and "look" are parts of our own work, run alone.
"""
import argparse
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import films  # noqa: E402
import measure  # noqa: E402

OURS = measure.CINECUT.parent / "bench_render"


def ours(film, out, args, stage):
    return measure.cost(OURS, film, out, args.clips, args.seconds, stage)


def floor(film, out, clips):
    words, chain = ["ffmpeg", "-nostdin", "-v", "error", "-y"], ""
    for start, end in clips:
        words += ["-ss", f"{start:.6f}", "-t", f"{end - start:.6f}", "-i", film]
    chain = "".join(f"[{i}:v:0]" for i in range(len(clips)))
    words += ["-f", "lavfi", "-t", f"{sum(e - s for s, e in clips):.6f}", "-i",
              "anullsrc=r=48000:cl=stereo", "-filter_complex",
              f"{chain}concat=n={len(clips)}:v=1:a=0[v]", "-map", "[v]", "-map", f"{len(clips)}:a",
              "-c:v", "libx264", "-preset", "faster", "-crf", "18", "-x264-params", "rc-lookahead=12",
              "-pix_fmt", "yuv420p",
              "-c:a", "aac", "-b:a", "256k", "-movflags", "+faststart", out]
    return measure.cost(*words)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("film", type=pathlib.Path, nargs="?")
    parser.add_argument("--clips", type=int, default=60)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    args.film = args.film or films.long()
    runs = {"decode": [], "look": [], "all": [], "floor": []}
    with tempfile.TemporaryDirectory() as folder:
        out, theirs = pathlib.Path(folder) / "ours.mp4", pathlib.Path(folder) / "floor.mp4"
        clips = None
        for _ in range(args.repeat):
            for stage in ("decode", "look", "all"):
                cost, text = ours(args.film, out, args, stage)
                runs[stage].append(cost)
                clips = [tuple(map(float, line.split())) for line in text.splitlines()]
            runs["floor"].append(floor(args.film, theirs, clips))
        sizes = out.stat().st_size / 1e6, theirs.stat().st_size / 1e6
    cpu = {k: measure.median(c.cpu_s for c in v) for k, v in runs.items()}
    wall = {k: measure.median(c.wall_s for c in v) for k, v in runs.items()}
    memory = {k: max(c.memory_mb for c in v) for k, v in runs.items()}
    print(f"{args.film.name}: {len(clips)} clips, {sum(e - s for s, e in clips):.1f} s, "
          f"{args.repeat} runs, {measure.machine()}\n")
    names = {"decode": "ours: decode alone", "look": "ours: decode and look", "all": "ours: render",
             "floor": "ffmpeg: decode and encode"}
    measure.table([(names[k], f"{cpu[k]:.2f}", f"{wall[k]:.2f}", f"{memory[k]:.0f}")
                   for k in names], ("", "CPU s", "wall s", "memory MB"))
    print(f"\nsize: ours {sizes[0]:.1f} MB, ffmpeg {sizes[1]:.1f} MB")
    print(f"ratio: CPU {cpu['all'] / cpu['floor']:.3f}, wall {wall['all'] / wall['floor']:.3f}")


if __name__ == "__main__":
    main()
