"""Music whose beats are known: composed by people (game scores as MIDI), played by a style engine
(MMA), and drawn here for what those lack (drifting tempo, sparse and soft playing). All are
rendered with the same sound font, and kept in the cache.

A composed piece is used only if its notes keep to its own grid (midi.Midi.on_grid), since some were
played freely against a default tempo; no tracker has a say in that.
"""
import concurrent.futures
import json
import math
import pathlib
import random
import shutil
import subprocess

import midi

FONT = "/usr/share/sounds/sf2/TimGM6mb.sf2"
GAME_FOLDER = "/usr/share/games/openttd/baseset/openmsx"
LONGEST_S = 30

# A style of MMA, its groove, a tempo such music is played at, beats in a bar.
STYLES = """
ballad Ballad 66 4 | basicrock BasicRock 124 4 | bebop Bebop 190 4 | blues Blues 92 4
bolero Bolero 84 4 | bossanova BossaNova 126 4 | bvfunk BVFunk 100 4 | countrywaltz CountryWaltz 110 3
desert Desert 90 4 | folk Folk 102 4 | foxtrot Foxtrot 120 4 | frenchwaltz FrenchWaltz 150 3
hymn Hymn 80 4 | jazz-54 Jazz54 160 5 | jive Jive 168 4 | lullaby Lullaby 72 4
merengue Merengue 130 4 | polka Polka 112 4 | popballad PopBallad 74 4 | salsa Salsa 176 4
slowblues SlowBlues 60 4 | swing Swing 140 4 | tango Tango 124 4 | trance Trance 138 4
"""
CHORDS = ("C Am F G7", "Dm G7 C A7", "Em C G D", "C / F / G7 / C /", "Am G F E7", "F C Gm C7",
          "C7 F7 C7 G7", "Bb Eb F Bb")


def composed():
    """(name, Midi) of the game music that keeps to its own grid."""
    for path in sorted(pathlib.Path(GAME_FOLDER).glob("*.mid")):
        piece = midi.read(path).cut(LONGEST_S)
        if piece.on_grid() >= 0.8:
            yield path.stem, piece


