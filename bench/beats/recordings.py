"""Recorded rock and metal with the tempo its own musicians worked at: the songs of Frets on Fire
(Debian's fretsonfire-songs-sectoid and -muldjord), whose charts state it. A chart starts with the
recording: beat k stands at k periods. Some passages of four songs drift away from that by more than
a tracker is allowed to, so that nobody can reach 1.
"""
import pathlib
import subprocess

import midi
from measure import length_s

SONGS = pathlib.Path("/usr/share/games/fretsonfire/data/songs")
STARTS_S = (20, 60, 100, 140, 180, 220)


def cut(tracks, start, seconds, path):
    """Some seconds of all tracks of a song together."""
    inputs = [word for t in tracks for word in ("-ss", str(start), "-t", str(seconds), "-i", t)]
    unfinished = path.with_suffix(".unfinished.wav")
    subprocess.run(["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex",
                    f"amix=inputs={len(tracks)}:normalize=0", "-ar", "44100", unfinished], check=True)
    unfinished.rename(path)


def recorded(folder, seconds):
    """[(name, path, beats, downbeats)], cut from the songs into `folder`."""
    found = []
    for chart in sorted(SONGS.glob("*/*/notes.mid")):
        tracks = sorted(chart.parent.glob("*.ogg"))
        song = midi.read(chart)
        period = song.seconds_per_quarter()
        stem = chart.parent.name.lower().replace(" ", "-")
        length = length_s(chart.parent / "song.ogg")
        for start in STARTS_S:
            if start + seconds > length - 5:
                break
            path = folder / f"recorded-{stem}-{start}.wav"
            if not path.exists():
                cut(tracks, start, seconds, path)
            inside = [k for k in range(int(length / period)) if 0 <= k * period - start < seconds]
            found.append((f"{stem}-{start}", path, [k * period - start for k in inside],
                          [k * period - start for k in inside if k % 4 == 0]))
    return found
