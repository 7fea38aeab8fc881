"""What scripts rely on: commands, options, exit codes and the fields of what is printed."""
import json
import pathlib
import shutil
import tempfile
import unittest

import options
import program
import trailer_measures
from program import cinecut

COMMANDS = ["survey", "beats", "structure", "check", "sample", "vibes", "doctor", "explain",
            "validate"]


class Contract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cinecut-contract-"))
        program.sample(cls.folder, 100)
        cls.film = cls.folder / "sample.mkv"
        cls.work = cls.folder / "sample.cinecut"
        made = cinecut(cls.film, "--vibe", "drama", "--length", "30", "--review")
        assert made.returncode == 0, made.stderr
        cls.manifest = cls.work / "TRAILER_MANIFEST.json"

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def printed(self, *words):
        result = cinecut(*words)
        self.assertEqual(result.returncode, 0, result.stderr)
        return json.loads(result.stdout)

    def test_every_command_has_help_with_its_options(self):
        for command in [None, *COMMANDS]:
            result = program.run(program.CINECUT, *([command] if command else []), "--help")
            self.assertEqual(result.returncode, 0)
            self.assertIn("Usage", result.stdout)
        self.assertIn("--vibe thriller", program.run(program.CINECUT, "--help").stdout)
        self.assertRegex(program.run(program.CINECUT, "--version").stdout, r"\d+\.\d+")

    def test_wrong_usage_is_exit_code_2(self):
        for words in (["--no-such-option"], ["survey"], [self.film, "--vibe", "none"],
                      [self.film, "--vibe", "drama", "--length", "-3"], []):
            self.assertEqual(cinecut(*words).returncode, 2, words)

    def test_an_option_given_twice_is_refused(self):
        found = [options.given_twice(cinecut, *command) for command in [[], *([c] for c in COMMANDS)]]
        self.assertGreater(sum(single for single, _ in found), 20)
        self.assertEqual(sum(repeated for _, repeated in found), 4)  # --endpoint, --embedding-endpoint, and --text-endpoint of two

    def test_survey(self):
        survey = self.printed("survey", self.film, "--json")
        self.assertGreater(survey["duration_s"], 90)
        self.assertEqual(survey["fps"], 24)
        shots = survey["shots"]
        self.assertTrue(all(a["end_s"] == b["start_s"] for a, b in zip(shots, shots[1:])))
        self.assertTrue(all({"time_s", "source"} <= set(s) for s in survey["stills"]))

    def test_exact_survey_finds_the_shots_of_the_truth(self):
        truth = trailer_measures.load_truth(self.folder / "sample.truth.json")
        found = [s["start_s"] * truth["fps"]
                 for s in self.printed("survey", self.film, "--exact", "--json")["shots"]][1:]
        missed = [j for j in truth["joints"] if j["type"] == "cut"
                  and not any(abs(f - j["frame"]) <= 1.01 for f in found)]
        self.assertLessEqual(len(missed), len(truth["joints"]) * 0.05, missed)

    def test_beats(self):
        song = self.folder / "clicks.wav"
        program.ffmpeg("-f", "lavfi", "-i",
                       "aevalsrc='sin(2*PI*1000*t)*exp(-60*mod(t,0.5))':d=20:s=44100", song)
        beats = self.printed("beats", song, "--json")
        self.assertAlmostEqual(beats["bpm"], 120, delta=1.5)
        self.assertLessEqual({"bpm", "beats_s", "downbeats_s", "sections"}, set(beats))
        near = [b for b in beats["beats_s"] if abs(b / 0.5 - round(b / 0.5)) * 0.5 < 0.03]
        self.assertGreater(len(near), 0.9 * len(beats["beats_s"]))

    def test_structure(self):
        found = self.printed("structure", self.folder / "sample.srt", "--duration", "100", "--json")
        self.assertTrue(0 <= found["begin_s"] < found["escalation_s"] < found["climax_s"] <= 100)
        self.assertTrue(found["source"])

    def test_manifest_has_the_fields_scripts_read(self):
        manifest = json.loads(self.manifest.read_text())
        for field in ("schema_version", "source", "vibe", "anchors", "beats", "music", "voice",
                      "effects", "titles", "clips"):
            self.assertIn(field, manifest)
        self.assertEqual({"bpm", "times_s"}, set(manifest["beats"]))
        for field in ("source_start_s source_end_s trailer_start_s trailer_end_s zone act beat_type "
                      "transition score signals reason description dialogue").split():
            self.assertIn(field, manifest["clips"][0])
        self.assertEqual(len(manifest["clips"][0]["signals"]), 8)

    def test_explain_and_validate(self):
        self.assertIn("score", cinecut("explain", self.manifest, "--clip", "0").stdout.lower())
        self.assertEqual(cinecut("explain", self.manifest, "--clip", "999").returncode, 2)
        whole = cinecut("explain", self.manifest).stdout
        self.assertTrue(whole.startswith("The film from its beginning to "), whole[:200])
        self.assertIn("  escalation  ", whole.split("Clip 0 of")[0])
        self.assertEqual(cinecut("validate", self.manifest).returncode, 0)
        broken = self.folder / "broken.json"
        broken.write_text('{"schema_version": "3.0",\n "clips": [}')
        result = cinecut("validate", broken)
        self.assertEqual(result.returncode, 2)
        self.assertIn("line 2", result.stderr)

    def test_explain_prints_the_weights(self):
        weights = json.loads(cinecut("explain", "--weights", "--json").stdout)
        self.assertEqual({"name", "value", "unit", "from", "meaning"}, set(weights[0]))
        table = cinecut("explain", "--weights").stdout
        for weight in weights:
            self.assertIn(weight["name"], table)
        self.assertEqual(cinecut("explain").returncode, 2)
        self.assertEqual(cinecut("explain", self.manifest, "--weights").returncode, 2)

    def test_an_edited_manifest_is_not_overwritten(self):
        text = self.manifest.read_text()
        edited = text.replace('"drama"', '"drama" ', 1)
        self.manifest.write_text(edited)
        again = cinecut(self.film, "--vibe", "drama", "--length", "30", "--review")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.manifest.read_text(), text)
        self.assertEqual((self.work / "TRAILER_MANIFEST.edited.json").read_text(), edited)

    def test_progress_as_json_holds_notes_too(self):
        spoilt = self.folder / "spoilt.srt"
        spoilt.write_text("1\n00:00:05,000 --> 00:00:04,000\nBack in time \"quoted\"\n\n"
                          "2\nno time at all\nWhat?\n\n"
                          "3\n00:00:08,000 --> 00:00:10,000\nI know you.\n")
        result = program.run(program.CINECUT, self.film, "--vibe", "drama", "--length", "30",
                             "--subtitle", spoilt, "--review", "--work-dir", self.folder / "spoilt",
                             "--progress", "jsonl")
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = [json.loads(line) for line in result.stderr.splitlines()]
        self.assertTrue([line for line in lines if "note" in line], result.stderr)
        self.assertTrue([line for line in lines if line.get("state") == "finished"])

    def test_dry_run_makes_nothing(self):
        out = self.folder / "dry.mp4"
        result = cinecut(self.film, "--vibe", "war", "--dry-run", "-o", out, "--work-dir",
                         self.folder / "dry")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("to do", result.stdout)
        self.assertFalse(out.exists() or (self.folder / "dry").exists())

    def test_vibes_and_doctor(self):
        self.assertEqual(len(self.printed("vibes", "--json")), 18)
        table = cinecut("vibes", "--csv").stdout.splitlines()
        self.assertEqual(len(table), 19)
        self.assertIn("title_fonts", table[0])
        self.assertEqual(cinecut("doctor").returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