def style_text(groove, bpm, metre, chance):
    lines = [f"Tempo {bpm}", f"Groove {groove}"]
    bars = int(50 * bpm / 60 / metre / 4) * 4
    rounds = chance.sample(CHORDS, 2)
    for bar in range(bars):
        chords = [c for c in rounds[bar // 8 % 2].split() if c != "/"]
        lines.append(f"{bar + 1} {chords[bar % len(chords)]}")
    return "\n".join(lines) + "\n"


def played(folder):
    """(name, Midi) of each style, played by MMA."""
    for entry in STYLES.strip().replace("\n", "|").split("|"):
        stem, groove, bpm, metre = entry.split()
        source = folder / f"{stem}.mma"
        source.write_text(style_text(groove, int(bpm), int(metre), random.Random(stem)))
        target = source.with_suffix(".mid")
        done = subprocess.run(["mma", "-f", target, source], capture_output=True, text=True)
        if done.returncode or not target.exists():
            raise SystemExit(f"mma cannot play {groove}:\n{done.stdout}{done.stderr}")
        piece = midi.read(target)
        piece.events = [(0, 0, bytes((0xFF, 0x58, 4, int(metre), 2, 24, 8)))] + [
            e for e in piece.events if e[2][:2] != b"\xff\x58"]
        yield stem, piece.cut(LONGEST_S)


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


def wave(depth):
    return lambda place, chance: 1 + depth * math.sin(2 * math.pi * 2 * place)


def walk(depth):
    state = {"now": 0.0}

    def step(place, chance):
        state["now"] = max(-0.15, min(0.15, state["now"] + chance.gauss(0, depth)))
        return 1 + state["now"]
    return step


def ramp(to):
    return lambda place, chance: 1 + (to - 1) * place


ROCK = {36: "X.....x.X.......", 38: "....X.......X...", 42: "x.x.x.x.x.x.x.x."}
BROKEN = {36: "X..x......x..x..", 38: "....X..o.o..X...", 42: "xoxoxoxoxoxoxoxo"}
FOUR = {36: "X...X...X...X...", 39: "....x.......x...", 46: "..x...x...x...x."}
WALTZ = {36: "X...........", 38: "....x...x...", 42: "x...x...x..."}
SIX = {36: "X.....o.....", 38: "......X.....", 42: "x.x.x.x.x.x."}
TRAILER = {41: "X.....x.X...x...", 43: "..x.x.....x.x.xx", 35: "X.......X......."}


def drawn():
    """(name, Midi) of what the others lack."""
    def rock(seed, bpm, rows=ROCK, **more):
        d = Drawn(seed, bpm, **more)
        d.program(0, 33), d.program(1, 27)
        d.drums(rows)
        d.line(0, "0..0..0.0...0.0.", 36)
        d.line(1, "0.1.2.1.0.1.2.1.", 60, 1, 70)
        return d.midi()

    def alone(seed, bpm, program, pattern, every=0, **more):
        d = Drawn(seed, bpm, **more)
        d.program(0, program), d.program(1, 49)
        d.line(0, pattern, 60, 3, 80)
        if every:
            d.pads(1, 48, 60, every)
        return d.midi()

    for bpm in (50, 62, 78, 97, 118, 143, 174, 190):
        yield f"rock-{bpm}", rock(bpm, bpm)
    for bpm in (84, 110, 170):
        yield f"broken-{bpm}", rock(bpm, bpm, BROKEN)
    yield "four-on-the-floor-126", rock(1, 126, FOUR, loose=0)
    yield "swing-drums-132", rock(2, 132, swing=0.33)
    yield "shuffle-88", rock(3, 88, swing=0.33)
    yield "wave-100", rock(4, 100, drift=wave(0.08))
    yield "walk-112", rock(5, 112, drift=walk(0.02))
    yield "faster-90", rock(6, 90, drift=ramp(1.35))
    yield "slower-140", rock(7, 140, drift=ramp(0.75))
    yield "loose-104", rock(8, 104, loose=0.015)
    yield "piano-72", alone(9, 72, 0, "0...1.2.0...2...", every=1)
    yield "piano-rubato-80", alone(10, 80, 0, "0.1.2.3.2.1.2.1.", drift=walk(0.03))
    yield "harp-96", alone(11, 96, 46, "0123432101234321")
    yield "guitar-waltz-108", alone(12, 108, 24, "0...1.2.1...", metre=3)
    yield "sparse-66", alone(13, 66, 0, "0...............", every=2)
    yield "half-notes-120", alone(14, 120, 0, "0.......2.......", every=1)
    yield "off-beats-120", alone(15, 120, 27, "..0...0...0...0.", every=1)
    yield "strings-90", alone(16, 90, 48, "0...1...2...1...", loose=0.01)
    for bpm, seed in ((60, 17), (92, 18)):
        d = Drawn(seed, bpm, 6, eighths=True)
        d.program(0, 33), d.program(1, 25)
        d.drums(SIX)
        d.line(0, "0.....2.....", 36)
        d.line(1, "0.1.2.3.2.1.", 60, 1, 70)
        yield f"six-eight-{bpm}", d.midi()
    d = Drawn(19, 160, 3)
    d.drums(WALTZ)
    d.line(0, "0...2...2...", 48)
    yield "waltz-160", d.midi()
    for bpm, seed in ((86, 20), (128, 21)):
        d = Drawn(seed, bpm)
        d.program(0, 48), d.program(1, 61)
        third = d.bars // 3
        d.pads(0, 48)
        d.drums({35: "X..............."}, range(third))
        d.drums(TRAILER, range(third, d.bars))
        d.line(1, "0...............", 48, 14, 90)
        yield f"trailer-{bpm}", d.midi()


def render(piece, path):
    notes = path.with_suffix(".mid")
    piece.write(notes)
    unfinished = path.with_suffix(".unfinished.wav")
    subprocess.run(["fluidsynth", "-ni", "-q", "-r", "44100", "-F", unfinished, FONT, notes],
                   check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    unfinished.rename(path)
    notes.unlink()


def check_tools():
    wanted = {"fluidsynth": shutil.which("fluidsynth"), "mma": shutil.which("mma"),
              "openttd-openmsx": pathlib.Path(GAME_FOLDER).is_dir(),
              "timgm6mb-soundfont": pathlib.Path(FONT).exists()}
    missing = [name for name, there in wanted.items() if not there]
    if missing:
        raise SystemExit(f"The music is made with Debian's {', '.join(missing)}; install it first.")


def make(folder):
    """Renders what is not there yet. Returns [{name, group, path, beats, downbeats}]."""
    listing = folder / "pieces.json"
    if listing.exists():
        return json.loads(listing.read_text())
    check_tools()
    scratch = folder / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    pieces = [(group, name, piece.cut(LONGEST_S), folder / f"{group}-{name}.wav")
              for group, made in (("composed", composed()), ("styles", played(scratch)),
                                  ("drawn", drawn()))
              for name, piece in made]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda p: p[3].exists() or render(p[2], p[3]), pieces))
    found = []
    for group, name, piece, path in pieces:
        beats, downbeats = piece.beats()
        found.append({"name": name, "group": group, "path": str(path), "beats": beats,
                      "downbeats": downbeats})
    shutil.rmtree(scratch)
    listing.write_text(json.dumps(found))
    return found
