"""Dialogue read by a text model: screenplays with a planted truth, a server that tells it, servers with faults,
kills; and minerva on real weights, whose answers are weak but must come, be kept and end."""
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import tempfile

from minerva_program import model
from program import CINECUT, run
from reading_server import ReadingServer
from screenplays import PLACES, screenplay
from test_scenes import film, is_alive, ok, run_on_sample
from waiting import wait_until


class Play:
    """A screenplay's subtitles in a folder of their own."""

    def __init__(self, play):
        self.play = play
        self.folder = tempfile.TemporaryDirectory(prefix="cinecut-reading-")
        self.path = pathlib.Path(self.folder.name)
        self.subtitles = self.path / "play.srt"
        self.subtitles.write_text(play.to_srt())
        self.journal = self.path / "play.cinecut" / "play.reading.msgpack"

    def command(self, *words):
        return [CINECUT, "structure", self.subtitles, "--duration", self.play.duration_s, "--json", "--progress", "plain",
                *words]

    def read(self, *words):
        return run(*self.command(*words), env={**os.environ, "TMPDIR": str(self.path)})

    def present(self):
        """Without a model."""
        return json.loads(ok(self.read()).stdout)


@contextlib.contextmanager
def play(number=0, **more):
    p = Play(screenplay(number, **more))
    try:
        yield p
    finally:
        p.folder.cleanup()


def anchors(result):
    told = json.loads(ok(result).stdout)
    return [told["begin_s"], told["escalation_s"], told["climax_s"]], told


def test_planted_turns_and_spines_are_found():
    for number in range(len(PLACES)):
        with play(number) as p, ReadingServer(p.play) as server:
            found, told = anchors(p.read("--text-endpoint", server.url))
            for line, time in zip(p.play.turns, found):
                assert abs(time - p.play.time_of(line)) <= 0.05 * p.play.duration_s, (number, found, p.play.turns)
            reading = told["reading"]
            assert [(s["cue"], s["role"]) for s in reading["spine"]] == p.play.spine, (number, reading["spine"])
            assert all(s["confidence"] == 1 for s in reading["spine"])
            assert reading["logline"] and reading["protagonist"] == "the leader" and reading["keep_secret"]
            assert "turns read by" in told["source"], told["source"]
            # Parts of 50 to 100 lines, cut twice, and three readings of the whole; none asked twice.
            assert len(server.asked) == len(set(server.asked)), len(server.asked)
            assert 2 * 5 + 3 <= len(server.asked) <= 2 * 8 + 3, len(server.asked)


def test_a_second_run_asks_nothing():
    with play() as p, ReadingServer(p.play) as server:
        first = anchors(p.read("--text-endpoint", server.url))
        asked = len(server.asked)
        assert anchors(p.read("--text-endpoint", server.url)) == first and len(server.asked) == asked
        # Another model is asked anew.
        anchors(p.read("--text-endpoint", server.url, "--text-endpoint-model", "reader"))
        assert len(server.asked) == 2 * asked


def test_answers_out_of_form_leave_the_present_way():
    for kind in ("garbage", "foreign", "cut"):
        with play() as p, ReadingServer(p.play, kind) as server:
            before = p.present()
            result = p.read("--text-endpoint", server.url)
            found, told = anchors(result)
            assert [before["begin_s"], before["escalation_s"], before["climax_s"]] == found
            assert "nothing usable" in result.stderr and "too little was answered" in told["reading"]["source"], result.stderr
            assert max(server.asked.count(q) for q in server.asked) <= 2
            asked = len(server.asked)
            ok(p.read("--text-endpoint", server.url))
            assert len(server.asked) == asked


def test_answers_that_are_late_leave_the_present_way():
    with play() as p, ReadingServer(p.play, "slow") as server:
        before = p.present()
        result = p.read("--text-endpoint", server.url, "--text-timeout", 0.3)
        found, _ = anchors(result)
        assert [before["begin_s"], before["escalation_s"], before["climax_s"]] == found
        assert "--text-timeout" in result.stderr, result.stderr


def test_a_server_that_takes_its_time_is_waited_for():
    with play() as p, ReadingServer(p.play, "slow", pause_s=0.5) as server:
        _, told = anchors(p.read("--text-endpoint", server.url))
        assert told["reading"]["spine"] and server.most_at_work > 1


def test_a_server_that_refuses_ends_the_run():
    with play() as p, ReadingServer(p.play, "refuses") as server:
        result = p.read("--text-endpoint", server.url)
        assert result.returncode == 1 and "no key, no answer" in result.stderr, result.stderr
        assert not p.journal.exists() and len(server.asked) <= 4


