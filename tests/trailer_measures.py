"""What a finished trailer must be, measured from the encoded file by code that is not ours."""
import fractions
import json

import numpy as np

import program


class Trailer:
    def __init__(self, path, manifest):
        self.path, self.manifest = path, manifest
        self.streams, self.format = program.probe(path)
        self.rate = float(fractions.Fraction(self.streams["video"]["r_frame_rate"]))
        self.pictures = program.small_pictures(path)
        self.cuts = program.hard_cuts(self.pictures)
        self.jumps = program.jumps(self.pictures)

    def frame(self, seconds):
        return int(round(seconds * self.rate))

    def clip_frames(self):
        return [(self.frame(c["trailer_start_s"]), self.frame(c["trailer_end_s"]))
                for c in self.manifest["clips"]]

    def hard_cut_frames(self):
        """Where one clip follows another without a transition, as the manifest says."""
        clips = self.manifest["clips"]
        return [self.frame(b["trailer_start_s"]) for a, b in zip(clips, clips[1:])
                if b["transition"] == "hard_cut"
                and self.frame(a["trailer_end_s"]) == self.frame(b["trailer_start_s"])]

    def has_music(self, frame):
        t = frame / self.rate
        for s in self.manifest["music"]["segments"]:
            length = s["source_end_s"] - s["source_start_s"]
            if s["trailer_start_s"] <= t < s["trailer_start_s"] + length:
                return True
        return False

    def share_of_cuts_on_beats(self):
        beats = np.array([t * self.rate for t in self.manifest["beats"]["times_s"]])
        cuts = [c for c in self.hard_cut_frames() if self.has_music(c)]
        on = [c for c in cuts if len(beats) and np.abs(beats - c).min() <= 1.0]
        return len(on) / len(cuts) if cuts else 1.0, len(cuts)

    def invisible_cuts(self):
        """Cuts of the manifest that cannot be seen within a frame of where they should be."""
        return [c for c in self.hard_cut_frames()
                if not any(abs(c - seen) <= 1 for seen in self.cuts) and self.jumps[c] < 2]

    def stray_cuts(self):
        """Jumps that are not at the border of a clip: shot changes inside clips."""
        borders = np.array(sorted({f for pair in self.clip_frames() for f in pair}
                                  | {self.frame(t["trailer_start_s"]) for t in self.manifest["titles"]}
                                  | {self.frame(t["trailer_end_s"]) for t in self.manifest["titles"]}))
        soft = [(self.frame(c["trailer_start_s"]), self.frame(c["transition_length_s"]))
                for c in self.manifest["clips"] if c["transition"] != "hard_cut"]
        return [c for c in self.cuts
                if np.abs(borders - c).min() > 1
                and not any(abs(c - at) <= length + 1 for at, length in soft)]

    def wrong_pictures(self, film_pictures, film_rate):
        """Clips whose pictures are not those of the film that the manifest names, to the frame.
        Looks change colours and light, so structure is compared."""
        found = []
        clips = self.manifest["clips"]
        for i, clip in enumerate(clips):
            start, end = self.clip_frames()[i]
            if clip["transition"] != "hard_cut":
                start += self.frame(clip["transition_length_s"])
            if i + 1 < len(clips) and clips[i + 1]["transition"] != "hard_cut":
                end -= self.frame(clips[i + 1]["transition_length_s"])
            for k in {start + 1, (start + end) // 2, end - 2}:
                if not start <= k < end:
                    continue
                at = clip["source_start_s"] + k / self.rate - clip["trailer_start_s"]
                source = int(round(at * film_rate))
                alike = {n: likeness(self.pictures[k], film_pictures[source + n])
                         for n in (-2, -1, 0, 1, 2) if 0 <= source + n < len(film_pictures)}
                if alike[0] < max(0.8, max(alike.values()) - 0.02):
                    found.append((i, k, source, {n: round(v, 3) for n, v in alike.items()}))
        return found

    def sources_used_twice(self):
        ranges = sorted((c["source_start_s"], c["source_end_s"]) for c in self.manifest["clips"])
        return [(a, b) for a, b in zip(ranges, ranges[1:]) if b[0] < a[1] - 1e-6]

    def lengths(self):
        return len(self.pictures) / self.rate, float(self.streams["audio"]["duration"])

    def holes(self):
        times = program.picture_times(self.path)
        steps = np.diff(times)
        return int(np.sum(np.abs(steps - 1 / self.rate) > 0.002))

    def mean_shot_by_act(self):
        acts = {}
        for clip in self.manifest["clips"]:
            if clip.get("part") in ("act_1", "act_2", "act_3"):
                acts.setdefault(clip["act"], []).append(
                    clip["trailer_end_s"] - clip["trailer_start_s"])
        return [float(np.mean(acts[a])) for a in sorted(acts)]


def likeness(a, b):
    """Correlation of two pictures' luma; 1 where one of them is plain."""
    a, b = a.mean(axis=2), b.mean(axis=2)
    if min(a.std(), b.std()) < 3:
        return 1.0
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def assert_in_order(test, trailer, target_lufs):
    """The rules of a finished trailer, each with what was measured."""
    share, cuts = trailer.share_of_cuts_on_beats()
    test.assertGreaterEqual(share, 0.95, f"of {cuts} hard cuts under music")
    test.assertEqual(trailer.invisible_cuts(), [], "cuts that cannot be seen")
    test.assertEqual(trailer.sources_used_twice(), [])
    picture, sound = trailer.lengths()
    test.assertLessEqual(abs(picture - sound), 1 / trailer.rate)
    test.assertEqual(trailer.holes(), 0, "holes in the timestamps")
    lufs, peak = program.loudness(trailer.path)
    test.assertLessEqual(abs(lufs - target_lufs), 0.5, f"{lufs} LUFS")
    test.assertLessEqual(peak, -1.0)
    means = trailer.mean_shot_by_act()
    test.assertEqual(means, sorted(means, reverse=True), "mean shot length by act")
    test.assertEqual(trailer.streams["video"]["pix_fmt"], "yuv420p")


def load_truth(path):
    """The truth of a film, as {fps, frames, joints: [{type, frame, first, last}], titled}. `frame` is the
    first picture of the new shot; `first` to `last` belong to no single shot (none for a cut)."""
    truth = json.loads(path.read_text())
    if "joints" in truth:
        return truth
    joints = []
    for shot in truth["shots"][1:]:
        join = shot["join"]
        joints.append({"type": join["kind"], "frame": shot["start_frame"],
                       "first": join.get("start_frame", shot["start_frame"]),
                       "last": join.get("end_frame", shot["start_frame"]) - 1})
    rate = truth["frame_rate"]
    titled = [(s["start_frame"], s["end_frame"]) for s in truth["shots"] if s["kind"] == "title"]
    return {"fps": rate["num"] / rate["den"], "frames": truth["frames"], "joints": joints, "titled": titled}


def clips_of_titles(manifest, truth):
    """Clips that show the film's own titles."""
    rate = truth["fps"]
    return [i for i, clip in enumerate(manifest["clips"])
            if any(clip["source_start_s"] * rate < end and start < clip["source_end_s"] * rate
                   for start, end in truth.get("titled", []))]


def clips_near_shot_changes(manifest, truth, clearance=2):
    """Clips that hold a true shot change of the film, or come within `clearance` frames of one.
    A dissolve's pictures `first` to `last` belong to no single shot."""
    rate = truth["fps"]
    found = []
    for i, clip in enumerate(manifest["clips"]):
        start, end = clip["source_start_s"] * rate, clip["source_end_s"] * rate
        for joint in truth["joints"]:
            # In a fade every picture is of one shot only; the change is where it is black.
            is_mixed = joint["type"] == "dissolve"
            first = joint["first"] if is_mixed else joint["frame"]
            after = joint["last"] + 1 if is_mixed else joint["frame"]
            if start < after + clearance - 0.01 and end > first - clearance + 0.01:
                found.append((i, round(start, 2), round(end, 2), joint))
    return found
