#!/usr/bin/env python3
"""Faces found by CenterFace, at several sizes, and by OpenCV's cascades, on pictures whose faces are
known.

  bench/faces/run.py [--misses FOLDER]

The pictures: photographs of groups (tools/third_party/face_pictures) and of Debian's opencv-doc, half
of these without a face, all 512 pixels wide as the survey's stills are; as they are, mirrored, tilted by 20
degrees, darkened, and at 0.6 and 0.35 of their size in the middle of a grey picture. `faces.json` holds the faces, marked by
a network at full size and looked at. A face is found by a box that shares 0.4 of their union, since
methods do not agree where a face ends.
"""
import argparse
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import cv2
import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import measure  # noqa: E402

DOC = pathlib.Path("/usr/share/doc/opencv-doc/examples/data")
WIDTH = 512


def turned(picture, faces, degrees, scale=1.0):
    """Picture and faces turned about the middle and shrunk; boxes stay upright."""
    h, w = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((w / 2, h / 2), degrees, scale)
    moved = cv2.warpAffine(picture, matrix, (w, h), flags=cv2.INTER_AREA, borderValue=(90, 90, 90))
    boxes = []
    for x, y, width, height in faces:
        middle = matrix @ np.array([(x + width / 2) * w, (y + height / 2) * h, 1])
        if 0 < middle[0] < w and 0 < middle[1] < h:
            boxes.append([middle[0] / w - width * scale / 2, middle[1] / h - height * scale / 2,
                          width * scale, height * scale])
    return moved, boxes


def variants(picture, faces):
    """By name: the picture and its faces."""
    mirrored = [[1 - x - w, y, w, h] for x, y, w, h in faces]
    return {"as it is": (picture, faces), "mirrored": (picture[:, ::-1], mirrored),
            "tilted": turned(picture, faces, 20), "tilted back": turned(picture, faces, -20),
            "dark": ((picture * 0.35).astype(np.uint8), faces),
            "small": turned(picture, faces, 0, 0.6), "tiny": turned(picture, faces, 0, 0.35)}


def shared(a, b):
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0
    return w * h / (a[2] * a[3] + b[2] * b[3] - w * h)


def matches(found, known):
    """How many of the known faces were found, each by a box of its own."""
    pairs = sorted(((shared(f, k), i, j) for i, f in enumerate(found) for j, k in enumerate(known)),
                   reverse=True)
    used, hit = set(), set()
    for share, i, j in pairs:
        if share >= 0.4 and i not in used and j not in hit:
            used.add(i)
            hit.add(j)
    return len(hit)


def make(folder):
    """By file: which variant, and its faces."""
    places = [pathlib.Path(subprocess.run([measure.ROOT / "tools/third_party/face_pictures"],
                                          check=True, capture_output=True, text=True).stdout.strip()),
              DOC]
    known = {}
    for name, faces in json.loads((pathlib.Path(__file__).parent / "faces.json").read_text()).items():
        picture = cv2.imread(str(next(p / name for p in places if (p / name).exists())))
        height = math.floor(picture.shape[0] * WIDTH / picture.shape[1])
        picture = cv2.resize(picture, (WIDTH, height), interpolation=cv2.INTER_AREA)
        for variant, (changed, boxes) in variants(picture, faces).items():
            file = folder / f"{pathlib.Path(name).stem}-{variant.replace(' ', '-')}.jpg"
            cv2.imwrite(str(file), changed, [cv2.IMWRITE_JPEG_QUALITY, 80])
            known[str(file)] = (variant, boxes)
    return known


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--misses", type=pathlib.Path, help="draw what was found into this folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        known = make(pathlib.Path(folder))
        output = subprocess.run([measure.CINECUT.with_name("bench_stills"), "faces"], check=True, text=True,
                                input="\n".join(known) + "\n", capture_output=True).stdout
        answers = [json.loads(line) for line in output.splitlines()]
        names = list(dict.fromkeys(v for v, _ in known.values()))
        print("| method | precision | recall |" + " | ".join(names) + " | CPU ms |")
        print("|" + "---|" * (len(names) + 4))
        for method in [k for k in answers[0] if k != "file"]:
            hit, all_known, found = dict.fromkeys(names, 0), dict.fromkeys(names, 0), 0
            for a in answers:
                variant, boxes = known[a["file"]]
                found += len(a[method]["faces"])
                all_known[variant] += len(boxes)
                hit[variant] += matches(a[method]["faces"], boxes)
            total = sum(hit.values())
            times = sorted(a[method]["cpu_ms"] for a in answers)
            print(f"| {method} | {total / max(1, found):.3f} | {total / sum(all_known.values()):.3f} | " +
                  " | ".join(f"{hit[n] / all_known[n]:.2f}" for n in names) +
                  f" | {times[len(times) // 2]:.1f} |")
        if options.misses:
            draw(answers, known, options.misses)
        print(f"\n{len(known)} pictures, {sum(len(b) for _, b in known.values())} faces")


def draw(answers, known, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for a in answers:
        picture = cv2.imread(a["file"])
        h, w = picture.shape[:2]
        for boxes, colour in ((known[a["file"]][1], (255, 255, 255)),
                              (a["cascade"]["faces"], (0, 0, 255)),
                              (a["network 224x128"]["faces"], (0, 255, 0))):
            for b in boxes:
                cv2.rectangle(picture, (int(b[0] * w), int(b[1] * h)),
                              (int((b[0] + b[2]) * w), int((b[1] + b[3]) * h)), colour, 1)
        cv2.imwrite(str(folder / pathlib.Path(a["file"]).with_suffix(".png").name), picture)


if __name__ == "__main__":
    main()
