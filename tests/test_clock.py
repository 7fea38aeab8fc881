"""Films whose clocks start again, jump, or begin late: everything stays where its picture is."""
import json
import pathlib
import shutil
import tempfile
import unittest

import program
from program import cinecut, ffmpeg

COLOURS = ["maroon", "gold", "navy", "white"]
SHOT_S = 3
PART_S = SHOT_S * len(COLOURS)

H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "25"]
MPEG2 = ["-c:v", "mpeg2video", "-bf", "2", "-g", "12"]

# What a film is joined from: container, coders, and where each part's clock begins.
JOINED = {
    "starts again": ("ts", H264 + ["-c:a", "aac"], [0, 0]),
    "jumps ahead": ("ts", H264 + ["-c:a", "aac"], [0, 1000]),
    "jumps back": ("ts", H264 + ["-c:a", "mp2"], [500, 20]),
    "wraps": ("ts", MPEG2 + ["-c:a", "mp2"], [95436, 0]),
    "discs": ("vob", MPEG2 + ["-c:a", "mp2", "-f", "vob"], [0, 0, 0]),
}

CUES = "1\n00:00:04,000 --> 00:00:05,000\nWho is there?\n\n2\n00:00:07,500 --> 00:00:09,000\nNobody.\n"


def make_part(path, words, starts):
    """Four plain shots; the sound beeps while the picture is white."""
    pictures = ";".join(f"color={c}:s=160x96:r=25:d={SHOT_S}[p{i}]" for i, c in enumerate(COLOURS))
    names = "".join(f"[p{i}]" for i in range(len(COLOURS)))
    ffmpeg("-f", "lavfi", "-i", f"{pictures};{names}concat=n={len(COLOURS)},noise=alls=6",
           "-f", "lavfi", "-i", f"sine=1000:r=48000:d={PART_S},"
                                f"volume='gte(t,{PART_S - SHOT_S})':eval=frame",
           *words, "-output_ts_offset", starts, path)


class Clock(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cinecut-clock-"))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def survey(self, film, *words):
        """What is printed, and the cues that were read."""
        work = self.folder / f"work of {film.name}"
        result = cinecut("survey", film, "--json", "--work-dir", work, *words)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout), json.loads((work / "cues.json").read_text())["cues"]

    def join(self, name):
        container, words, starts = JOINED[name]
        film = self.folder / f"{name}.{container}"
        with film.open("wb") as out:
            for i, start in enumerate(starts):
                part = self.folder / f"part {i} of {film.name}"
                make_part(part, words, start)
                out.write(part.read_bytes())
        return film, len(starts)

    def test_joined_films_are_one_timeline(self):
        for name in JOINED:
            with self.subTest(name):
                film, parts = self.join(name)
                found, _ = self.survey(film, "--exact")
                self.assertAlmostEqual(found["fps"], 25, 6)
                self.assertAlmostEqual(found["duration_s"], parts * PART_S, delta=0.09)
                starts = [shot["start_s"] for shot in found["shots"]]
                self.assertEqual(len(starts), parts * len(COLOURS), starts)
                for i, start in enumerate(starts):
                    self.assertAlmostEqual(start, i * SHOT_S, delta=0.041)

    def test_a_trailer_of_a_joined_film_is_in_order(self):
        program.sample(self.folder, 60)
        whole = self.folder / "whole.ts"
        ffmpeg("-i", self.folder / "sample.mkv", "-map", "0:v", "-map", "0:a", "-c:v", "libx264",
               "-preset", "ultrafast", "-c:a", "aac", whole)
        film = self.folder / "joined.ts"
        film.write_bytes(whole.read_bytes() * 2)
        trailer, work = self.folder / "trailer.mp4", self.folder / "work"
        result = cinecut(film, "--vibe", "action", "--length", "20", "-o", trailer, "--work-dir",
                         work)
        self.assertEqual(result.returncode, 0, result.stderr)
        manifest = work / "TRAILER_MANIFEST.json"
        checked = cinecut("check", trailer, "--manifest", manifest)
        self.assertEqual(checked.returncode, 0, checked.stdout)
        clips = json.loads(manifest.read_text())["clips"]
        self.assertGreater(max(clip["source_end_s"] for clip in clips), 62,
                           "nothing of the second part")

    def test_cues_are_where_players_show_them(self):
        texts = self.folder / "cues.srt"
        texts.write_text(CUES)
        plain = self.folder / "plain.mkv"
        make_part(plain, H264 + ["-c:a", "mp2"], 0)
        inputs = {
            "picture late": ["-itsoffset", "3", "-i", plain, "-i", plain],
            "sound late": ["-i", plain, "-itsoffset", "2", "-i", plain],
            "all late": ["-itsoffset", "5", "-i", plain, "-itsoffset", "4", "-i", plain],
        }
        late_by = {"picture late": 3, "sound late": 0, "all late": 1}
        for name, sources in inputs.items():
            for container in ["mkv", "mp4", "ts"]:
                with self.subTest(f"{name}, {container}"):
                    film = self.folder / f"{name}.{container}"
                    ffmpeg(*sources, "-map", "0:v", "-map", "1:a", "-c", "copy", "-copyts", film)
                    shutil.copy(texts, film.with_suffix(".srt"))
                    _, cues = self.survey(film)
                    film.with_suffix(".srt").unlink()
                    starts = [cue["start_s"] for cue in cues]
                    self.assertEqual(len(starts), 2)
                    for start, said in zip(starts, [4, 7.5]):
                        # A container may begin with a picture's time of decoding.
                        self.assertAlmostEqual(start, said - late_by[name], delta=0.1)

    def test_cues_inside_a_late_film_keep_their_pictures(self):
        texts = self.folder / "inside.srt"
        texts.write_text(CUES)
        plain = self.folder / "inside.mkv"
        make_part(plain, H264 + ["-c:a", "mp2"], 0)
        film = self.folder / "late with cues.mkv"
        ffmpeg("-itsoffset", "3", "-i", plain, "-i", plain, "-i", texts, "-map", "0:v", "-map",
               "1:a", "-map", "2:s", "-c", "copy", film)
        _, cues = self.survey(film)
        self.assertEqual(len(cues), 2)
        for cue, start in zip(cues, [1, 4.5]):
            self.assertAlmostEqual(cue["start_s"], start, delta=0.04)


if __name__ == "__main__":
    unittest.main(verbosity=2)
