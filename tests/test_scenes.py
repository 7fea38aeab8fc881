"""Stills described by a model: engines that fail in every way, kills, damaged caches. Real processes:
cinecut, and engines with a fault (odd_engine.py) that it starts or finds."""
import contextlib
import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import program
from program import CINECUT, run
from running import run_tests
from waiting import wait_until

ENGINE = pathlib.Path(__file__).resolve().parent / "odd_engine.py"
OLD_SERVER = ENGINE.with_name("old_llama_server.py")
HIT = re.compile(r"Cache hit: loaded (\d+) scene descriptions .*inference skipped")


class Film:
    """A short film in a folder of its own, surveyed once for all tests."""

    source = None

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="cinecut-scenes-")
        self.path = pathlib.Path(self.folder.name)
        shutil.copytree(Film.source, self.path, dirs_exist_ok=True)  # Times of change and all.
        self.film = self.path / "sample.mkv"
        self.work = self.path / "sample.cinecut"
        self.journal = self.work / "sample.scenedesc.msgpack"
        (self.path / "model.gguf").write_bytes(b"GGUF, or so")

    def command(self, *words, vibe="thriller"):
        return [CINECUT, self.film, "--vibe", vibe, "--review", "--length", 20, "--progress", "plain",
                *words]

    def environment(self, kind="good", **more):
        return {**os.environ, "ODD_KIND": kind, "ODD_FOLDER": str(self.path), "TMPDIR": str(self.path),
                **more}

    def describe(self, *words, kind="good", vibe="thriller", **more):
        """cinecut with an odd engine that it starts."""
        return run(*self.command("--model", self.path / "model.gguf", "--server-binary", ENGINE, *words,
                                 vibe=vibe), env=self.environment(kind, **more))

    def lines(self, name):
        file = self.path / name
        return [json.loads(x) for x in file.read_text().splitlines()] if file.exists() else []

    def asked(self):
        return [x["picture"] for x in self.lines("asked.jsonl")]

    def described(self):
        """How many stills have words of the engine's in the cache."""
        data = self.journal.read_bytes()
        return len(re.findall(rb"Picture [0-9a-f]{8}\.", data))

    def close(self):
        self.folder.cleanup()


@contextlib.contextmanager
def film():
    f = Film()
    try:
        yield f
    finally:
        f.close()


def is_alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def no_engine_left(f):
    wait_until(lambda: not any(is_alive(x["pid"]) for x in f.lines("begun.jsonl")), "engines have ended")


def ok(result):
    assert result.returncode == 0, result.stderr[-3000:]
    return result


def test_every_still_is_described_once_and_kept():
    with film() as f:
        ok(f.describe())
        asked = f.asked()
        assert len(asked) == len(set(asked)) == f.described() > 5
        no_engine_left(f)
        assert len(f.lines("begun.jsonl")) == 1
        again = ok(f.describe())
        assert int(HIT.search(again.stderr)[1]) == len(asked), again.stderr
        assert len(f.lines("begun.jsonl")) == 1
        # Another vibe of the same film asks for nothing.
        other = ok(f.describe(vibe="drama"))
        assert HIT.search(other.stderr) and len(f.lines("begun.jsonl")) == 1
        manifest = json.loads((f.work / "TRAILER_MANIFEST.json").read_text())
        words = [c["description"]["visual_content"] for c in manifest["clips"]]
        assert all("Picture " in w for w in words if w), words
        assert sum(bool(w) for w in words) >= 0.8 * len(words), words  # There need not be a still near a clip.


def test_an_engine_that_exits_is_told_with_its_last_words():
    with film() as f:
        start = time.monotonic()
        result = f.describe(kind="exits")
        assert result.returncode == 1 and "unknown model architecture" in result.stderr, result.stderr
        assert "exit code 1" in result.stderr and time.monotonic() - start < 60
        # Nothing is lost by it: measures do.
        ok(f.describe("--describer", "measures", kind="exits"))


def test_an_old_llama_server_is_asked_what_it_understands():
    for first, errors in (("answer", 0), ("error", 1)):
        with film() as f:
            (f.path / "mmproj.gguf").write_bytes(b"GGUF, or so")
            notes = f.path / "notes"
            result = ok(run(*f.command("--model", f.path / "model.gguf", "--mmproj", f.path / "mmproj.gguf",
                                       "--server-binary", OLD_SERVER),
                            env=f.environment(OLD_FIRST=first, OLD_NOTES=str(notes))))
            assert "described from measures" not in result.stderr, result.stderr
            statuses = notes.read_text().split()
            assert statuses.count("400") == errors and len(statuses) > 5, statuses
            data = f.journal.read_bytes()
            assert data.count(b"visual_content") == statuses.count("200") and b"skipped" not in data


def test_an_engine_that_never_becomes_ready():
    with film() as f:
        result = f.describe("--ready-timeout", 2, kind="never_ready")
        assert result.returncode == 1 and "not ready after 2 s" in result.stderr, result.stderr
        no_engine_left(f)


