"""Shots in which something happens that is no shot change but looks like one, made from real footage
for tests/real_film.py --hard.

A shot has one trouble or two of these: pictures that repeat because the footage has few a second,
violent shaking, a crash zoom, a whip pan, something large that passes or comes close to the camera,
a door, flashing and changing light, an explosion, a shadow, damaged or frozen pictures, rain. The
camera's movements and what passes are blurred as a shutter would.

Needs OpenCV for Python (the environment of the benchmarks).
"""
import subprocess

import cv2
import numpy as np

FPS = 24
ROOM = 1.5  # The source's picture is so much larger than the film's.
SHUTTER = 0.5  # Of a picture's time.
SAMPLES = 6  # Of a blurred picture.
TROUBLES = ("slow", "slow", "slow hand", "lapse", "shake", "shake", "zoom", "zoom", "push", "whip",
            "passer", "passer", "comes close", "comes close", "door", "strobe", "lightning",
            "muzzle", "explosion", "exposure", "shadow", "glitch", "freeze", "rain")


def plan_trouble(rng):
    """Names of what happens in a shot; often nothing, sometimes two things."""
    roll = rng.random()
    if roll < 0.2:
        return []
    first = TROUBLES[int(rng.random() * len(TROUBLES))]
    if roll < 0.8:
        return [first]
    return sorted({first, TROUBLES[int(rng.random() * len(TROUBLES))]})


def smooth_noise(random, count, cutoff_hz, samples):
    """Noise of deviation 1 without what is faster than the cutoff, `samples` a picture."""
    n = count * samples
    spectrum = np.fft.rfft(random.standard_normal(n))
    hz = np.fft.rfftfreq(n, 1 / (FPS * samples))
    noise = np.fft.irfft(spectrum / (1 + (hz / cutoff_hz) ** 4), n)
    return noise / max(1e-9, noise.std())


def ease(at, start, length):
    """From 0 to 1, beginning and ending softly."""
    t = np.clip((at - start) / length, 0, 1)
    return t * t * (3 - 2 * t)


class Path:
    """Where the camera looks, `SAMPLES` a picture: x and y in widths from the middle, zoom, angle in
    degrees. Nothing outside the source's picture is shown: it is mirrored at its edges."""

    def __init__(self, random, troubles, count):
        n = count * SAMPLES
        at = np.arange(n) / SAMPLES
        self.x, self.y, self.angle = np.zeros(n), np.zeros(n), np.zeros(n)
        self.zoom = np.full(n, random.uniform(0.8, 1.3))
        start = random.uniform(0.2, 0.7) * count
        if "slow hand" in troubles or random.random() < 0.4:
            size = random.uniform(0.02, 0.04) if "slow hand" in troubles else 0.008
            self.x += size * smooth_noise(random, count, 1.2, SAMPLES)
            self.y += size * smooth_noise(random, count, 1.2, SAMPLES)
        if "slow hand" in troubles:
            self.x += random.uniform(-0.012, 0.012) * at
        if "shake" in troubles:
            burst = ease(at, start - 12, 4) * (1 - ease(at, start + random.uniform(8, 30), 6))
            size, hz = random.uniform(0.03, 0.09), random.uniform(2.5, 6)
            self.x += size * burst * smooth_noise(random, count, hz, SAMPLES)
            self.y += size * burst * smooth_noise(random, count, hz, SAMPLES)
            self.angle += random.uniform(1, 5) * burst * smooth_noise(random, count, hz, SAMPLES)
        if "zoom" in troubles:
            times = random.uniform(1.5, 2.6) ** random.choice([-1, 1])
            self.zoom *= times ** ease(at, start, random.uniform(3, 10))
        if "push" in troubles:
            times = random.uniform(1.3, 2) ** random.choice([-1, 1])
            self.zoom *= times ** ease(at, start - 6, random.uniform(14, 30))
        if "whip" in troubles:
            way = random.uniform(0.5, 1.1) * random.choice([-1, 1])
            self.x += way * (ease(at, start, random.uniform(4, 10)) - 0.5)
        self.zoom = np.maximum(self.zoom, 0.7)


def looked_at(source, path, at, width, height):
    """The source's picture as the camera sees it while the shutter is open."""
    middle = np.array([source.shape[1] / 2, source.shape[0] / 2])
    samples = sorted({min(len(path.x) - 1, at * SAMPLES + int(SHUTTER * k))
                      for k in range(SAMPLES)})
    still = np.ptp(path.x[samples]) + np.ptp(path.angle[samples]) + np.ptp(path.zoom[samples])
    total = np.zeros((height, width, 3), np.float32)
    samples = samples if still > 0.002 else samples[:1]
    for s in samples:
        zoom, angle = path.zoom[s], np.deg2rad(path.angle[s])
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / zoom
        centre = middle + width * np.array([path.x[s], path.y[s]])
        move = centre - turn @ np.array([width / 2, height / 2])
        matrix = np.column_stack([turn, move])
        total += cv2.warpAffine(source, matrix, (width, height),
                                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                                borderMode=cv2.BORDER_REFLECT)
    return total / len(samples)


