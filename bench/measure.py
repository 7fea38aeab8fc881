"""What every benchmark shares: CPU seconds of commands, medians, tables."""
import json
import os
import pathlib
import platform
import statistics
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
CINECUT = pathlib.Path(os.environ.get("CINECUT_BUILD", ROOT / "build")) / "bin" / "cinecut"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "cinecut" / "bench"


class Cost:
    """Of one command: CPU and wall seconds, peak memory, how many child processes it started."""

    def __init__(self, cpu_s, wall_s, memory_mb, children):
        self.cpu_s, self.wall_s, self.memory_mb, self.children = cpu_s, wall_s, memory_mb, children


def _count_children(pid, seen, stop):
    while not stop.is_set():
        for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                seen.update(task.read_text().split())
            except OSError:
                return
        stop.wait(0.05)


def cost(*words, check=True, **options):
    """Runs a command, and returns what it cost and what it printed."""
    start = time.monotonic()
    process = subprocess.Popen([str(w) for w in words], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, errors="replace", **options)
    seen, stop = set(), threading.Event()
    watcher = threading.Thread(target=_count_children, args=(process.pid, seen, stop))
    watcher.start()
    texts = {}
    readers = [threading.Thread(target=lambda n=n, s=s: texts.__setitem__(n, s.read()))
               for n, s in (("out", process.stdout), ("err", process.stderr))]
    for r in readers:
        r.start()
    for r in readers:
        r.join()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    stop.set()
    watcher.join()
    if check and process.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, words))}\n{texts['err'][-3000:]}")
    return (Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - start,
                 usage.ru_maxrss / 1024, len(seen)), texts["out"])


def median(values):
    return statistics.median(values)


def table(rows, header):
    """Prints a Markdown table."""
    widths = [max(len(str(r[i])) for r in [header, *rows]) for i in range(len(header))]
    def line(cells):
        return "| " + " | ".join(str(c).ljust(w) for c, w in zip(cells, widths)) + " |"
    print(line(header))
    print("|" + "|".join("-" * (w + 2) for w in widths) + "|")
    for row in rows:
        print(line(row))


def machine():
    name = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                 if line.startswith("model name")), platform.processor())
    return f"{os.cpu_count()} x {name}"


def length_s(file):
    """Of a film or a song."""
    out = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", file],
                         capture_output=True, text=True, check=True).stdout
    return float(out)


def frame_rate(film):
    out = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries",
                          "stream=r_frame_rate", "-of", "json", str(film)],
                         capture_output=True, text=True, check=True).stdout
    num, den = json.loads(out)["streams"][0]["r_frame_rate"].split("/")
    return int(num) / int(den)
