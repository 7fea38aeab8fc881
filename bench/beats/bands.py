"""A band's music, drawn: drums, bass, chords and a melody in the patterns that such music is played
in, with fills, breaks and loose timing. The level that people tap is known by construction: the back
beat of a drummer's pattern stands on every second beat, whatever the hats do between.

The drums are samples of a recorded kit (Debian's hydrogen-data), the rest is played by fluidsynth.
"""
import pathlib
import random

import numpy as np
import soundfile

import drawing

KIT = pathlib.Path("/usr/share/hydrogen/data/drumkits/GMRockKit")
RATE_HZ = 44100
SAMPLES = {36: "Kick", 38: "Snare", 42: "HatClosed", 51: "Ride", 49: "Crash", 45: "Tom1", 43: "TomFloor"}
FORCES = ("Softest", "Soft", "Med", "Hard", "Hardest")
VELOCITIES = {"X": 112, "x": 84, "o": 42}

# Steps of sixteenths (of eighths in metres of eighths). X loud, x usual, o a ghost note.
EIGHTHS, SIXTEENTHS, QUARTERS = "x.x.x.x.x.x.x.x.", "xoxoxoxoxoxoxoxo", "x...x...x...x..."
NEVER, ONCE = "................", "x..............."
BACK = "....X.......X..."
# Lowest and highest tempo, steps in a bar, then choices of kick, snare, hats, bass (digits are
# chord tones) and chords.
GENRES = {
    "rock": ((92, 150), 16, ("X.....x.X.......", "X..x..x...x.....", "X.......X.x.....",
                             "X.x.....X.x.....", "X.......x.X...x."), (BACK,),
             (EIGHTHS, EIGHTHS, SIXTEENTHS, QUARTERS), ("0.0.0.0.0.0.0.0.", "0..0..0.0...0.0."),
             (EIGHTHS, "x...x.x...x.x.x.", ONCE)),
    "slow-rock": ((66, 90), 16, ("X.....x.X.......", "X.x.....X.x.....", "X......xX.x....."), (BACK,),
                  (EIGHTHS, EIGHTHS, SIXTEENTHS), ("0.0.0.0.0.0.0.0.", "0.....0.0.....0."),
                  (EIGHTHS, "x.......x.......", SIXTEENTHS)),
    "ballad": ((58, 80), 16, ("X.......X.......", "X......xX......."), (BACK,),
               (EIGHTHS, SIXTEENTHS, EIGHTHS), ("0.......0.......", "0.....0.0.....0."),
               (EIGHTHS, "xxxxxxxxxxxxxxxx", QUARTERS)),
    "funk": ((92, 116), 16, ("X..x..x...x..x..", "X.x....x..X....."), ("....X..o.o..X..o", BACK),
             (SIXTEENTHS, SIXTEENTHS, EIGHTHS), ("0..00..2.0..2.00", "0.0...2.0..0..3."),
             ("..x...x...x.x...", "xxoxoxxoxxoxoxxo")),
    "hip-hop": ((72, 98), 16, ("X..x...x..X.....", "X.....xX..x.....", "X..X..X...X....."), (BACK,),
                (EIGHTHS, SIXTEENTHS, "x.x.xxx.x.x.x.xx"), ("0..0......0.....", "0.......0.0....."),
                (ONCE, "x.......x.......", "..x...x...x...x.")),
    "disco": ((110, 130), 16, ("X...X...X...X...",), (BACK,), ("..X...X...X...X.", SIXTEENTHS, EIGHTHS),
              ("0.3.0.3.0.3.0.3.", "..0...0...0...0."), ("..x...x...x...x.", QUARTERS)),
    "punk": ((160, 196), 16, ("X.......X.......", "X.....x.X.......", "X...x...X.x....."), (BACK,),
             (EIGHTHS, QUARTERS), ("0.0.0.0.0.0.0.0.",), (EIGHTHS, QUARTERS)),
    "metal": ((100, 170), 16, ("XxxxXxxxXxxxXxxx", "X.xxX.xxX.xxX.xx", "X.x.X.x.X.x.X.x."), (BACK,),
              (QUARTERS, EIGHTHS), ("0.000.000.000.00", "0.0.0.0.0.0.0.0."),
              ("x.xxx.xxx.xxx.xx", EIGHTHS)),
    "reggae": ((68, 88), 16, ("....X.......X...", "X...X...X...X..."), ("....x.......x...",),
               (EIGHTHS, "xoo.xoo.xoo.xoo."), ("0.....0.2...0...", "..0.0...3.2....."),
               ("..x...x...x...x.",)),
    "train": ((88, 118), 16, ("X...X...X...X...", "X.......X......."), ("ooXoooXoooXoooXo",), (NEVER,),
              ("0.......3.......",), ("..x...x...x...x.", EIGHTHS)),
    "soul": ((100, 132), 16, ("X.....x.X.......", "X..x..X........."), ("X...X...X...X...", BACK),
             (EIGHTHS, SIXTEENTHS), ("0..0..2.3...2...", "0...2...3...2..."),
             ("..x...x...x...x.", ONCE)),
    "toms": ((80, 130), 16, ("X...X...X...X...", "X.....x.X......."), (BACK,), (NEVER,),
             ("0.0.0.0.0.0.0.0.", "0..............."), (ONCE, EIGHTHS)),
    "shuffle": ((84, 136), 16, ("X.......X.......", "X...x...X...x..."), (BACK,),
                (EIGHTHS, "x..ox..ox..ox..o"), ("0...2...3...2...", "0.0.2.2.3.3.2.2."),
                (ONCE, "....x.......x...")),
    "twelve-eight": ((54, 76), 12, ("X.....X.....", "X....xX....."), ("...X.....X..",),
                     ("xxxxxxxxxxxx", "x.xx.xx.xx.x"), ("0.....0..2..", "0..0..0..0.."),
                     ("xxxxxxxxxxxx", "x.....x.....")),
    "waltz-pop": ((84, 140), 12, ("X...........", "X.......x..."), ("....X...X...", "........X..."),
                  ("x.x.x.x.x.x.", "x...x...x..."), ("0...........", "0...2...2..."),
                  ("x.x.x.x.x.x.", "....x...x...")),
}


