"""Stills described by a model that sees what there is (seeing_server.py), or that says anything: the words arrive at the
clips that show it."""
import json

from program import CINECUT, run
from seeing_server import SeeingServer
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
        for clip in manifest["clips"]:
            words = as_pair(clip["description"])
            assert words in planted, clip["description"]
            true = as_pair(server.truth_of((clip["source_start_s"] + clip["source_end_s"]) / 2))
            # A shot without a still has the words of one that is near, or of the same camera position.
            assert words == true or true not in planted, (words, true)
            own += words == true
        assert own >= 0.5 * len(manifest["clips"]), (own, len(manifest["clips"]))


def test_what_is_said_at_random_arrives_as_it_was_said():
    with film() as f, SeeingServer(f.film, truth_of(f), "random") as server:
        manifest = make(f, server)
        said = [d for _, d in server.said]
        assert all(clip["description"] in said for clip in manifest["clips"])
        true = [server.truth_of(t) for t, _ in server.said]
        assert sum(d in true for d in said) == 0


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