def outline(random, width, height, is_door):
    """A mask, 0 to 1, of something with soft edges; a door is a rectangle larger than the picture."""
    mask = np.zeros((height, width), np.float32)
    if is_door:
        mask[:] = 1
        return mask
    for _ in range(3):
        centre = (int(width * random.uniform(0.3, 0.7)), int(height * random.uniform(0.3, 0.7)))
        axes = (int(width * random.uniform(0.2, 0.45)), int(height * random.uniform(0.3, 0.6)))
        cv2.ellipse(mask, centre, axes, random.uniform(0, 180), 0, 360, 1, -1)
    soft = random.uniform(0.01, 0.05) * width
    return cv2.GaussianBlur(mask, (0, 0), soft)


class Passer:
    """Something close to the camera, cut out of other footage, out of focus; it passes, or comes
    and stays a while, or for good."""

    def __init__(self, random, kind, texture, count, width, height):
        is_door = kind == "door"
        share = 1.3 if is_door else random.uniform(0.6, 1.3)
        w, h = int(width * share), int(height * max(1.2, share))
        texture = cv2.resize(texture, (w, h)).astype(np.float32) * random.uniform(0.25, 1)
        self.texture = cv2.GaussianBlur(texture, (0, 0), random.uniform(0.5, 6))
        self.mask = outline(random, w, h, is_door)[:, :, None]
        start, quick = random.uniform(0.2, 0.7) * count, random.uniform(3, 9)
        at = np.arange(count * SAMPLES) / SAMPLES
        side = random.choice([-1, 1])
        far = (width + w) / 2 + 2
        if kind == "passer":
            place = -far + 2 * far * np.clip((at - start) / (1.6 * quick), 0, 1)
        else:
            stay = random.uniform(0.0, 0.2) * width * (not is_door)
            place = -far + (far - stay) * ease(at, start, quick)
            if random.random() < 0.6:
                place -= (far - stay) * ease(at, start + random.uniform(8, 40), quick)
        self.place = side * place
        self.rise = random.uniform(-0.2, 0.2) * height * (not is_door)

    def over(self, picture, at):
        height, width = picture.shape[:2]
        h, w = self.mask.shape[:2]
        samples = [min(len(self.place) - 1, at * SAMPLES + int(SHUTTER * k)) for k in range(SAMPLES)]
        samples = samples if np.ptp(self.place[samples]) > 0.5 else samples[:1]
        total = np.zeros_like(picture)
        for s in samples:
            left = int(round(self.place[s] + (width - w) / 2))
            top = int(round(self.rise + (height - h) / 2))
            x0, x1 = max(0, left), min(width, left + w)
            y0, y1 = max(0, top), min(height, top + h)
            here = picture.copy()
            if x0 < x1 and y0 < y1:
                mask = self.mask[y0 - top:y1 - top, x0 - left:x1 - left]
                patch = self.texture[y0 - top:y1 - top, x0 - left:x1 - left]
                here[y0:y1, x0:x1] = here[y0:y1, x0:x1] * (1 - mask) + patch * mask
            total += here
        return total / len(samples)


def towards(picture, colour, share):
    return picture * (1 - share) + np.array(colour, np.float32) * share


class Light:
    """What happens to the light, by picture: towards white, times, a fire's blob, a shadow."""

    def __init__(self, random, troubles, count):
        self.white, self.times = np.zeros(count), np.ones(count)
        self.fire, self.shadow = {}, {}
        start = int(random.uniform(0.2, 0.6) * count)
        self.centre = random.uniform(0.2, 0.8, 2)
        if "strobe" in troubles:
            every, size = int(random.integers(2, 7)), random.uniform(0.3, 0.9)
            length = int(random.integers(12, 40))
            self.white[start:start + length:every] = size
            self.white[start + 1:start + length:every] = max(0, size - 0.5)
        if "lightning" in troubles:
            for _ in range(int(random.integers(2, 6))):
                at = start + int(random.integers(0, 16))
                for k in range(int(random.integers(1, 4))):
                    if at + k < count:
                        self.white[at + k] = random.uniform(0.3, 0.9) * 0.7 ** k
        if "muzzle" in troubles:
            every = int(random.integers(2, 5))
            for at in range(start, min(count, start + int(random.integers(6, 24))), every):
                self.fire[at] = (random.uniform(0.15, 0.5), random.uniform(0.5, 1))
        if "explosion" in troubles:
            rise, fall = int(random.integers(2, 6)), int(random.integers(12, 30))
            for k in range(rise + fall):
                if start + k < count:
                    size = (k + 1) / rise if k < rise else 1
                    share = 1 if k < rise else 1 - (k - rise) / fall
                    self.fire[start + k] = (1.2 * size, share)
        if "exposure" in troubles:
            change, length = random.choice([0.35, 0.5, 1.8, 2.5]), int(random.integers(1, 4))
            steps = np.clip((np.arange(count) - start + 1) / length, 0, 1)
            self.times = change ** steps
        if "shadow" in troubles:
            length = int(random.integers(3, 9))
            for k in range(length):
                if start + k < count:
                    self.shadow[start + k] = (k + 0.5) / length * 2 - 0.5

    def on(self, picture, at):
        height, width = picture.shape[:2]
        if at in self.shadow:
            x = (np.arange(width) / width - self.shadow[at]) / 0.35
            picture = picture * (1 - 0.8 * np.exp(-x ** 4)).astype(np.float32)[None, :, None]
        if self.times[at] != 1:
            picture = np.minimum(255, picture * self.times[at])
        if at in self.fire:
            size, share = self.fire[at]
            y, x = np.mgrid[0:height, 0:width]
            far = np.hypot(x - self.centre[0] * width, y - self.centre[1] * height) / width
            glow = (share * np.exp(-(far / size) ** 4)).astype(np.float32)[:, :, None]
            picture = picture * (1 - glow) + np.array([120, 210, 255], np.float32) * glow
        if self.white[at]:
            picture = towards(picture, [255, 255, 255], self.white[at])
        return picture


