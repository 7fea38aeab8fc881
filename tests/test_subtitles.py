"""Which subtitles the program uses of those beside a film and in it, and that it says so."""
import json
import os
import pathlib
import shutil
import tempfile
import unittest

import program


def srt(word, lines=12, step=1.0):
    """`lines` lines, one each `step` seconds."""
    text = ""
    for n in range(lines):
        start, end = n * step, n * step + 0.8 * step
        text += (f"{n + 1}\n00:00:{int(start):02},{int(start * 1000) % 1000:03} --> "
                 f"00:00:{int(end):02},{int(end * 1000) % 1000:03}\n{word} {n + 1}.\n\n")
    return text


class Subtitles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="cinecut-subtitles-"))
        cls.plain = cls.root / "plain.mkv"
        program.ffmpeg("-f", "lavfi", "-i", "testsrc2=size=160x90:rate=24:duration=14", "-f", "lavfi",
                       "-i", "sine=duration=14", "-preset", "ultrafast", cls.plain)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.root)

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=self.root))
        self.film = self.folder / "film.mkv"

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text)
        return path

    def make(self, tracks=(), film=None):
        """The film with tracks of (text of SRT, language, disposition, title)."""
        inputs, maps, words = [], [], []
        for n, (text, language, disposition, title) in enumerate(tracks):
            inputs += ["-i", self.write(f"tracks/{n}.srt", text)]
            maps += ["-map", f"{n + 1}:0"]
            words += [f"-metadata:s:s:{n}", f"language={language}", f"-metadata:s:s:{n}",
                      f"title={title}", f"-disposition:s:{n}", disposition or "0"]
        program.ffmpeg("-i", self.plain, *inputs, "-map", "0", *maps, "-c", "copy", "-c:s", "srt",
                       *words, film or self.film)
        shutil.rmtree(self.folder / "tracks", ignore_errors=True)

    def survey(self, *words, film=None, code=0):
        result = program.run(program.CINECUT, "survey", film or self.film, "--progress", "jsonl",
                             *words)
        self.assertEqual(result.returncode, code, result.stderr)
        return result

    def used(self, *words, film=None):
        """What the line about subtitles says; there is one exactly."""
        lines = self.survey(*words, film=film).stderr.splitlines()
        notes = [json.loads(line).get("note", "") for line in lines]
        told = [note.removeprefix("subtitles: ") for note in notes
                if note.startswith("subtitles: ")]
        self.assertEqual(len(told), 1, lines)
        return told[0]

    def texts(self):
        cues = json.loads((self.folder / "film.cinecut" / "cues.json").read_text())["cues"]
        return [cue["text"] for cue in cues]

    def test_tracks_by_what_the_container_says(self):
        forced = srt("Sign", 2)
        whole, sdh = srt("Words"), srt("Sounds")
        cases = [
            ([(forced, "eng", "default+forced", ""), (whole, "eng", "", "")], "track 2 (English, "),
            ([(forced, "eng", "", ""), (whole, "eng", "", "")], "track 2 "),
            ([(whole, "eng", "comment", ""), (whole, "ger", "", "")], "track 2 (German, "),
            ([(sdh, "eng", "hearing_impaired", ""), (whole, "eng", "", "")], "track 2 "),
            ([(whole, "fre", "", ""), (whole, "ger", "original", "")], "track 2 (German, "),
            ([(whole, "ger", "", ""), (whole, "und", "", "English (SDH)")], "track 2 (English, "),
            ([(whole, "eng", "forced", "")], "track 1 "),
        ]
        for tracks, expected in cases:
            self.make(tracks)
            told = self.used("--work-dir", self.folder / expected)
            self.assertTrue(told.startswith(expected), told)
            self.assertIn("subrip), 12 lines", told)

    def test_a_forced_track_alone_is_not_used_unless_asked_for(self):
        self.make([(srt("Sign", 2, 5), "eng", "forced", "")])
        # A minute of film would have many more.
        self.film.rename(self.folder / "short.mkv")
        program.ffmpeg("-stream_loop", "4", "-i", self.plain, "-i", self.folder / "short.mkv", "-map",
                       "0", "-map", "1:s", "-c", "copy", "-disposition:s:0", "forced", self.film)
        self.assertRegex(self.used(), "^none. .*forced.*part of what is said.*--subtitle-track")
        self.assertRegex(self.used("--subtitle-track", "1"), "^track 1 .*2 lines")

    def test_a_track_or_language_that_is_asked_for(self):
        self.make([(srt("One"), "eng", "", ""), (srt("Zwei"), "ger", "", "")])
        self.write("film.fr.srt", srt("Trois"))
        self.assertRegex(self.used(), "^track 1 ")
        self.assertRegex(self.used("--subtitle-track", "2"), "^track 2 .German")
        for language in ["de", "ger", "deu", "German", "Deutsch", "de-AT"]:
            self.assertRegex(self.used("--subtitle-language", language), "^track 2 .German")
        self.assertRegex(self.used("--subtitle-language", "fra"), "^film.fr.srt .French, srt")
        for words in [("--subtitle-track", "3"), ("--subtitle-track", "0"),
                      ("--subtitle-language", "it"), ("--subtitle-language", "Klingon"),
                      ("--subtitle-language", ""), ("--subtitle-track", "x"),
                      ("--subtitle", self.folder / "film.fr.srt", "--subtitle-track", "1")]:
            result = self.survey(*words, code=2)
            self.assertNotIn("mistake of ours", result.stderr)
            if words[-1] in ("3", "it", "Klingon"):
                for there in ["film.fr.srt (French)", "track 1 (English, subrip)",
                              "track 2 (German, subrip)"]:
                    self.assertIn(there, result.stderr)

    def test_names_of_files(self):
        shutil.copy(self.plain, self.film)
        better_and_better = ["something else.srt", "film.forced.srt", "film.de.srt", "film.en.sdh.srt",
                             "Subs/2_English.srt"]
        for name in better_and_better:
            self.write(name, srt(name))
            told = self.used()
            if "forced" not in name:
                self.assertTrue(told.startswith(pathlib.Path(name).name + " ("), (name, told))

    def test_another_films_subtitles_are_not_taken(self):
        shutil.copy(self.plain, self.folder / "a.mkv")
        shutil.copy(self.plain, self.folder / "a.b.mkv")
        self.write("a.b.srt", srt("Other"))
        self.write("a-trailer.srt", srt("Trailer"))
        self.assertRegex(self.used(film=self.folder / "a.mkv"), "^none. There is no file")
        self.assertRegex(self.used(film=self.folder / "a.b.mkv"), "^a.b.srt .srt., 12 lines")

    def test_subtitles_added_edited_or_removed_after_a_run_count(self):
        shutil.copy(self.plain, self.film)
        self.assertRegex(self.used(), "^none. There is no file of subtitles")
        path = self.write("film.English.srt", srt("One"))
        self.assertRegex(self.used(), "^film.English.srt .English, srt., 12 lines")
        self.assertEqual(self.texts()[0], "One 1.")
        self.assertRegex(self.used(), "^film.English.srt .English, srt., 12 lines")  # Kept.
        times = path.stat()
        path.write_text(srt("Two"))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        self.used()
        self.assertEqual(self.texts()[0], "Two 1.")
        path.unlink()
        self.assertRegex(self.used(), "^none. ")

    def test_formats(self):
        shutil.copy(self.plain, self.film)
        cases = {
            "a.sub": ("{24}{48}Run!\n{72}{96}No.\n{99}{99}\n", "microdvd"),
            "a.smi": ("<SAMI><BODY>\n<SYNC Start=1000><P>Run!\n<SYNC Start=2000><P>&nbsp;\n"
                      "<SYNC Start=3000><P>No.\n<SYNC Start=4000><P>&nbsp;\n</BODY></SAMI>", "sami"),
            "a.txt": ("[10][20]Run!\n[30][40]No.\n", "mpl2"),
            "a.xml": ('<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"><body><div>'
                      '<p begin="1s" end="2s">Run!</p><p begin="3s" end="4s">No.</p></div></body></tt>',
                      "ttml"),
        }
        for name, (text, called) in cases.items():
            path = self.write(name, text)
            self.assertEqual(self.used("--subtitle", path), f"{name} ({called}), 2 lines")
            cues = json.loads((self.folder / "film.cinecut" / "cues.json").read_text())["cues"]
            self.assertEqual([(round(c["start_s"]), c["text"]) for c in cues],
                             [(1, "Run!"), (3, "No.")])

    def test_captions_in_a_track_of_their_own(self):
        scc = self.write("captions.scc", "Scenarist_SCC V1.0\n\n00:00:00:20\t94ae 94ae 9420 9420 9470 "
                         "9470 5275 6ea1 942f 942f\n\n00:00:03:00\t942c 942c\n\n00:00:04:00\t94ae "
                         "94ae 9420 9420 9470 9470 ceef ae80 942f 942f\n\n00:00:06:00\t942c 942c\n")
        self.film = self.folder / "film.mov"
        program.ffmpeg("-i", self.plain, "-i", scc, "-map", "0", "-map", "1", "-c", "copy", self.film)
        scc.unlink()
        self.assertEqual(self.used(), "track 1 (eia_608), 2 lines")
        self.assertEqual(self.texts(), ["Run!", "No."])

    def test_what_cannot_be_read_is_told_and_passed_over(self):
        self.make([(srt("One"), "eng", "", "")])
        self.write("film.srt", "no subtitles at all")
        (self.folder / "film.en.srt").mkdir()
        result = self.survey()
        self.assertIn("film.srt", result.stderr)
        self.assertIn("subtitles: track 1", result.stderr)

    def test_pictures_are_told(self):
        program.ffmpeg("-i", self.plain, "-i", self.write("one.srt", srt("One")), "-map", "0", "-map",
                       "1", "-c", "copy", "-c:s", "srt", self.film)
        (self.folder / "one.srt").unlink()
        self.write("film.idx", "# VobSub index file, v7\n")
        self.write("film.sub", "\0\0\1\xba")
        self.assertRegex(self.used(), "^track 1 ")

    def test_the_main_command_says_it_each_time(self):
        program.ffmpeg("-stream_loop", "4", "-i", self.plain, "-c", "copy", self.film)
        self.write("film.en.srt", srt("One"))
        words = [self.film, "--vibe", "drama", "--review", "--length", "15"]
        for _ in range(2):
            result = program.run(program.CINECUT, *words, "--progress", "plain")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("note: subtitles: film.en.srt (English, srt), 12 lines\n", result.stderr)
        result = program.run(program.CINECUT, *words, "--subtitle-track", "1")
        self.assertEqual(result.returncode, 2)
        self.assertIn("film.en.srt (English)", result.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