class Band:
    def __init__(self, genre, seed):
        self.chance = random.Random(f"{genre} {seed}")
        (slow, fast), steps, *choices = GENRES[genre]
        self.kick, self.snare, self.hats, self.bass, self.chords = (self.chance.choice(c) for c in choices)
        compound = genre == "twelve-eight"
        self.piece = drawing.Drawn(
            f"{genre} {seed}", round(self.chance.uniform(slow, fast), 1), steps if compound else steps // 4,
            eighths=compound, loose=self.chance.choice((0.002, 0.006, 0.01)),
            swing=self.chance.uniform(0.5, 0.67) if genre == "shuffle" else 0.0)
        self.piece.program(0, self.chance.choice((33, 34, 36)))
        self.piece.program(1, self.chance.choice((0, 4, 17, 25, 27, 29, 30)))
        self.piece.program(2, self.chance.choice((48, 80, 52, 89)))
        self.rows = {36: self.kick, 38: self.snare, self.chance.choice((42, 42, 51)): self.hats}
        if genre == "toms":
            self.rows.update({45: EIGHTHS, 43: "..x..x....x..x.."})

    def midi(self):
        first_drums = self.chance.choice((0, 0, 2, 4))
        one, two, three = self.chance.sample((0, 3, 5, 7, 8, 10), 3)
        chords, bars_each = (0, one, two, self.chance.choice((one, three))), self.chance.choice((1, 1, 2))
        for bar in range(self.piece.bars):
            if bar >= first_drums:
                self._drums(bar)
            self._tones(bar, chords[bar // bars_each % 4])
            if bar % 16 >= 4:
                self._melody(bar, chords[bar // bars_each % 4])
        return self.piece.midi()

    def _drums(self, bar):
        steps = self.piece.bar_steps
        fill_from = steps * 3 // 4 if bar % 8 == 7 else steps
        for key, pattern in self.rows.items():
            for i, mark in enumerate(pattern[:steps]):
                if mark != "." and (i < fill_from or key == 36):
                    self.piece.note(bar * steps + i, 1, 9, key, VELOCITIES[mark])
        for i in range(fill_from, steps):
            self.piece.note(bar * steps + i, 1, 9, self.chance.choice((38, 45, 43)), 90)
        if bar % 8 == 0:
            self.piece.note(bar * steps, 1, 9, 49, 105)

    def _tones(self, bar, chord):
        steps = self.piece.bar_steps
        for i, mark in enumerate(self.bass[:steps]):
            if mark != ".":
                self.piece.note(bar * steps + i, 2, 0, 33 + (chord + (0, 4, 7, 12)[int(mark)]) % 14, 96)
        for i, mark in enumerate(self.chords[:steps]):
            if mark != ".":
                for tone in (0, 7, 12, 16):
                    self.piece.note(bar * steps + i, steps if self.chords == ONCE else 2, 1,
                                    48 + chord + tone, 78 if mark == "x" else 50)

    def _melody(self, bar, chord):
        """Notes of several lengths, some before the beat: nobody would tap to them."""
        at = 0
        while at < self.piece.bar_steps:
            length = self.chance.choice((1, 2, 2, 3, 4, 6))
            if self.chance.random() < 0.7:
                self.piece.note(bar * self.piece.bar_steps + at, length, 2,
                                60 + chord + self.chance.choice((0, 2, 4, 7, 9, 12)), 72)
            at += length


def drawn(seeds=("one", "two")):
    """(name, Midi) for each kind of music and seed."""
    for genre in GENRES:
        for seed in seeds:
            yield f"{genre}-{seed}", Band(genre, seed).midi()


class Kit:
    """The drums of channel 9."""

    def __init__(self):
        self.sounds = {}

    def stroke(self, key, velocity):
        name = f"{SAMPLES[key]}-{FORCES[min(4, velocity * 5 // 128)]}.wav"
        if name not in self.sounds:
            sound, rate = soundfile.read(KIT / name, dtype="float32", always_2d=True)
            places = np.arange(0, len(sound) - 1, rate / RATE_HZ)
            mono = np.interp(places, np.arange(len(sound)), sound.mean(axis=1))
            self.sounds[name] = 0.5 * mono[:2 * RATE_HZ].astype("float32")
        return self.sounds[name]

    def play(self, piece, path):
        """A piece as sound, its drums from the kit."""
        strokes = [(piece.seconds(tick), data[1], data[2]) for tick, _, data in piece.events
                   if data[0] == 0x99 and data[2] > 0]
        piece.events = [e for e in piece.events if e[2][0] not in (0x89, 0x99)]
        tones = path.with_suffix(".tones.wav")
        drawing.play(piece, tones)
        played = soundfile.read(tones, dtype="float32", always_2d=True)[0].mean(axis=1)
        mix = 2.5 * played
        for at, key, velocity in strokes:
            start = int(at * RATE_HZ)
            sound = self.stroke(key, velocity)[:max(0, len(mix) - start)]
            mix[start:start + len(sound)] += (velocity / 127) ** 0.5 * sound
        unfinished = path.with_suffix(".unfinished.wav")
        soundfile.write(unfinished, mix / max(1.0, np.abs(mix).max()), RATE_HZ)
        unfinished.rename(path)
        tones.unlink()
