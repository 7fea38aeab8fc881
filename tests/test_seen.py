"""Stills described by a model that sees what there is (seeing_server.py), or that says anything: the words arrive at the
clips that show it."""
import json

from minerva_program import model
from program import CINECUT, run
from seeing_server import SeeingServer, words_of
from test_scenes import film, ok, run_on_sample


def make(f, server, *words):
    ok(run(*f.command("--endpoint", server.url, *words), env=f.environment()))
    return json.loads((f.work / "TRAILER_MANIFEST.json").read_text())


def truth_of(f):
    return json.loads((f.path / "sample.truth.json").read_text())


def as_pair(description):
    return description["visual_content"], description["setting"]


def test_a_clip_has_the_words_of_the_shot_that_it_shows():
    with film() as f, SeeingServer(f.film, truth_of(f)) as server:
        manifest = make(f, server)
        planted = {as_pair(d) for _, d in server.said}
        own = 0
        described = [clip for clip in manifest["clips"] if clip["description"]["visual_content"]]
        assert len(described) >= 0.8 * len(manifest["clips"])  # There need not be a still near a clip.
        for clip in described:
            words = as_pair(clip["description"])
            assert words in planted, clip["description"]
            true = as_pair(server.truth_of((clip["source_start_s"] + clip["source_end_s"]) / 2))
            # A shot without a still has the words of one that is near, or of the same camera position.
            assert words == true or true not in planted, (words, true)
            own += words == true
        assert own >= 0.5 * len(described), (own, len(described))


def test_what_is_said_at_random_arrives_as_it_was_said():
    with film() as f, SeeingServer(f.film, truth_of(f), "random") as server:
        manifest = make(f, server)
        said = [d for _, d in server.said]
        assert all(clip["description"] in said for clip in manifest["clips"] if clip["description"]["visual_content"])
        true = [server.truth_of(t) for t, _ in server.said]
        assert sum(d in true for d in said) == 0


def seconds_of(f, manifest, names):
    """How long the edit shows shots of these names."""
    shots = [s for s in truth_of(f)["shots"] if s["name"] in names]
    return sum(max(0, min(c["source_end_s"], s["end_s"]) - max(c["source_start_s"], s["start_s"]))
               for c in manifest["clips"] for s in shots)


def spoken(f, vibe, work, *words):
    """The edit by a model of meaning, in a work folder of its own."""
    ok(run(CINECUT, f.film, "--vibe", vibe, "--length", "30", "--review", "--progress", "none", "--embedding-model",
           model("e5"), "--work-dir", f.path / work, *words, env=f.environment()))
    return json.loads((f.path / work / "TRAILER_MANIFEST.json").read_text())


def test_what_is_said_to_show_nothing_is_shown_less():
    with film() as f:
        truth = truth_of(f)
        with SeeingServer(f.film, truth) as server:
            plain = spoken(f, "thriller", "plain", "--endpoint", server.url)
        shown = {s["name"] for s in truth["shots"]}
        chosen = sorted(shown, key=lambda name: -seconds_of(f, plain, {name}))[:3]

        def doubtful(shot, said):
            words = words_of(shot, said)
            if shot["name"] in chosen:
                words.update(visual_content="An empty grey wall, out of focus; there is nothing to see.",
                             mood="Nothing.", action="Nothing happens.", setting="It cannot be made out.")
            return words

        with SeeingServer(f.film, truth, describe=doubtful) as server:
            doubted = spoken(f, "thriller", "doubted", "--endpoint", server.url)
        before, after = seconds_of(f, plain, chosen), seconds_of(f, doubted, chosen)
        assert after < 0.8 * before, (chosen, before, after)


def test_words_at_random_do_not_spoil_the_edit():
    with film() as f:
        truth = truth_of(f)
        measured = spoken(f, "thriller", "measured")
        with SeeingServer(f.film, truth, "random") as server:
            random = spoken(f, "thriller", "random", "--endpoint", server.url)
        assert len(random["clips"]) == len(measured["clips"])
        unfit = {s["name"] for s in truth["shots"] if s["kind"] in ("title", "black", "credits")}
        assert seconds_of(f, random, unfit) == 0
        # What was measured of the pictures that are shown.
        worth = [sum(sum(c["signals"].values()) for c in m["clips"]) / len(m["clips"]) for m in (measured, random)]
        assert worth[1] > 0.85 * worth[0], worth


def test_the_server_knows_the_time_of_a_still():
    with film() as f, SeeingServer(f.film, truth_of(f)) as server:
        make(f, server)
        survey = json.loads(ok(run(CINECUT, "survey", f.film, "--json", env=f.environment())).stdout)
        times = [s["time_s"] for s in survey["stills"]]
        off = [min(abs(t - still) for still in times) for t, _ in server.said]
        # Where nothing moves, pictures of one shot are the same.
        assert sum(d <= 0.5 for d in off) >= 0.9 * len(off) > 0, off


if __name__ == "__main__":
    run_on_sample(globals(), 120)