def rained_on(random, picture):
    height, width = picture.shape[:2]
    drops = np.zeros((height, width), np.uint8)
    for _ in range(120):
        x, y = int(random.integers(0, width)), int(random.integers(-height // 4, height))
        length = int(random.uniform(0.1, 0.45) * height)
        cv2.line(drops, (x, y), (x + length // 8, y + length), int(random.integers(80, 255)),
                 int(random.integers(1, max(2, width // 120))))
    drops = cv2.GaussianBlur(drops, (0, 0), width / 400).astype(np.float32)[:, :, None] / 255
    return towards(picture, [220, 220, 220], 0.7 * drops)


def damaged(random, picture, before):
    """Rows pushed aside, colours apart, blocks of an earlier picture."""
    height, width = picture.shape[:2]
    picture = picture.copy()
    kind = random.integers(0, 3)
    if kind == 0:
        for top in range(0, height, max(4, height // 12)):
            rows = slice(top, top + max(4, height // 12))
            picture[rows] = np.roll(picture[rows], int(random.normal(0, 0.15 * width)), 1)
    elif kind == 1:
        for channel in range(3):
            picture[:, :, channel] = np.roll(picture[:, :, channel],
                                             int(random.normal(0, 0.06 * width)), 1)
    size = max(8, width // 16)
    for top in range(0, height, size):
        for left in range(0, width, size):
            if random.random() < (0.6 if kind == 2 else 0.1):
                y, x = int(random.integers(0, height - size)), int(random.integers(0, width - size))
                part = picture[top:top + size, left:left + size]
                part[:] = before[y:y + part.shape[0], x:x + part.shape[1]]
    return picture


def held_times(random, troubles, count):
    """Which picture of the shot is shown at each picture's time: footage of fewer pictures a second
    repeats them, a frozen picture stays."""
    at = np.arange(count)
    if {"slow", "slow hand", "lapse"} & set(troubles):
        rate = random.choice([6, 8, 10, 12, 15])
        at = (np.floor(at * rate / FPS + random.random()) * FPS / rate).astype(int)
    if "freeze" in troubles:
        start, length = int(random.uniform(0.2, 0.6) * count), int(random.integers(6, 24))
        at = np.where(at < start, at, np.maximum(start, at - length))
    return np.clip(at, 0, count - 1)


def read_pictures(command, width, height):
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        while len(data := process.stdout.read(width * height * 3)) == width * height * 3:
            yield np.frombuffer(data, np.uint8).reshape(height, width, 3)


def shoot(shot, sources, texture, width, height):
    """The shot's pictures as yuv420p arrays. `sources`: of the footage, a picture each, ROOM times
    as large; `texture`: of other footage, for what passes."""
    random = np.random.Generator(np.random.PCG64(1000 + shot["seed"] * 10007 + shot["number"]))
    troubles, count = shot["trouble"], shot["frames"]
    path, light = Path(random, troubles, count), Light(random, troubles, count)
    passers = [Passer(random, kind, texture, count, width, height)
               for kind in ("passer", "comes close", "door") if kind in troubles]
    held = held_times(random, troubles, count)
    glitches = {int(g) + k for g in random.uniform(0.2, 0.8, 2) * count
                for k in range(int(random.integers(1, 4)))} if "glitch" in troubles else set()
    kept, shown, before = {}, -1, None
    sources = enumerate(sources)
    picture = None
    for k in range(count):
        if held[k] != shown:
            while held[k] not in kept:
                number, source = next(sources)
                kept = {number: source}
            shown = held[k]
            picture = looked_at(kept[shown], path, shown, width, height)
            for passer in passers:
                picture = passer.over(picture, shown)
            if "rain" in troubles:
                picture = rained_on(random, picture)
            picture = light.on(picture, shown)
        final = damaged(random, picture, before) if k in glitches and k else picture
        before = picture
        final = np.clip(final + random.normal(0, 1 + shot["grain"] / 2, final.shape[:2])[..., None],
                        0, 255) if shot["grain"] else np.clip(final, 0, 255)
        yield cv2.cvtColor(final.astype(np.uint8), cv2.COLOR_BGR2YUV_I420).reshape(-1)
