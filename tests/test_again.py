"""What a second run takes from the first, and what an edit needs to be rendered again."""
import json
import pathlib
import shutil
import tempfile
import unittest

import program


class Again(unittest.TestCase):
    """A letterboxed film that is too short for the trailer that is asked for."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cinecut-again-"))
        program.sample(cls.folder, 60)
        cls.film = cls.folder / "film.mkv"
        program.ffmpeg("-i", cls.folder / "sample.mkv", "-vf", "pad=320:240:0:30", "-preset",
                       "ultrafast", "-c:a", "copy", cls.film)
        cls.work = cls.folder / "film.cinecut"
        cls.trailer = cls.folder / "first.mp4"
        cls.events = cls.make(cls.film, "--vibe", "action", "-o", cls.trailer)
        cls.manifest = cls.work / "TRAILER_MANIFEST.json"

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    @classmethod
    def make(cls, *words):
        """What the progress tells: (stage, state)."""
        result = program.run(program.CINECUT, *words, "--progress", "jsonl")
        assert result.returncode == 0, result.stderr
        lines = [json.loads(line) for line in result.stderr.splitlines()]
        return [(line["stage"], line["state"]) for line in lines if "stage" in line]

    def test_the_example_of_the_library_makes_a_trailer(self):
        film = self.folder / "example.mkv"
        shutil.copy(self.film, film)
        trailer = self.folder / "example.mp4"
        done = program.run(program.CINECUT.parent / "example_trailer", film, "action", trailer)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(trailer.stat().st_size, 10_000)
        self.assertIn("check        100 %", done.stdout)
        lines = (pathlib.Path(__file__).parent.parent / "examples" / "cinecut" / "trailer.cpp").read_text().splitlines()
        self.assertLessEqual(len([line for line in lines if line.strip()]), 25)

    def kept(self):
        return {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in self.work.iterdir()
                if not p.name.startswith(".")}

    def test_an_unchanged_second_run_computes_nothing_again(self):
        started = {stage for stage, state in self.events if state == "started"}
        self.assertLessEqual({"subtitles", "survey", "scenes", "close look", "cut"}, started)
        before = self.kept()
        again = self.folder / "again.mp4"
        events = self.make(self.film, "--vibe", "action", "-o", again)
        # The score is synthesized beside the pictures, the sound is mixed beside them.
        self.assertEqual({stage for stage, state in events if state == "started"},
                         {"music", "sound", "render", "check"})
        self.assertIn(("cut", "reused"), events)
        after = self.kept()
        changed = [name for name in before.keys() | after.keys()
                   if before.get(name) != after.get(name)]
        self.assertEqual(changed, [])
        self.assertTrue(again.read_bytes() == self.trailer.read_bytes())

    def test_the_manifest_alone_renders_the_same_trailer(self):
        manifest = json.loads(self.manifest.read_text())
        self.assertEqual(manifest["picture_area"],
                         {"x_px": 0, "y_px": 30, "width_px": 320, "height_px": 180})
        self.assertLess(manifest["music"]["made_for_s"], 60)
        elsewhere = self.folder / "moved.json"
        shutil.copy(self.manifest, elsewhere)
        empty = self.folder / "empty"
        again = self.folder / "from manifest.mp4"
        events = self.make(self.film, "--manifest", elsewhere, "--work-dir", empty, "-o", again)
        self.assertEqual({stage for stage, _ in events}, {"music", "sound", "render", "check"})
        self.assertTrue(again.read_bytes() == self.trailer.read_bytes())


if __name__ == "__main__":
    unittest.main(verbosity=2)