def test_an_engine_that_hangs():
    with film() as f:
        result = f.describe("--frame-timeout", 0.3, "--in-flight", 8, kind="hangs")
        assert result.returncode == 1 and "nothing usable" in result.stderr, result.stderr
        assert "in time" in result.stderr
        asked = f.asked()
        assert max(asked.count(p) for p in asked) <= 2
        no_engine_left(f)


def test_an_engine_that_answers_garbage():
    for kind in ("garbage", "cut"):
        with film() as f:
            result = f.describe(kind=kind)
            assert result.returncode == 1 and "not a JSON object" in result.stderr, result.stderr
            asked = f.asked()
            assert max(asked.count(p) for p in asked) <= 2
            no_engine_left(f)


def test_an_engine_that_is_slow_is_waited_for():
    with film() as f:
        ok(f.describe("--in-flight", 4, kind="slow"))
        assert f.described() == len(set(f.asked())) == len(f.asked())


def test_an_engine_that_is_full_is_asked_later():
    with film() as f:
        ok(f.describe("--in-flight", 2, kind="full"))
        assert f.described() == len(set(f.asked()))


def test_a_server_that_refuses_is_not_asked_again_and_again():
    with film() as f:
        result = f.describe(kind="refuses")
        assert result.returncode == 1 and "no key, no answer" in result.stderr
        assert len(f.asked()) <= 4


def test_an_engine_that_is_killed_at_work_loses_no_still():
    with film() as f:
        ok(f.describe("--in-flight", 4, kind="dies_once"))
        asked = f.asked()
        assert f.described() == len(set(asked)) and len(f.lines("begun.jsonl")) == 2
        assert len(asked) - len(set(asked)) <= 4


def test_a_still_that_kills_every_engine_is_sent_twice():
    with film() as f:
        ok(f.describe())
        poison = f.asked()[2]
        for name in ("asked.jsonl", "begun.jsonl"):
            (f.path / name).unlink()
        f.journal.unlink()
        result = ok(f.describe("--in-flight", 4, kind="poison", ODD_POISON=poison))
        asked = f.asked()
        assert asked.count(poison) == 2, asked.count(poison)
        assert max(asked.count(p) for p in asked) == 2, asked
        assert f.described() == len(set(asked)) - 1
        assert "described from measures" in result.stderr and "failed twice" in result.stderr
        # Also not by the next run.
        assert HIT.search(ok(f.describe(kind="poison", ODD_POISON=poison)).stderr)
        assert f.asked().count(poison) == 2


def test_cinecut_killed_leaves_no_engine_and_loses_what_was_in_flight():
    with film() as f:
        command = f.command("--model", f.path / "model.gguf", "--server-binary", ENGINE, "--in-flight", 2)
        first = subprocess.Popen([str(w) for w in command], env=f.environment(ODD_PAUSE="1"),
                                 stderr=subprocess.DEVNULL)
        wait_until(lambda: f.journal.exists() and f.described() >= 4, "some stills are described")
        first.send_signal(signal.SIGKILL)
        first.wait()
        no_engine_left(f)
        kept, before = f.described(), len(f.asked())
        assert before - kept <= 2 + 1, (before, kept)
        ok(f.describe())
        asked = f.asked()
        assert f.described() == len(set(asked)) and len(asked) - len(set(asked)) <= 3


def test_ctrl_c_ends_the_engine_and_keeps_what_is_there():
    with film() as f:
        command = f.command("--model", f.path / "model.gguf", "--server-binary", ENGINE)
        first = subprocess.Popen([str(w) for w in command], env=f.environment(ODD_PAUSE="1"),
                                 stderr=subprocess.PIPE, text=True)
        wait_until(lambda: f.journal.exists() and f.described() >= 2, "some stills are described")
        first.send_signal(signal.SIGINT)
        assert first.wait(60) == 130, first.stderr.read()
        first.stderr.close()
        no_engine_left(f)
        assert f.described() >= 2


