"""Films as they are: stored turned or mirrored, changing their shape, with several sound tracks, with
a track for each channel, with damaged samples. The trailer shows and plays what a viewer would."""
import json
import pathlib
import shutil
import struct
import subprocess
import tempfile
import unittest

import numpy as np

import program
import trailer_measures
from program import cinecut, ffmpeg

RATE = 24


def set_matrix(path, a, b, c, d):
    """Writes the first track's display matrix: (1 0) is shown as (a b), (0 1) as (c d)."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 44
    fixed = [round(v * 65536) for v in (a, b, c, d)]
    data[at:at + 20] = struct.pack(">iiiii", fixed[0], fixed[1], 0, fixed[2], fixed[3])
    path.write_bytes(data)


def samples_of(path):
    raw = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-ac", "1", "-ar", "8000",
                          "-f", "f32le", "-"], capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.float32)


def share_at(samples, hz):
    """The share of the sound's power within 20 Hz of a tone."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    at = np.fft.rfftfreq(len(samples), 1 / 8000)
    return power[np.abs(at - hz) < 20].sum() / power.sum()


class FilmsAsTheyAre(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cinecut-picture-"))
        program.sample(cls.folder, 100)
        cls.film = cls.folder / "sample.mkv"

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def variant(self, name, *words):
        """The sample film, made over by ffmpeg."""
        path = self.folder / name
        ffmpeg("-i", self.film, "-map", "0:v", "-map", "0:a", *words, path)
        return path

    def trailer_of(self, film, *words):
        out = self.folder / f"trailer of {film.name}.mp4"
        work = self.folder / f"work of {film.name}"
        result = cinecut(film, "--vibe", "action", "--length", "15", "-o", out, "--work-dir", work,
                         *words)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.notes = result.stderr
        path = work / "TRAILER_MANIFEST.json"
        trailer = trailer_measures.Trailer(out, json.loads(path.read_text()))
        report = json.loads(cinecut("check", out, "--manifest", path, "--json").stdout)
        self.assertEqual({r["name"] for r in report["rules"] if not r["holds"]}, set())
        return trailer

    def assert_shows(self, trailer, reference, size):
        stream = trailer.streams["video"]
        self.assertEqual((stream["width"], stream["height"]), size)
        self.assertEqual(trailer.wrong_pictures(program.small_pictures(reference), RATE), [])

    def test_a_picture_stored_mirrored(self):
        film = self.variant("mirrored.mp4", "-vf", "hflip", "-preset", "ultrafast", "-crf", "16",
                            "-c:a", "copy")
        set_matrix(film, -1, 0, 0, 1)
        self.assert_shows(self.trailer_of(film), self.film, (320, 180))

    def test_a_picture_stored_mirrored_and_turned(self):
        film = self.variant("front.mp4", "-vf", "transpose=cclock,hflip", "-preset", "ultrafast",
                            "-crf", "16", "-c:a", "copy")
        set_matrix(film, 0, -1, -1, 0)
        self.assert_shows(self.trailer_of(film), self.film, (320, 180))

    def test_pictures_that_become_wider_on_the_way(self):
        """A recording: 4:3 gives way to 16:9, told by the shape of the pixels alone."""
        coded = ("-c:v", "mpeg2video", "-q:v", "3", "-g", "12", "-c:a", "ac3")
        film = self.folder / "recording.ts"
        with film.open("wb") as recording:
            for start, length, shape in ((0, 40, "crop=240:180,scale=320:180,setdar=4/3"),
                                         (40, 60, "setdar=16/9")):
                part = self.folder / "part.ts"
                ffmpeg("-ss", start, "-t", length, "-i", self.film, "-map", "0:v", "-map", "0:a", "-vf",
                       shape, *coded, "-output_ts_offset", start, part)
                recording.write(part.read_bytes())
        reference = self.variant(
            "reference.mkv", "-vf", "drawbox=0:0:40:180:black:fill:enable='lt(t,40)',"
            "drawbox=280:0:40:180:black:fill:enable='lt(t,40)'", "-preset", "ultrafast", "-crf", "16")
        trailer = self.trailer_of(film, "--spoiler-limit", "1")
        self.assert_shows(trailer, reference, (320, 180))
        clips = zip(trailer.manifest["clips"], trailer.clip_frames())
        narrow = [frames for clip, frames in clips if clip["source_end_s"] < 39]
        self.assertTrue(narrow, "no clip is from the narrow part")
        for start, end in narrow:
            picture = trailer.pictures[(start + end) // 2]
            self.assertLess(picture[:, :7].max(), 60)
            self.assertLess(picture[:, -7:].max(), 60)

    def with_two_tones(self):
        """English is a tone of 300 Hz, German one of 1000 Hz."""
        path = self.folder / "two.mkv"
        if not path.exists():
            ffmpeg("-i", self.film, "-f", "lavfi", "-i", "sine=300:d=100", "-f", "lavfi", "-i",
                   "sine=1000:d=100", "-map", "0:v", "-map", "1", "-map", "2", "-c:v", "copy", "-c:a",
                   "flac", "-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ger",
                   "-disposition:a:0", "default", "-disposition:a:1", "0", path)
        return path

    def heard(self, film, *words):
        """What is heard of the film alone: the edit's music and effects are left out."""
        work = self.folder / "work of a sound"
        shutil.rmtree(work, ignore_errors=True)
        review = cinecut(film, "--vibe", "action", "--length", "15", "--work-dir", work, "--review",
                         *words)
        self.assertEqual(review.returncode, 0, review.stderr)
        self.notes = review.stderr
        edit = json.loads((work / "TRAILER_MANIFEST.json").read_text())
        edit["music"]["segments"] = []
        edit["effects"] = []
        manifest = self.folder / "dry.json"
        manifest.write_text(json.dumps(edit))
        out = self.folder / "dry.mp4"
        made = cinecut(film, "--manifest", manifest, "-o", out, "--work-dir", work)
        self.assertEqual(made.returncode, 0, made.stderr)
        return edit, samples_of(out)

    def test_the_default_track_is_heard_and_said(self):
        edit, samples = self.heard(self.with_two_tones())
        self.assertEqual(edit["audio_track"], 1)
        self.assertIn("sound track 1 (eng", self.notes)
        self.assertGreater(share_at(samples, 300), 0.9)

    def test_a_track_chosen_by_language_is_heard_also_from_the_manifest(self):
        edit, samples = self.heard(self.with_two_tones(), "--audio-language", "German")
        self.assertEqual(edit["audio_track"], 2)
        self.assertIn("sound track 2 (ger", self.notes)
        self.assertGreater(share_at(samples, 1000), 0.9)

    def test_a_track_chosen_by_number_is_surveyed(self):
        film = self.with_two_tones()
        work = self.folder / "work of a survey"
        for track, code in ((2, 0), (1, 0), (3, 2)):
            result = cinecut("survey", film, "--work-dir", work, "--audio-track", track)
            self.assertEqual(result.returncode, code, result.stderr)
        self.assertIn("1 (eng", result.stderr)
        self.assertIn("2 (ger", result.stderr)

    def test_a_language_that_is_not_there(self):
        result = cinecut(self.with_two_tones(), "--vibe", "action", "--audio-language", "fr")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("2 (ger", result.stderr)

    def test_a_master_with_a_track_for_each_channel(self):
        """The centre speaks; all six tracks are one sound."""
        path = self.folder / "master.mov"
        tones = []
        for hz in (300, 400, 500, 600, 700, 800):
            tones += ["-f", "lavfi", "-i", f"sine={hz}:d=100"]
        maps = [w for i in range(6) for w in ("-map", str(i + 1))]
        ffmpeg("-i", self.film, *tones, "-map", "0:v", *maps, "-c:v", "copy", "-c:a", "pcm_s16le", path)
        edit, samples = self.heard(path)
        self.assertIn("1 to 6 (5.1(side), joined", self.notes)
        for hz in (300, 400, 500):
            self.assertGreater(share_at(samples, hz), 0.1, hz)

    def test_damaged_samples_in_film_and_song(self):
        """Half a second of noise at 1000 times full level, and samples that are no numbers."""
        raw = subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", str(self.film), "-map", "0:a",
                              "-ac", "2", "-ar", "48000", "-f", "f32le", "-"], capture_output=True,
                             check=True).stdout
        samples = np.frombuffer(raw, np.float32).reshape(-1, 2).copy()
        noise = np.random.default_rng(1).normal(size=(24000, 2))
        samples[480000:504000] = 1000 * noise
        samples[1000000:1000100] = np.nan
        samples[2000000:2000010] = 3e30
        damaged = self.folder / "damaged.f32"
        damaged.write_bytes(samples.astype("<f4").tobytes())
        song, film = self.folder / "song.wav", self.folder / "damaged.mkv"
        sound = ("-f", "f32le", "-ar", "48000", "-ac", "2", "-i", damaged)
        ffmpeg(*sound, "-t", "60", "-c:a", "pcm_f32le", song)
        ffmpeg("-i", self.film, *sound, "-map", "0:v", "-map", "1", "-c:v", "copy", "-c:a",
               "pcm_f32le", film)
        trailer = self.trailer_of(film, "--music", song)
        lufs, peak = program.loudness(trailer.path)
        self.assertAlmostEqual(lufs, -14, delta=0.6)
        self.assertLess(peak, -0.9)
        heard = samples_of(trailer.path)
        tenths = np.sqrt((heard[:len(heard) // 800 * 800].reshape(-1, 800) ** 2).mean(axis=1))
        self.assertLess((tenths[5:-10] < 1e-3).mean(), 0.2)


if __name__ == "__main__":
    unittest.main()
