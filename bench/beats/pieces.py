"""Music whose beats are known: recorded by bands (recordings.py), composed by people (game scores as
MIDI), played by a style engine (MMA), and drawn here for what those lack: drifting tempo, sparse and
soft playing, and a band's patterns with every kind of hats between the beats (bands.py). Scores are
rendered with the same sound font; all is kept in the cache.

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

import bands
import midi
import recordings
import wads
from drawing import FONT, Drawn, play

GAME_FOLDER = "/usr/share/games/openttd/baseset/openmsx"
WAD_FOLDER = "/usr/share/games/doom"
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


def metal():
    """(name, Midi) of Freedoom's scores, mostly rock and metal, that keep to their own grid."""
    for wad in ("freedoom1.wad", "freedoom2.wad"):
        for name, data in wads.scores(pathlib.Path(WAD_FOLDER) / wad):
            piece = midi.parse(data).cut(LONGEST_S)
            if piece.on_grid() >= 0.9 and len(piece.note_ticks()) >= 20:
                yield name, piece


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


def check_tools():
    wanted = {"fluidsynth": shutil.which("fluidsynth"), "mma": shutil.which("mma"),
              "openttd-openmsx": pathlib.Path(GAME_FOLDER).is_dir(),
              "freedoom": pathlib.Path(WAD_FOLDER, "freedoom2.wad").exists(),
              "fretsonfire-songs-sectoid": any(recordings.SONGS.glob("sectoid/*/notes.mid")),
              "fretsonfire-songs-muldjord": any(recordings.SONGS.glob("muldjord/*/notes.mid")),
              "hydrogen-data": bands.KIT.is_dir(),
              "timgm6mb-soundfont": pathlib.Path(FONT).exists()}
    missing = [name for name, there in wanted.items() if not there]
    if missing:
        raise SystemExit(f"The music is made with Debian's {', '.join(missing)}; install it first.")


def make(folder):
    """Makes what is not there yet. Returns [{name, group, path, beats, downbeats}]."""
    listing = folder / "pieces.json"
    if listing.exists():
        return json.loads(listing.read_text())
    check_tools()
    scratch = folder / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    kit = bands.Kit()
    pieces = [(group, name, piece.cut(LONGEST_S), folder / f"{group}-{name}.wav", how)
              for group, made, how in (("composed", composed(), play), ("metal", metal(), play),
                                       ("styles", played(scratch), play), ("drawn", drawn(), play),
                                       ("bands", bands.drawn(), kit.play))
              for name, piece in made]
    found = []
    for group, name, piece, path, _ in pieces:
        beats, downbeats = piece.beats()
        found.append({"name": name, "group": group, "path": str(path), "beats": beats,
                      "downbeats": downbeats})
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda p: p[3].exists() or p[4](p[2], p[3]), pieces))
    for name, path, beats, downbeats in recordings.recorded(folder, LONGEST_S):
        found.append({"name": name, "group": "recorded", "path": str(path), "beats": beats,
                      "downbeats": downbeats})
    shutil.rmtree(scratch)
    listing.write_text(json.dumps(found))
    return found