def test_one_part_without_an_answer_costs_that_part():
    for kind in ("one_bad", "poison"):
        with play() as p, ReadingServer(p.play, kind) as server:
            result = p.read("--text-endpoint", server.url)
            found, told = anchors(result)
            assert "A part of the dialogue was not read" in result.stderr, result.stderr
            missing = [c for c in told["reading"]["chunks"] if not c["summary"]]
            assert len(missing) == 1 and told["reading"]["climax"]["cue"] >= 0, told
            asked = len(server.asked)
            ok(p.read("--text-endpoint", server.url))
            assert len(server.asked) == asked


def test_a_connection_that_breaks_loses_nothing():
    with play() as p, ReadingServer(p.play, "dies", before=3) as server:
        _, told = anchors(p.read("--text-endpoint", server.url))
        assert all(c["summary"] for c in told["reading"]["chunks"])
        assert len(server.asked) == len(set(server.asked)) + 1


def test_a_run_that_is_killed_loses_what_was_in_flight():
    with play() as p:
        with ReadingServer(p.play, "held", before=6) as server:
            running = subprocess.Popen([str(w) for w in p.command("--text-endpoint", server.url)], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            wait_until(lambda: p.journal.exists() and p.journal.read_bytes().count(b"answer") >= 6, "six answers are kept")
            running.send_signal(signal.SIGKILL)
            running.wait()
        with ReadingServer(p.play) as server:
            _, told = anchors(p.read("--text-endpoint", server.url))
            assert told["reading"]["spine"]
            again = len(server.asked)
        with play() as other, ReadingServer(other.play) as server:
            ok(other.read("--text-endpoint", server.url))
            assert again == len(server.asked) - 6, (again, len(server.asked))


def test_readings_that_differ_move_little():
    for kind in ("fickle", "senseless"):
        with play() as p, ReadingServer(p.play, kind) as server:
            before = p.present()
            found, told = anchors(p.read("--text-endpoint", server.url))
            assert [before["begin_s"], before["escalation_s"], before["climax_s"]] == found, (kind, told)
            assert told["reading"]["logline"]


def test_who_reads_is_named_once():
    with play() as p:
        result = p.read("--text-endpoint", "http://127.0.0.1:1", "--text-model", "any")
        assert result.returncode == 2 and "the one or the other" in result.stderr
        result = p.read("--text-model", "no-such-model")
        assert result.returncode == 2 and "no-such-model" in result.stderr


def test_a_trailer_is_read_for_and_read_once():
    with film() as f:
        sample = screenplay(0)
        with ReadingServer(sample) as server:
            def make(*words, vibe="thriller"):
                return run(*f.command("--text-endpoint", server.url, *words, vibe=vibe), env=f.environment())
            assert "reading    to do" in ok(make("--dry-run")).stdout
            first = ok(make())
            assert "reading" in first.stderr and len(server.asked) >= 4, first.stderr
            asked = len(server.asked)
            assert json.loads((f.work / "reading.json").read_text())["chunks"]
            assert "reading    kept from before" in ok(make("--dry-run")).stdout
            # Another vibe, and the same film with what was made of the answers deleted.
            ok(make(vibe="drama"))
            (f.work / "reading.json").unlink()
            ok(make(vibe="comedy"))
            assert len(server.asked) == asked
        # Without a reader there is no such stage.
        plain = run(*f.command("--dry-run"), env=f.environment())
        assert "reading" not in ok(plain).stdout


def engines_of(weights):
    """Processes of minerva that serve these weights."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            if b"serve" in words and str(weights).encode() in words:
                found.append(int(process.name))
    return found


def test_minerva_reads_and_ends():
    with play(3, count=60, duration_s=900) as p:
        weights = p.path / "small model.gguf"
        weights.symlink_to(model("smollm2"))
        _, told = anchors(p.read("--text-model", weights))
        reading = told["reading"]
        assert "small model" in reading["source"], reading["source"]
        assert [(c["first_cue"], c["last_cue"]) for c in reading["chunks"]] == [(0, 59)]
        assert all(0 <= c["turn"] <= 59 for c in reading["chunks"] if c["summary"])
        assert len(reading["spine"]) == 0 or 6 <= len(reading["spine"]) <= 14
        wait_until(lambda: not any(is_alive(e) for e in engines_of(weights)), "the engine has ended")
        # What is known needs no engine, and is not written again.
        kept = p.journal.read_bytes()
        again = anchors(p.read("--text-model", weights))[1]
        assert again == told and p.journal.read_bytes() == kept


def test_a_film_is_read_by_one_model_and_described_by_another():
    with film() as f:
        weights = model("smollm2")
        seer = model("vision-llava")
        command = f.command("--text-model", weights, "--model", seer, "--mmproj", seer.parent / "mmproj-llava.gguf")
        result = ok(run(*command, env=f.environment()))
        stages = [line.split()[0] for line in result.stderr.splitlines() if line.endswith("…")]
        assert stages.index("reading") < stages.index("scenes"), stages
        assert json.loads((f.work / "reading.json").read_text())["chunks"]


if __name__ == "__main__":
    run_on_sample(globals(), 120)
