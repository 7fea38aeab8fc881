"""Films that benchmarks look at, made once and kept outside the tree under a name that changes with
what makes them."""
import hashlib
import pathlib
import re
import subprocess
import sys
import tempfile

import measure


def _key(*sources):
    """Of everything that decides what a film is."""
    digest = hashlib.sha256()
    for source in sources:
        path = measure.ROOT / source
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def _kept(folder, make):
    """`make` makes and fills a folder, once."""
    if not folder.exists():
        print(f"making {folder.name} (once) …", file=sys.stderr)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix="unfinished-") as home:
            make(pathlib.Path(home) / "film")
            if not folder.exists():  # Somebody else may have been quicker.
                (pathlib.Path(home) / "film").rename(folder)
    return folder


def joined(seconds, width, *more):
    """A folder with real footage joined to a film by tests/real_film.py, and its truth."""
    script = pathlib.Path("tests") / "real_film.py"
    name = "-".join(str(w).lstrip("-") for w in ("joined", seconds, width, *more, _key(script)))
    return _kept(measure.CACHE / name, lambda folder: subprocess.run(
        [sys.executable, measure.ROOT / script, "--out", folder, "--seconds", str(seconds),
         "--width", str(width), *map(str, more)], check=True, stdout=subprocess.DEVNULL))


def _later(stamp, seconds):
    hours, minutes, rest = stamp.split(":")
    ms = (int(hours) * 60 + int(minutes)) * 60_000 + int(rest.replace(",", "")) + round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def repeated(film, times):
    """A folder with `film` and its subtitles, several times over; nothing is encoded again."""
    def make(folder):
        folder.mkdir()
        (folder / "parts.txt").write_text(f"file '{film}'\n" * times)
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-f", "concat", "-safe", "0", "-i",
                        folder / "parts.txt", "-c", "copy", folder / "film.mkv"], check=True)
        length = measure.length_s(film)
        text = film.with_suffix(".srt").read_text()
        (folder / "film.srt").write_text("".join(
            re.sub(r"\d+:\d\d:\d\d,\d{3}", lambda m: _later(m[0], n * length), text) + "\n"
            for n in range(times)))
    return _kept(film.parent.with_name(f"{film.parent.name}-times-{times}"), make)


def long():
    """Twenty minutes in 720p: five minutes of joined real footage, four times over."""
    part = joined(300, 1280, "--seed", 11, "--preset", "veryfast")
    return repeated(part / "film.mkv", 4) / "film.mkv"


def sample():
    """A folder with the sample film and its truth."""
    return _kept(measure.CACHE / f"sample-{_key('sample_film')}", lambda folder: subprocess.run(
        [measure.CINECUT, "sample", folder], check=True, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL))
