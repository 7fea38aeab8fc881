"""Makes subtitles that are pictures: Blu-ray's from text, and DVD's and DVB's from those by ffmpeg."""
import pathlib
import re
import struct
import subprocess
import tempfile

import numpy as np

from program import ffmpeg

WIDTH, LINE = 1400, 56
LEVELS = 15  # Of white on nothing.


def bitmap(text):
    """Entries of the palette, 0 for nothing: white letters with smooth edges."""
    lines = text.split("\n")
    with tempfile.TemporaryDirectory() as folder:
        filters = []
        for n, line in enumerate(lines):
            path = pathlib.Path(folder) / f"{n}.txt"
            path.write_text(line)
            filters.append(f"drawtext=textfile={path}:expansion=none:fontsize=44:fontcolor=white:x=20:y={8 + LINE * n}")
        height = LINE * len(lines) + 20
        raw = subprocess.run(
            ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"color=black:s={WIDTH}x{height}:d=0.1", "-vf",
             ",".join(filters), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"],
            capture_output=True, check=True).stdout
    gray = np.frombuffer(raw, np.uint8).reshape(height, WIDTH).astype(int)
    return (np.clip(gray - 16, 0, 219) * LEVELS // 219).astype(np.uint8)


def runs(row):
    """Blu-ray's run lengths."""
    borders = np.flatnonzero(np.diff(row)) + 1
    out = bytearray()
    for part in np.split(row, borders):
        colour, n = int(part[0]), len(part)
        flag = 0x80 if colour else 0
        out += bytes([0, flag | n]) if n < 64 else bytes([0, flag | 0x40 | n >> 8, n & 255])
        if colour:
            out.append(colour)
    return bytes(out) + b"\0\0"


def segment(seconds, kind, body=b""):
    return b"PG" + struct.pack(">IIBH", round(seconds * 90000), 0, kind, len(body)) + body


def sup(events):
    """A .sup file of (start, end, text), in seconds."""
    palette = b"\0\0" + b"".join(
        bytes([n, 235, 128, 128, n * 255 // LEVELS]) for n in range(1, LEVELS + 1))
    out = b""
    for serial, (start, end, text) in enumerate(events):
        picture = bitmap(text)
        height = len(picture)
        window = struct.pack(">BBHHHH", 1, 0, 200, 1060 - height, WIDTH, height)
        data = struct.pack(">HH", WIDTH, height) + b"".join(runs(row) for row in picture)
        assert len(data) < 65000, text
        composition = struct.pack(">HHBHBBBB", 1920, 1080, 0x10, 2 * serial, 0x80, 0, 0, 1)
        composition += struct.pack(">HBBHH", 0, 0, 0, 200, 1060 - height)
        out += segment(start, 0x16, composition) + segment(start, 0x17, window)
        out += segment(start, 0x14, palette)
        out += segment(start, 0x15,
                       struct.pack(">HBB", 0, 0, 0xC0) + len(data).to_bytes(3, "big") + data)
        out += segment(start, 0x80)
        gone = struct.pack(">HHBHBBBB", 1920, 1080, 0x10, 2 * serial + 1, 0, 0, 0, 0)
        out += segment(end, 0x16, gone) + segment(end, 0x17, window) + segment(end, 0x80)
    return out


def events_of(srt):
    """(start, end, text) of a plain SubRip file."""
    def seconds(stamp):
        h, m, s = stamp.replace(",", ".").split(":")
        return int(h) * 3600 + int(m) * 60 + float(s)

    events = []
    for block in re.split(r"\n\s*\n", pathlib.Path(srt).read_text().strip()):
        _, times, *lines = block.split("\n")
        start, end = times.split(" --> ")
        events.append((seconds(start), seconds(end), "\n".join(lines)))
    return events


def vob_sub(source, folder, starts, language="en"):
    """DVD's pair of .idx and .sub, of the subtitles in `source` (a .sup) that start at `starts`."""
    dvd = folder / "dvd.mkv"
    ffmpeg("-i", source, "-c:s", "dvdsub", dvd)
    sub, idx = folder / "words.sub", folder / "words.idx"
    ffmpeg("-i", dvd, "-map", "0", "-c", "copy", "-f", "vob", sub)
    stream = sub.read_bytes()
    places = []  # Of packs in which a subtitle begins: its packet has a time.
    for pack in (m.start() for m in re.finditer(b"\0\0\1\xba", stream)):
        packet = stream.find(b"\0\0\1\xbd", pack, pack + 2048)
        if packet >= 0 and stream[packet + 7] & 0x80:
            places.append(pack)
    header = re.search(rb"size:.*?\npalette:[^\n\0]*", dvd.read_bytes(), re.S)[0].decode()
    text = f"# VobSub index file, v7 (do not modify this line!)\n{header}\nid: {language}, index: 0\n"
    # ffmpeg writes one more event for each time at which nothing is shown.
    for start, place in zip(starts, places, strict=False):
        ms = round(start * 1000)
        text += (f"timestamp: {ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}:{ms % 1000:03}, "
                 f"filepos: {place:09X}\n")
    idx.write_text(text)
    return idx
