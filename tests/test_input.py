"""Bad input: a readable paragraph and exit code 2, or a trailer that is in order."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import program
import trailer_measures
from program import cinecut, ffmpeg


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cinecut-input-"))
        program.sample(cls.folder, 100)
        cls.film = cls.folder / "sample.mkv"

    @classmethod
    def tearDownClass(cls):
        subprocess.run(["chmod", "-R", "u+w", cls.folder], check=False)
        shutil.rmtree(cls.folder)

    def variant(self, name, *words):
        """The sample film, made over by ffmpeg."""
        path = self.folder / name
        ffmpeg("-i", self.film, *words, path)
        return path

    def assert_refused(self, film, *words, code=2, says=""):
        result = cinecut(film, "--vibe", "action", "--length", "15", *words)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertRegex(result.stderr, r"(?m)^cinecut: .{25,}")
        self.assertNotIn("mistake of ours", result.stderr)
        self.assertIn(says.lower(), result.stderr.lower())

    def assert_trailer(self, film, *words, streams=None):
        out = self.folder / f"trailer of {film.stem}.mp4"
        work = self.folder / f"work of {film.name}"
        result = cinecut(film, "--vibe", "action", "--length", "20", "-o", out, "--work-dir", work,
                         *words)
        self.assertEqual(result.returncode, 0, result.stderr)
        manifest = json.loads((work / "TRAILER_MANIFEST.json").read_text())
        trailer = trailer_measures.Trailer(out, manifest)
        trailer_measures.assert_in_order(self, trailer, -14)
        self.assertEqual(trailer.stray_cuts(), [], "shot changes inside clips")
        for key, value in (streams or {}).items():
            self.assertEqual(trailer.streams["video"][key], value)
        return trailer

    def test_an_empty_file(self):
        path = self.folder / "empty.mkv"
        path.write_bytes(b"")
        self.assert_refused(path, says="empty")

    def test_no_such_file(self):
        self.assert_refused(self.folder / "none.mkv", says="none.mkv")

    def test_a_folder(self):
        self.assert_refused(self.folder)

    def test_text_instead_of_a_film(self):
        path = self.folder / "notes.mkv"
        path.write_text("This is not a film.\n" * 100)
        self.assert_refused(path, says="notes.mkv")

    def test_no_picture(self):
        self.assert_refused(self.variant("sound only.mka", "-vn", "-c", "copy"), says="picture")

    def test_an_mp4_cut_short_has_no_index(self):
        whole = self.variant("whole.mp4", "-c", "copy")
        path = self.folder / "short.mp4"
        path.write_bytes(whole.read_bytes()[:whole.stat().st_size // 2])
        self.assert_refused(path, says="short.mp4")

    def test_an_mkv_cut_short_gives_a_trailer_of_what_is_there(self):
        path = self.folder / "short.mkv"
        path.write_bytes(self.film.read_bytes()[:self.film.stat().st_size * 3 // 4])
        self.assert_trailer(path)

    def test_one_picture(self):
        self.assert_refused(self.variant("one.mkv", "-frames:v", "1", "-an"))

    def test_no_sound(self):
        self.assert_trailer(self.variant("silent.mkv", "-an", "-c:v", "copy"))

    def test_a_start_time_that_is_not_zero(self):
        self.assert_trailer(
            self.variant("late.ts", "-c", "copy", "-bsf:v", "h264_mp4toannexb", "-output_ts_offset",
                         "3600"))

    def test_variable_frame_rate(self):
        self.assert_trailer(self.variant("uneven.mkv", "-vf", r"select='not(eq(mod(n\,7)\,3))'",
                                         "-vsync", "vfr", "-preset", "ultrafast", "-c:a", "copy"))

    def test_ten_bit_hevc(self):
        self.assert_trailer(
            self.variant("ten.mkv", "-c:v", "libx265", "-x265-params", "log-level=none", "-preset",
                         "ultrafast", "-pix_fmt", "yuv420p10le", "-c:a", "copy"))

    def test_odd_size_and_anamorphic_pixels(self):
        film = self.variant("odd.mkv", "-vf", "scale=241:181,setsar=4/3", "-c:v", "ffv1", "-c:a",
                            "copy")
        trailer = self.assert_trailer(film)
        size = trailer.streams["video"]["width"], trailer.streams["video"]["height"]
        self.assertEqual((size[0] % 2, size[1] % 2), (0, 0))
        self.assertAlmostEqual(size[0] / size[1], 241 / 181 * 4 / 3, delta=0.03)

    def test_a_rotation_flag(self):
        film = self.variant("turned.mp4", "-c", "copy", "-metadata:s:v", "rotate=90")
        self.assert_trailer(film, streams={"width": 180, "height": 320})

    def test_a_name_with_spaces_quotes_and_other_letters(self):
        path = self.folder / "Ein 'Film' \"über\" 映画 [1];%d.mkv"
        shutil.copy(self.film, path)
        self.assert_trailer(path)

    def test_garbage_as_subtitles(self):
        path = self.folder / "garbage.srt"
        path.write_bytes(bytes(range(256)) * 64)
        self.assert_refused(self.film, "--subtitle", path, says="garbage.srt")

    def test_subtitles_in_latin_1_and_utf_16(self):
        lines = "1\n00:00:05,000 --> 00:00:07,500\nÜber die Brücke, schnell! Schön, ça va déjà.\n"
        for encoding in ("latin-1", "utf-16"):
            path = self.folder / f"{encoding}.srt"
            path.write_bytes(lines.encode(encoding))
            work = self.folder / f"work of {encoding}"
            result = cinecut(self.film, "--vibe", "action", "--length", "20", "--review",
                             "--work-dir", work, "--subtitle", path)
            self.assertEqual(result.returncode, 0, result.stderr)
            cues = json.loads((work / "cues.json").read_text())["cues"]
            self.assertIn("Über die Brücke", cues[0]["text"])

    def test_a_full_disk_for_the_output(self):
        folder = self.folder / "tiny"
        folder.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", folder],
                          capture_output=True).returncode != 0:
            self.skipTest("cannot mount a small disk here")
        try:
            self.assert_refused(self.film, "-o", folder / "out.mp4", "--work-dir",
                                self.folder / "work of full", code=1, says="space")
            self.assertEqual(list(folder.iterdir()), [], "nothing is left behind")
        finally:
            subprocess.run(["umount", folder], check=True)

    def test_a_folder_that_cannot_be_written_to(self):
        self.assert_refused(self.film, "-o", "/proc/out.mp4", "--work-dir",
                            self.folder / "work of read-only", code=1, says="/proc/out.mp4")
        self.assert_refused(self.film, "--work-dir", "/proc/work", code=1, says="--work-dir")

    def test_a_wrong_vibe_names_the_nearest(self):
        result = cinecut(self.film, "--vibe", "thriler")
        self.assertEqual(result.returncode, 2)
        self.assertIn("thriller", result.stderr)

    def test_a_bad_edit_is_named_by_line_and_field(self):
        work = self.folder / "work of edit"
        made = cinecut(self.film, "--vibe", "action", "--length", "20", "--review", "--work-dir", work)
        self.assertEqual(made.returncode, 0, made.stderr)
        manifest = json.loads((work / "TRAILER_MANIFEST.json").read_text())
        manifest["clips"][1]["source_end_s"] = manifest["clips"][1]["source_start_s"] - 1
        path = self.folder / "edited.json"
        path.write_text(json.dumps(manifest, indent=2))
        result = cinecut(self.film, "--manifest", path, "-o", self.folder / "never.mp4")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertRegex(result.stderr, r"clips\[1\]")
        self.assertFalse((self.folder / "never.mp4").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
