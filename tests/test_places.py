"""Nothing of the user's is lost, and what cannot work is said before any work is done."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

import program
from program import cinecut


def state_of(folder):
    """Every file below `folder` with its content and time of change."""
    return {p.relative_to(folder): (p.stat().st_mtime_ns, p.read_bytes())
            for p in folder.rglob("*") if p.is_file()}


class Places(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cinecut-places-"))
        program.sample(cls.folder / "made", 60)
        program.ffmpeg("-f", "lavfi", "-i", "sine=d=5", cls.folder / "made" / "song.wav")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def setUp(self):
        self.here = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        self.film = self.here / "film.mkv"
        os.link(self.folder / "made" / "sample.mkv", self.film)
        shutil.copy(self.folder / "made" / "sample.srt", self.here / "film.srt")
        shutil.copy(self.folder / "made" / "song.wav", self.here / "song.wav")

    def assert_refused(self, *words, code=2, says=""):
        """At once, in one paragraph, and without a trace."""
        before = state_of(self.here)
        start = time.monotonic()
        result = cinecut(self.film, "--vibe", "thriller", "--length", "15", *words, cwd=self.here)
        self.assertLess(time.monotonic() - start, 20)  # A run takes longer than being refused.
        self.assertEqual(result.returncode, code, (words, result.stderr))
        self.assertRegex(result.stderr, r"^cinecut: [^\n]{25,}\n$")
        self.assertNotIn("mistake of ours", result.stderr)
        self.assertIn(says, result.stderr)
        self.assertEqual(state_of(self.here), before, words)

    def test_no_output_is_an_input(self):
        os.symlink("film.mkv", self.here / "symbolic.mp4")
        os.link(self.film, self.here / "hard.mp4")
        os.symlink(self.here, self.here / "loop")
        (self.here / "vibes.csv").write_text("")
        shutil.copy(self.here / "film.srt", self.here / "page.html")
        shutil.copy(self.here / "song.wav", self.here / "song.mp4")
        for words in (["-o", "film.mkv"], ["-o", "./film.mkv"], ["-o", "symbolic.mp4"],
                      ["-o", "hard.mp4"], ["-o", self.here / "loop" / "film.mkv"],
                      ["--music", "song.mp4", "-o", "song.mp4"],
                      ["--subtitle", "page.html", "-o", "page.mp4"],
                      ["-o", "film.mkv", "--overwrite"], ["-o", "film.mkv", "--dry-run"]):
            self.assert_refused(*words, says="itself")

    def test_the_work_folder_does_not_replace_an_input(self):
        work = self.here / "work"
        work.mkdir()
        shutil.copy(self.here / "film.srt", work / "cues.json")
        self.assert_refused("--subtitle", "work/cues.json", "--work-dir", "work", says="itself")
        self.assert_refused("--work-dir", "work", says="--work-dir")

    def test_what_is_there_and_not_ours_stays(self):
        (self.here / "mine.mp4").write_text("a film of my own")
        self.assert_refused("-o", "mine.mp4", says="--overwrite")
        (self.here / "other.html").write_text("a page of my own")
        self.assert_refused("-o", "other.mp4", says="other.html")
        (self.here / "film_trailer_thriller.mp4").write_text("of another program")
        self.assert_refused(says="--overwrite")

    def test_our_own_trailer_is_replaced_and_one_that_was_changed_is_not(self):
        words = [self.film, "--vibe", "action", "--length", "15", "-o", self.here / "out.mp4"]
        for extra in ([], [], ["--overwrite"]):
            result = cinecut(*words, *extra)
            self.assertEqual(result.returncode, 0, result.stderr)
        with open(self.here / "out.mp4", "ab") as file:
            file.write(b"free")
        self.assertEqual(cinecut(*words).returncode, 2)
        self.assertEqual(cinecut(*words, "--overwrite").returncode, 0)

    def test_what_can_be_known_is_known_before_the_first_stage(self):
        (self.here / "file").write_text("")
        for words, code, says in (
                (["-o", "trailer"], 2, "extension"), (["-o", "trailer.xyz"], 2, ".mp4"),
                (["-o", "trailer.html"], 2, ".mp4"), (["-o", "."], 2, "folder"),
                (["-o", "new/"], 2, "folder"), (["-o", "x" * 300 + ".mp4"], 2, "too long"),
                (["-o", "new/" + "x" * 300 + "/a.mp4"], 2, "too long"),
                (["-o", "file/a.mp4"], 2, "not a folder"),
                (["-o", "/proc/out.mp4"], 1, "/proc/out.mp4"),
                (["--work-dir", "/proc/work"], 1, "/proc/work"),
                (["--work-dir", "file"], 2, "file"),
                (["--subtitle", "none.srt"], 2, "none.srt"), (["--music", "none.mp3"], 2, "none.mp3"),
                (["--vibes", "none.csv"], 2, "none.csv"),
                (["--manifest", "none.json"], 2, "none.json"),
                (["--subtitle", "."], 2, "folder"), (["--music", "."], 2, "folder"),
                (["--music", "file"], 2, "file"), (["--music", "film.srt"], 2, "film.srt")):
            self.assert_refused(*words, code=code, says=says)

    def test_too_little_room(self):
        disk = self.here / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk],
                          capture_output=True).returncode != 0:
            self.skipTest("cannot mount a small disk here")
        try:
            self.assert_refused("-o", disk / "out.mp4", code=1, says="space")
        finally:
            subprocess.run(["umount", disk], check=True)

    def test_a_film_whose_name_fills_the_file_system(self):
        film = self.here / ("ü" * 125 + "x.mkv")
        os.rename(self.film, film)
        result = cinecut(film, "--vibe", "drama", "--length", "15", "--review")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(len(list(self.here.glob("*.cinecut"))), 1)
        self.assertEqual(cinecut(film, "--vibe", "drama", "--length", "15").returncode, 0)
        self.assertEqual(len(list(self.here.glob("*_trailer_drama.mp4"))), 1)

    def test_lengths_as_people_write_them(self):
        for length, seconds in (("90", 90), ("90s", 90), ("1:30", 90), ("1m30s", 90), ("2min", 120)):
            result = cinecut(self.film, "--vibe", "drama", "--length", length, "--dry-run")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn(f"length     {seconds} s", result.stdout)
        for length in ("", "abc", "1:75", "5", "10:00", "-30", "90x"):
            self.assertEqual(
                cinecut(self.film, "--vibe", "drama", f"--length={length}", "--dry-run").returncode, 2)

    def test_a_misspelt_word_gets_the_nearest_right_one(self):
        for words, says in (
                (["--vieb", "drama"], "--vibe"), (["--vibe", "drama", "--lenght", "90"], "--length"),
                (["--vibe", "drama", "--subtitles", "x"], "--subtitle"),
                (["--vibe", "drama", "--overwite"], "--overwrite"),
                (["--vibe", "dramma"], "drama")):
            result = cinecut(self.film, *words)
            self.assertEqual(result.returncode, 2)
            self.assertIn(f"Did you mean {says}?", result.stderr.replace('"', ""), words)
        for words, says in ((["surve", self.film], "survey"), (["surveey"], "survey"),
                            (["beat", "song.wav", "--json"], "beats"), (["doctr"], "doctor"),
                            (["vibe"], "vibes"), (["survey", self.film, "--exat"], "--exact"),
                            (["check", "x.mp4", "--mainfest", "m"], "--manifest")):
            result = cinecut(*words)
            self.assertEqual(result.returncode, 2)
            self.assertIn("Did you mean", result.stderr, words)
            self.assertIn(says, result.stderr, words)

    def test_the_value_of_an_option_is_no_misspelt_command(self):
        result = cinecut("--title", "Surve", "--vibe", "drama", self.film, "--dry-run")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_names_cannot_drive_the_terminal(self):
        name = "evil\x1b[2J\x07\n\u202egpj.mkv"
        film = self.here / name
        os.link(self.film, film)
        broken = self.here / ("broken" + name)
        broken.write_text("no film")
        outputs = [cinecut(film, "--vibe", "drama", "--length", "15", "--review"),
                   program.run(program.CINECUT, film, "--vibe", "drama", "--length", "15", "--dry-run"),
                   cinecut(broken, "--vibe", "drama"), cinecut("survey", broken),
                   cinecut("survey", film), cinecut(self.here / ("none" + name), "--vibe", "drama"),
                   cinecut(self.film, "--vibe", name), cinecut(self.film, "--" + name),
                   cinecut(self.film, "--vibe", "drama", "--music", broken),
                   cinecut(self.film, "--vibe", "drama", "--subtitle", broken),
                   cinecut(self.film, "--vibe", "drama", "--manifest", broken),
                   cinecut("validate", broken), cinecut("explain", broken),
                   cinecut("beats", broken), cinecut("check", broken)]
        self.assertEqual(outputs[0].returncode, 0, outputs[0].stderr)
        for result in outputs:
            for text in (result.stdout, result.stderr):
                self.assertFalse(set(text) & set("\x1b\x07\u202e"), text)
            self.assertNotIn("mistake of ours", result.stderr)
        manifest = json.loads((self.here / (name[:-4] + ".cinecut") / "TRAILER_MANIFEST.json")
                              .read_text())
        self.assertEqual(pathlib.Path(manifest["source"] if isinstance(manifest["source"], str)
                                      else manifest["source"]["path"]).name, name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
