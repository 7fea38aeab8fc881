"""The whole way from a film to a trailer, on the drawn sample and on joined real footage."""
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

import program
import trailer_measures
from program import cinecut


class WholeWay(unittest.TestCase):
    """Makes a film, its trailer, and measures the trailer from outside."""

    folder: pathlib.Path

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cinecut-test-"))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def make_trailer(self, film, vibe, *more):
        out = self.folder / f"{film.stem} {vibe}.mp4"
        result = cinecut(film, "--vibe", vibe, "-o", out, *more)
        self.assertEqual(result.returncode, 0, result.stderr)
        manifest = film.parent / f"{film.stem}.cinecut" / "TRAILER_MANIFEST.json"
        return out, manifest, json.loads(manifest.read_text())

    def assert_trailer(self, film, truth, vibe, lufs, *more):
        out, path, manifest = self.make_trailer(film, vibe, *more)
        trailer = trailer_measures.Trailer(out, manifest)
        trailer_measures.assert_in_order(self, trailer, lufs)
        self.assertEqual(trailer_measures.clips_near_shot_changes(manifest, truth), [])
        self.assertEqual(trailer_measures.clips_of_titles(manifest, truth), [])
        self.assertEqual(trailer.wrong_pictures(self.film_pictures, truth["fps"]), [])
        limit = 0.85 * truth["frames"] / truth["fps"]
        self.assertLessEqual(max(c["source_end_s"] for c in manifest["clips"]), limit + 1e-6)
        report = json.loads(cinecut("check", out, "--manifest", path, "--json").stdout)
        broken = {r["name"] for r in report["rules"] if not r["holds"]}
        self.assertEqual(broken, set())
        self.assertIn("<article", out.with_suffix(".html").read_text())
        return trailer


class SampleFilm(WholeWay):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        result = cinecut("sample", cls.folder, "--width", "480")
        assert result.returncode == 0, result.stderr
        cls.film = cls.folder / "sample.mkv"
        cls.truth = trailer_measures.load_truth(cls.folder / "sample.truth.json")
        cls.film_pictures = program.small_pictures(cls.film)

    def test_a_thriller_of_two_minutes_is_in_order(self):
        trailer = self.assert_trailer(self.film, self.truth, "thriller", -16)
        self.assertGreater(len(trailer.manifest["clips"]), 30)

    def test_a_drama_of_one_minute_is_in_order(self):
        trailer = self.assert_trailer(self.film, self.truth, "drama", -18, "--length", "60")
        self.assertLess(abs(trailer.manifest["length_s"] - 60), 6)


class RealFootage(WholeWay):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        script = pathlib.Path(__file__).with_name("real_film.py")
        made = program.run(sys.executable, script, "--out", cls.folder, "--seconds", "240", "--width",
                           "480", "--preset", "veryfast")
        assert made.returncode == 0, made.stderr
        cls.film = cls.folder / "film.mkv"
        cls.truth = trailer_measures.load_truth(cls.folder / "film.truth.json")
        cls.film_pictures = program.small_pictures(cls.film)

    def test_an_action_trailer_is_in_order(self):
        self.assert_trailer(self.film, self.truth, "action", -14, "--length", "60")


if __name__ == "__main__":
    unittest.main(verbosity=2)
