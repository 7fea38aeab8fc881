"""Subtitles that are pictures: read from Blu-ray's, DVD's and DVB's, in the film and beside it."""
import json
import pathlib
import re
import shutil
import tempfile
import unittest

import picture_subtitles
import program
from program import cinecut, ffmpeg


def words(text):
    return re.findall(r"[a-z']+", text.lower())


class PictureSubtitles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cinecut-pictures-"))
        program.sample(cls.folder, 100)
        cls.events = picture_subtitles.events_of(cls.folder / "sample.srt")
        cls.sup = cls.folder / "words.sup"
        cls.sup.write_bytes(picture_subtitles.sup(cls.events))
        cls.film = cls.folder / "film.mkv"
        ffmpeg("-i", cls.folder / "sample.mkv", "-map", "0:v", "-map", "0:a", "-c", "copy", cls.film)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def with_track(self, name, *codec, language="eng"):
        path = self.folder / name
        # Blu-ray's events have no length of their own, which others need.
        lengths = ["-fix_sub_duration"] if codec else []
        ffmpeg("-i", self.film, *lengths, "-i", self.sup, "-map", "0", "-map", "1", "-c", "copy", *codec,
               "-copyts", "-metadata:s:s:0", f"language={language}", path)
        return path

    def review(self, film, *more):
        work = self.folder / f"work of {film.name} {len(more)}"
        result = cinecut(film, "--vibe", "drama", "--length", "20", "--review", "--work-dir", work,
                         *more)
        self.assertEqual(result.returncode, 0, result.stderr)
        cues = json.loads((work / "cues.json").read_text())
        return cues, json.loads((work / "TRAILER_MANIFEST.json").read_text()), result

    def assert_read(self, cues):
        self.assertEqual(len(cues["cues"]), len(self.events))
        wrong = []
        for cue, (start, _, text) in zip(cues["cues"], self.events):
            self.assertAlmostEqual(cue["start_s"], start, delta=0.15)
            read, written = words(cue["text"]), words(text)
            if not read or read != written[-len(read):] or len(written) - len(read) > 2:
                wrong.append((text, cue["text"]))
        self.assertLessEqual(len(wrong), len(self.events) // 20, wrong)

    def test_a_track_of_a_blu_ray(self):
        cues, manifest, _ = self.review(self.with_track("blu-ray.mkv"))
        self.assertEqual(cues["format"], "pictures")
        self.assertIn("track", cues["source"])
        self.assert_read(cues)
        said = json.dumps(manifest)
        self.assertTrue(any(cue["text"] in said for cue in cues["cues"]), "a line is in the trailer")

    def test_a_track_of_a_dvd(self):
        cues, _, _ = self.review(self.with_track("dvd.mkv", "-c:s", "dvdsub"))
        self.assertEqual(cues["format"], "pictures")
        self.assert_read(cues)

    def test_a_track_of_television(self):
        cues, _, _ = self.review(self.with_track("dvb.mkv", "-c:s", "dvbsub"))
        self.assertEqual(cues["format"], "pictures")
        self.assert_read(cues)

    def test_files_of_a_dvd(self):
        starts = [e[0] for e in self.events]
        idx = picture_subtitles.vob_sub(self.sup, self.folder, starts)
        cues, _, _ = self.review(self.film, "--subtitle", idx)
        self.assertEqual(cues["source"], "words.idx")
        self.assert_read(cues)

    def test_a_language_nobody_can_read_gives_times(self):
        cues, _, result = self.review(self.with_track("greenlandic.mkv", language="kal"))
        self.assertEqual(len(cues["cues"]), len(self.events))
        self.assertEqual({cue["text"] for cue in cues["cues"]}, {""})
        self.assertIn("only their times", result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
