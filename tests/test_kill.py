"""Killed at any moment, the program loses nothing: the next run ends with the same edit."""
import json
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import program
from program import CINECUT, cinecut

KILLS = 20


class KilledAtRandom(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cinecut-kill-"))
        program.sample(self.folder, 60)

    def tearDown(self):
        shutil.rmtree(self.folder)

    def words(self, name):
        return [self.folder / "sample.mkv", "--vibe", "action", "--length", "20", "--work-dir",
                self.folder / name, "-o", self.folder / f"{name}.mp4"]

    def manifest(self, name):
        return (self.folder / name / "TRAILER_MANIFEST.json").read_bytes()

    def test_twenty_kills_and_a_run_give_the_same_manifest(self):
        start = time.monotonic()
        whole = cinecut(*self.words("whole"))
        self.assertEqual(whole.returncode, 0, whole.stderr)
        length = time.monotonic() - start

        dice = random.Random(7)
        killed = 0
        for n in range(KILLS):
            if n % 5 == 0:  # Not only the end of the way: begin again now and then.
                shutil.rmtree(self.folder / "killed", ignore_errors=True)
            process = subprocess.Popen([CINECUT, *map(str, self.words("killed"))],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(dice.uniform(0.01, 0.9 * length))
            killed += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
            trailer = self.folder / "killed.mp4"
            if trailer.exists():  # Only ever a complete one.
                check = cinecut("check", trailer, "--json")
                self.assertIn("rules", json.loads(check.stdout), check.stderr)
        self.assertGreaterEqual(killed, KILLS // 2, "kills came too late to tell anything")

        last = cinecut(*self.words("killed"))
        self.assertEqual(last.returncode, 0, last.stderr)
        self.assertEqual(self.manifest("killed"), self.manifest("whole"))
        self.assertFalse(list((self.folder / "killed").glob("*edited*")))

    def test_an_unchanged_second_run_makes_nothing_again_but_the_rendering(self):
        self.assertEqual(cinecut(*self.words("kept")).returncode, 0)
        times = {p.name: p.stat().st_mtime_ns for p in (self.folder / "kept").glob("*.msgpack")}
        self.assertTrue(times)
        second = subprocess.run([CINECUT, *map(str, self.words("kept")), "--progress", "jsonl"],
                                capture_output=True, text=True, check=True)
        events = [json.loads(line) for line in second.stderr.splitlines()]
        made = {e["stage"] for e in events if e.get("state") == "finished"}
        self.assertEqual(made, {"music", "sound", "render", "check"})
        self.assertEqual(
            times, {p.name: p.stat().st_mtime_ns for p in (self.folder / "kept").glob("*.msgpack")})


if __name__ == "__main__":
    unittest.main(verbosity=2)
