"""Music scores inside a game's WAD file."""
import struct


def scores(path):
    """(name, bytes) of each standard MIDI file in it, each once."""
    with open(path, "rb") as file:
        data = file.read()
    count, directory = struct.unpack("<II", data[4:12])
    seen = set()
    for i in range(count):
        at, size, name = struct.unpack("<II8s", data[directory + 16 * i:directory + 16 * (i + 1)])
        body = data[at:at + size]
        if body[:4] == b"MThd" and body not in seen:
            seen.add(body)
            yield name.rstrip(b"\0").decode().lower(), body
