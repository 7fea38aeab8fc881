"""Runs the built programs, and measures media with ffmpeg's own command line, apart from our code."""
import fcntl
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys

import numpy as np

BUILD = pathlib.Path(os.environ.get("CINECUT_BUILD", "build")).resolve()
CINECUT = BUILD / "bin" / "cinecut"


def run(*words, timeout=600, **options):
    """Runs a command; never raises for its exit code."""
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=timeout,
                          errors="replace", **options)


def cinecut(*words, **options):
    return run(CINECUT, *words, "--progress", "none", **options)


def sample(folder, seconds, width=320):
    """The drawn sample film, in the folder. Tests that want the same one share the drawing: the build folder
    keeps it until the program changes."""
    built = CINECUT.stat()
    films = BUILD / "test-films"
    films.mkdir(exist_ok=True)
    kind = f"{width}px-{seconds}s-"
    kept = films / f"{kind}{built.st_mtime_ns}-{built.st_size}"
    with open(films / f"{kind}lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for old in films.glob(f"{kind}[0-9]*"):
                shutil.rmtree(old)
            drawn = films / f"{kind}unfinished"
            made = cinecut("sample", drawn, "--width", width, "--seconds", seconds)
            assert made.returncode == 0, made.stderr
            drawn.rename(kept)
    shutil.copytree(kept, folder, dirs_exist_ok=True)


def cpu_seconds(*words, **options):
    """CPU seconds and the result of a command, its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = run(*words, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), result


def ffmpeg(*words, **options):
    result = run("ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *words, **options)
    if result.returncode != 0:
        sys.exit(f"ffmpeg {' '.join(map(str, words))}\n{result.stderr}")
    return result


def probe(path):
    """ffprobe's streams by kind, with packet times read from the file itself."""
    out = run("ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", path).stdout
    info = json.loads(out)
    return {s["codec_type"]: s for s in info["streams"]}, info["format"]


def picture_times(path):
    out = run("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries",
              "packet=pts_time,duration_time", "-of", "csv=p=0", path).stdout
    return sorted(float(line.split(",")[0]) for line in out.split() if line[0].isdigit())


def small_pictures(path, width=64, height=36):
    """Every picture as RGB, width x height, float32."""
    raw = subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-fps_mode", "passthrough", "-vf",
         f"scale={width}:{height}:flags=area,format=rgb24", "-f", "rawvideo", "-"],
        capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3).astype(np.float32)


def jumps(pictures):
    """How unlike the picture before each picture is: mean absolute difference, 0 to 255."""
    d = np.abs(np.diff(pictures, axis=0)).mean(axis=(1, 2, 3))
    return np.concatenate([[0], d])


def hard_cuts(pictures):
    """Pictures that begin a new shot. A jump counts if it stands out among its neighbours and the
    picture does not come back (which would be a flash)."""
    d = jumps(pictures)
    cuts = []
    for k in range(1, len(d)):
        around = np.concatenate([d[max(0, k - 6):k], d[k + 1:k + 7]])
        if d[k] < 5 or d[k] < 3 * np.median(around) + 2 or d[k] < np.max(d[max(1, k - 2):k + 3]):
            continue
        before, after = pictures[max(0, k - 2)], pictures[min(len(d) - 1, k + 3)]
        if np.abs(after - before).mean() > 0.45 * d[k]:
            cuts.append(k)
    return cuts


def loudness(path):
    """Integrated loudness (LUFS) and true peak (dBTP) of the encoded sound, by ffmpeg's ebur128."""
    text = run("ffmpeg", "-nostdin", "-hide_banner", "-i", path, "-map", "0:a", "-af",
               "ebur128=peak=true", "-f", "null", "-").stderr
    summary = text[text.rindex("Summary:"):]
    return (float(re.search(r"I:\s+(-?[\d.]+) LUFS", summary)[1]),
            float(re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)[1]))