def test_damaged_and_foreign_caches_are_misses():
    with film() as f:
        ok(f.describe())
        whole, n = f.journal.read_bytes(), len(set(f.asked()))
        for what in (b"", b"no msgpack at all", whole[:len(whole) // 2], whole[:-1],
                     b"\x81\xa7version\x63" + whole[1:], os.urandom(2000), b"\x91" * 100000,
                     whole[:200] + b"\xff" * 50 + whole[250:]):
            f.journal.write_bytes(what)
            ok(f.describe())
            assert f.described() == n, what[:20]
        # The half that was whole was not asked for again.
        f.journal.write_bytes(whole[:len(whole) // 2])
        before = len(f.asked())
        ok(f.describe())
        assert 0 < len(f.asked()) - before < n
        # A film that was changed, and a model that was.
        for file in (f.film, f.path / "model.gguf"):
            before = len(f.asked())
            os.utime(file, (time.time() - 1000, time.time() - 1000))
            assert not HIT.search(ok(f.describe()).stderr)
            assert len(f.asked()) - before == n, file


def test_a_miss_clears_what_was_made_from_it():
    with film() as f:
        ok(f.describe())
        cut = f.work / "cut.thriller.json.key"
        before = cut.stat().st_mtime_ns
        ok(f.describe())
        assert cut.stat().st_mtime_ns == before
        f.journal.unlink()
        ok(f.describe())
        assert cut.stat().st_mtime_ns != before


def test_a_full_disk_is_told_and_costs_nothing():
    with film() as f:
        ok(f.describe())
        limit = f.journal.stat().st_size // 2
        f.journal.unlink()

        def little_room():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

        # A limit on the size of files stands for the disk: the same call fails in the same place.
        result = run(*f.command("--model", f.path / "model.gguf", "--server-binary", ENGINE),
                     env=f.environment(), preexec_fn=little_room)
        assert result.returncode == 1 and "cannot write" in result.stderr, result.stderr
        assert "Traceback" not in result.stderr
        no_engine_left(f)
        kept = f.described()
        assert kept > 0
        before = len(f.asked())
        ok(f.describe())
        assert f.described() == len(set(f.asked())) and len(f.asked()) - before <= f.described() - kept


class Endpoint:
    def __init__(self, f, kind="good", **more):
        self.folder = tempfile.TemporaryDirectory(prefix="odd-", dir=f.path)
        self.process = subprocess.Popen([sys.executable, str(ENGINE)], stdout=subprocess.PIPE, text=True,
                                        stderr=subprocess.DEVNULL,
                                        env={**f.environment(kind, **more), "ODD_FOLDER": self.folder.name})
        self.url = "http://127.0.0.1:" + self.process.stdout.readline().split()[1]

    def asked(self):
        file = pathlib.Path(self.folder.name) / "asked.jsonl"
        return [json.loads(x)["picture"] for x in file.read_text().splitlines()] if file.exists() else []

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


@contextlib.contextmanager
def endpoints(f, count, kind="openai", **more):
    all_of_them = [Endpoint(f, kind, **more) for _ in range(count)]
    try:
        yield all_of_them
    finally:
        for e in all_of_them:
            e.close()


def test_stills_are_spread_over_endpoints_and_one_that_dies_loses_none():
    with film() as f, endpoints(f, 3, ODD_PAUSE="0.5") as three:
        words = [w for e in three for w in ("--endpoint", e.url)]
        running = subprocess.Popen([str(w) for w in f.command(*words, "--in-flight", 2)],
                                   env=f.environment(), stderr=subprocess.PIPE, text=True)
        wait_until(lambda: len(three[1].asked()) >= 2, "the second has work")
        three[1].close()
        error = running.communicate(timeout=600)[1]
        assert running.returncode == 0, error
        asked = [p for e in three for p in e.asked()]
        assert f.described() == len(set(asked)) and len(asked) - len(set(asked)) <= 2
        assert len(three[0].asked()) > 2 and len(three[2].asked()) > 2
        assert "does not answer" in error


def test_no_endpoint_at_all_is_an_error_that_says_so():
    with film() as f:
        result = run(*f.command("--endpoint", "http://127.0.0.1:9", "--ready-timeout", 1),
                     env=f.environment())
        assert result.returncode == 1 and "No server has answered" in result.stderr, result.stderr
        result = run(*f.command("--endpoint", "ftp://x"), env=f.environment())
        assert result.returncode == 2, result.stderr


def test_two_cinecuts_use_one_engine_after_the_other():
    with film() as one, film() as two:
        # The same machine: one folder for the lock.
        shared = {"TMPDIR": str(one.path)}
        words = ["--server-binary", ENGINE, "--model"]
        first = subprocess.Popen([str(w) for w in one.command(*words, one.path / "model.gguf")],
                                 env={**one.environment("held"), **shared},
                                 stderr=subprocess.DEVNULL)
        wait_until(lambda: one.asked(), "the first is at work")
        second = subprocess.Popen([str(w) for w in two.command(*words, two.path / "model.gguf")],
                                  env={**two.environment(), **shared}, stderr=subprocess.PIPE, text=True)
        wait = next((line for line in second.stderr if "Another cinecut" in line), None)
        assert wait and first.poll() is None and not two.asked(), "nobody waits"
        (one.path / "go").touch()
        wait_until(lambda: two.asked(), "the second has its turn")
        assert not is_alive(one.lines("begun.jsonl")[0]["pid"]), "both engines at once"
        assert first.wait(300) == 0
        error = second.communicate(timeout=300)[1]
        assert second.returncode == 0, error


def run_on_sample(found, seconds):
    """Tests that copy a film of so many seconds (Film)."""
    with tempfile.TemporaryDirectory(prefix="cinecut-sample-") as folder:
        program.sample(folder, seconds)
        Film.source = pathlib.Path(folder)
        run_tests(found, only=sys.argv[1:])


if __name__ == "__main__":
    run_on_sample(globals(), 100)
