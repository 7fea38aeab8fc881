"""Cards between the parts of a trailer: what a text model writes, or not as it should, and what comes of it."""
import json

import numpy as np

from program import cinecut, run, small_pictures
from reading_server import ReadingServer
from screenplays import screenplay
from test_scenes import film, ok, run_on_sample

CARDS = ["One night on the water", "Nobody was told the whole truth", "The light goes out"]


def make(f, server, *words, vibe="thriller"):
    """A trailer's manifest, and what was said on the way."""
    command = [w for w in f.command("--length", 45, *words, vibe=vibe)]
    at = command.index("--length")
    del command[at:at + 2]  # The shorter one of Film.
    if server:
        command += ["--text-endpoint", server.url]
    result = ok(run(*command, env=f.environment()))
    return json.loads((f.work / "TRAILER_MANIFEST.json").read_text()), result.stderr


def cards_of(manifest):
    return [t for t in manifest["titles"] if t["kind"] == "card"]


def heard(manifest):
    """Stretches of the trailer in which somebody speaks."""
    for clip in manifest["clips"]:
        if clip["dialogue"]:
            yield clip["trailer_start_s"] - clip["sound_lead_s"], clip["trailer_end_s"] + clip["sound_tail_s"]
    for line in manifest["voice"]:
        yield line["trailer_start_s"], line["trailer_start_s"] + line["source_end_s"] - line["source_start_s"]


def assert_readable(manifest):
    for card in cards_of(manifest):
        start, end = card["trailer_start_s"], card["trailer_end_s"]
        assert end - start >= max(1.5, 0.4 + 0.28 * len(card["text"].split())) - 0.03, card
        assert all(end <= a or b <= start for a, b in heard(manifest)), card
        assert all(end <= c["trailer_start_s"] + 1e-6 or c["trailer_end_s"] <= start + 1e-6 for c in manifest["clips"]), card
        title = next(t for t in manifest["titles"] if t["kind"] == "title")
        assert end + 2 < title["trailer_start_s"], card


def test_cards_stand_between_the_parts_and_are_asked_for_once():
    with film() as f, ReadingServer(screenplay(0), cards=CARDS) as server:
        plain, _ = make(f, server)
        asked = len(server.asked)
        assert not cards_of(plain)
        with_cards, said = make(f, server, "--cards")
        assert [c["text"] for c in cards_of(with_cards)] == CARDS, with_cards["titles"]
        assert "--cards" not in said and len(server.asked) == asked + 1
        assert_readable(with_cards)
        manifest = f.work / "TRAILER_MANIFEST.json"
        assert "valid" in ok(cinecut("validate", manifest)).stdout
        assert f'"{CARDS[0]}" before it' in ok(cinecut("explain", manifest)).stdout
        # Again, for another vibe, and without: nothing is asked.
        assert [c["text"] for c in cards_of(make(f, server, "--cards", vibe="drama")[0])] == CARDS
        assert make(f, server)[0] == plain and len(server.asked) == asked + 1


def test_a_card_is_seen_as_letters_on_black():
    with film() as f, ReadingServer(screenplay(0), cards=CARDS) as server:
        manifest, _ = make(f, server, "--cards")
        out = f.path / "trailer.mp4"
        ok(cinecut(f.film, "--vibe", "thriller", "--manifest", f.work / "TRAILER_MANIFEST.json", "-o", out))
        rules = {r["name"]: r for r in json.loads(
            cinecut("check", out, "--manifest", f.work / "TRAILER_MANIFEST.json", "--json").stdout)["rules"]}
        assert rules["cards_can_be_read"]["holds"] and all(r["holds"] for r in rules.values()), rules
        pictures = small_pictures(out, 320, 180)
        for card in cards_of(manifest):
            middle = pictures[round((card["trailer_start_s"] + card["trailer_end_s"]) / 2 * 24)].max(axis=2)
            assert middle.max() > 150 and np.median(middle) < 8, card
            assert middle[:45].max() < 40 and middle[135:].max() < 40, "letters in the middle"
        # It stands in the report too, and so does the film's arc.
        report = out.with_suffix(".html").read_text()
        assert ">card</text>" in report and ">emotion</text>" in report and ">loudness</text>" in report
        assert 'id="arc-desc"' in report


def test_what_may_not_be_shown_is_left_out():
    bad = ["Marcus knows", "**One** night", "Who is buried here"]  # No name of the film, markup, a secret.
    with film() as f, ReadingServer(screenplay(0), cards=[bad[0], *CARDS[:2]]) as server:
        assert [c["text"] for c in cards_of(make(f, server, "--cards")[0])] == CARDS[:2]
    with film() as f, ReadingServer(screenplay(0), cards=[CARDS[0], *bad]) as server:
        manifest, said = make(f, server, "--cards")
        assert not cards_of(manifest) and "the trailer has no cards" in said, said


def test_an_answer_out_of_form_leaves_cards_out():
    with film() as f, ReadingServer(screenplay(0), "no_cards", cards=CARDS) as server:
        manifest, said = make(f, server, "--cards")
        assert not cards_of(manifest)
        assert "What cards may say was not read" in said and "the trailer has no cards" in said, said
        asked = len(server.asked)
        _, said = make(f, server, "--cards")
        assert len(server.asked) == asked and "the trailer has no cards" in said


def test_without_a_text_model_there_are_none_and_that_is_said():
    with film() as f:
        manifest, said = make(f, None, "--cards")
        assert not cards_of(manifest) and "--text-model" in said, said


if __name__ == "__main__":
    run_on_sample(globals(), 240)
