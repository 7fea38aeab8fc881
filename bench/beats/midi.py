"""Standard MIDI files, as far as beats need them: read, cut to a length, written."""
import struct


class Midi:
    """Events as (tick, track, bytes) in order; channel messages, tempo and metre."""

    def __init__(self, ticks_per_quarter, events):
        self.tpq, self.events = ticks_per_quarter, sorted(events, key=lambda e: e[0])

    def _tempo_map(self):
        """[(tick, seconds, seconds per tick)], from the start."""
        steps = [(0, 0.0, 0.5 / self.tpq)]
        for tick, _, data in self.events:
            if data[0] == 0xFF and data[1] == 0x51:
                at, seconds, per_tick = steps[-1]
                steps.append((tick, seconds + (tick - at) * per_tick,
                              int.from_bytes(data[-3:], "big") / 1e6 / self.tpq))
        return steps

    def seconds(self, tick):
        at, seconds, per_tick = [s for s in self._map() if s[0] <= tick][-1]
        return seconds + (tick - at) * per_tick

    def seconds_per_quarter(self):
        """At the tempo that holds last."""
        return self._map()[-1][2] * self.tpq

    def _map(self):
        if not hasattr(self, "_cached"):
            self._cached = self._tempo_map()
        return self._cached

    def metres(self):
        found = [(t, d[-4], 2 ** d[-3]) for t, _, d in self.events if d[0] == 0xFF and d[1] == 0x58]
        return found if found and found[0][0] == 0 else [(0, 4, 4)] + found

    def note_ticks(self):
        return [t for t, _, d in self.events if d[0] & 0xF0 == 0x90 and d[2] > 0]

    def beats(self):
        """Seconds of the beats between the first note and the last: quarters, or in metres of
        eighths that divide by three, dotted quarters. And the downbeats."""
        notes = self.note_ticks()
        beats, downbeats, metres = [], [], self.metres()
        for i, (start, over, under) in enumerate(metres):
            end = metres[i + 1][0] if i + 1 < len(metres) else notes[-1] + 1
            unit = 4 * self.tpq // under
            step = 3 * unit if under == 8 and over % 3 == 0 else unit
            bar = over * unit
            for tick in range(start, end, step):
                if notes[0] - step // 8 <= tick <= notes[-1]:
                    beats.append(self.seconds(tick))
                    if (tick - start) % bar == 0:
                        downbeats.append(beats[-1])
        return beats, downbeats

    def on_grid(self):
        """Share of notes that start within a twenty-fourth of a beat of a sixteenth or a triplet.
        By chance it would be 0.25; music played freely against a default tempo comes near that."""
        near = 0
        for tick in self.note_ticks():
            phase = tick / self.tpq % 1
            near += any(abs(phase - g / 12) < 1 / 24 / 2 for g in (0, 3, 4, 6, 8, 9, 12))
        return near / max(1, len(self.note_ticks()))

    def cut(self, seconds):
        """Only what starts before `seconds`."""
        return Midi(self.tpq, [e for e in self.events if self.seconds(e[0]) < seconds])

    def write(self, path):
        body, last = b"", 0
        open_notes = {}
        events = list(self.events)
        for tick, _, d in events:
            if d[0] & 0xE0 == 0x80:
                key = (d[0] & 15, d[1])
                if d[0] & 0xF0 == 0x90 and d[2] > 0:
                    open_notes[key] = tick
                else:
                    open_notes.pop(key, None)
        end = (events[-1][0] if events else 0) + self.tpq
        events += [(end, 0, bytes((0x80 | c, k, 0))) for c, k in open_notes]
        for tick, _, data in events:
            body += _length(tick - last) + data
            last = tick
        body += b"\0\xff\x2f\0"
        with open(path, "wb") as file:
            file.write(b"MThd" + struct.pack(">IHHH", 6, 0, 1, self.tpq) + b"MTrk" +
                       struct.pack(">I", len(body)) + body)


def _length(value):
    out = bytes((value & 127,))
    while value := value >> 7:
        out = bytes((value & 127 | 128,)) + out
    return out


def read(path):
    with open(path, "rb") as file:
        return parse(file.read())


def parse(data):
    _, tracks, tpq = struct.unpack(">HHH", data[8:14])
    at, events = 8 + int.from_bytes(data[4:8], "big"), []
    for track in range(tracks):
        size = int.from_bytes(data[at + 4:at + 8], "big")
        events += _track(data[at + 8:at + 8 + size], track)
        at += 8 + size
    return Midi(tpq, events)


def _track(data, track):
    at, tick, status, events = 0, 0, 0, []

    def number():
        nonlocal at
        value = 0
        while True:
            byte = data[at]
            at += 1
            value = value << 7 | byte & 127
            if byte < 128:
                return value

    while at < len(data):
        tick += number()
        if data[at] >= 0x80:
            status = data[at]
            at += 1
        if status == 0xFF:
            kind = data[at]
            at += 1
            size = number()
            if kind in (0x51, 0x58):
                events.append((tick, track, bytes((0xFF, kind)) + _length(size) + data[at:at + size]))
            at += size
        elif status in (0xF0, 0xF7):
            size = number()
            at += size
        else:
            size = 1 if status & 0xE0 == 0xC0 else 2
            events.append((tick, track, bytes((status,)) + data[at:at + size]))
            at += size
    return events
