"""Pieces written in patterns of steps, and how they become sound."""
import random
import subprocess

import midi

FONT = "/usr/share/sounds/sf2/TimGM6mb.sf2"


class Drawn:
    """A piece written in patterns of sixteenths, with a tempo that may move."""

    def __init__(self, seed, bpm, metre=4, eighths=False, drift=None, swing=0.0, loose=0.004):
        self.chance = random.Random(seed)
        self.tpq, self.events = 480, []
        self.metre, self.swing, self.loose, self.bpm = metre, swing, loose, bpm
        self.step = 120
        self.bar_steps = metre * (2 if eighths else 4)
        self.bars = max(8, int(45 * bpm / 60 / (metre / 3 if eighths else metre)))
        under = 3 if eighths else 2
        self.events.append((0, 0, bytes((0xFF, 0x58, 4, metre, under, 24, 8))))
        quarter = bpm * 1.5 if eighths else bpm
        for beat in range(self.bars * self.bar_steps // 4 + 1):
            place = beat / (self.bars * self.bar_steps / 4)
            now = quarter * (drift(place, self.chance) if drift else 1)
            if drift or beat == 0:
                micro = int(6e7 / now)
                self.events.append((beat * self.tpq, 0, b"\xff\x51\x03" + micro.to_bytes(3, "big")))

    def program(self, channel, program):
        self.events.append((0, 0, bytes((0xC0 | channel, program))))

    def note(self, step, steps, channel, key, velocity):
        at = step * self.step
        if step % 4 in (2, 3) and self.swing:
            at += self.swing * self.step * (2 if step % 4 == 2 else 1)
        at += self.chance.gauss(0, self.loose) * self.bpm / 60 * self.tpq
        at = max(0, int(at))
        force = min(127, max(1, int(velocity + self.chance.gauss(0, 6))))
        self.events.append((at, 0, bytes((0x90 | channel, key, force))))
        self.events.append((at + max(30, int(steps * self.step) - 10), 0,
                            bytes((0x80 | channel, key, 0))))

    def drums(self, rows, bars=None, leave_out=0.0):
        for bar in bars or range(self.bars):
            for key, pattern in rows.items():
                for i, mark in enumerate(pattern[:self.bar_steps]):
                    if mark != "." and self.chance.random() >= leave_out:
                        self.note(bar * self.bar_steps + i, 1, 9, key,
                                  {"X": 115, "x": 88, "o": 60}[mark])

    def line(self, channel, pattern, base, steps=2, velocity=85, chords=(0, 8, 3, 10)):
        for bar in range(self.bars):
            root = chords[bar % len(chords)]
            for i, mark in enumerate(pattern[:self.bar_steps]):
                if mark != ".":
                    key = base + root % 12 + (0, 4, 7, 12, 16)[int(mark)]
                    self.note(bar * self.bar_steps + i, steps, channel, key, velocity)

    def pads(self, channel, base, velocity=70, every=1, chords=(0, 8, 3, 10)):
        for bar in range(0, self.bars, every):
            for tone in (0, 4, 7):
                self.note(bar * self.bar_steps, self.bar_steps * every, channel,
                          base + chords[bar // every % len(chords)] % 12 + tone, velocity)

    def midi(self):
        return midi.Midi(self.tpq, self.events)


def play(piece, path):
    """A Midi as sound, by fluidsynth."""
    notes = path.with_suffix(".mid")
    piece.write(notes)
    unfinished = path.with_suffix(".unfinished.wav")
    subprocess.run(["fluidsynth", "-ni", "-q", "-r", "44100", "-F", unfinished, FONT, notes],
                   check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    unfinished.rename(path)
    notes.unlink()
