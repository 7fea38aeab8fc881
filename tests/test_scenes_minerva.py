"""Stills described by minerva itself, on weights that see (at random) and write for real."""
import json
import pathlib
import re

from minerva_program import model
from minerva_server import Server
from program import run
from test_scenes import HIT, film, is_alive, ok, run_on_sample
from waiting import wait_until


LLAVA = model("vision-llava")
PROJECTOR = LLAVA.parent / "mmproj-llava.gguf"


def described(f):
    manifest = json.loads((f.work / "TRAILER_MANIFEST.json").read_text())
    words = [c["description"]["visual_content"] for c in manifest["clips"]]
    return [w for w in words if w]  # A clip with no still near it has none.


def engines():
    """Processes of minerva that serve, of this folder's tests."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"serve" in words and any(w == str(PROJECTOR).encode() for w in words):
            found.append(int(process.name))
    return found


def test_minerva_is_started_describes_and_ends():
    with film() as f:
        # The name goes through options and JSON.
        named = f.path / 'the "big" one \\ 1.5.gguf'
        named.symlink_to(LLAVA)
        command = f.command("--model", named, "--mmproj", PROJECTOR)
        result = ok(run(*command, env=f.environment()))
        assert "skipped" not in result.stderr, result.stderr[-2000:]
        words = described(f)
        assert len(words) > 3 and all(len(w) > 3 for w in words), words
        wait_until(lambda: not any(is_alive(e) for e in engines()), "the engine has ended")
        again = ok(run(*command, env=f.environment()))
        assert HIT.search(again.stderr), again.stderr[-2000:]


def counted(server, name):
    text = server.ask("GET", "/metrics")[2].decode()
    return int(float(re.search(rf"^minerva_{name}{{[^}}]*}} (\S+)$", text, re.M)[1]))


def test_another_question_about_the_same_film_runs_no_encoder():
    with film() as f, Server("--mmproj", PROJECTOR, "--parallel", 4, "--ctx", 4096, models=("vision-llava",)) as server:
        ok(run(*f.command("--endpoint", server.url), env=f.environment()))
        seen, answered = counted(server, "images_encoded_total"), counted(server, "generations_total")
        assert 3 < seen <= answered, (seen, answered)
        # What is said near a still is part of the question.
        spoken = f.path / "sample.srt"
        spoken.write_text(re.sub(r"[a-z]{3,}", lambda m: m[0][::-1], spoken.read_text()))
        f.journal.unlink()
        ok(run(*f.command("--endpoint", server.url), env=f.environment()))
        assert counted(server, "generations_total") >= answered + seen
        assert counted(server, "images_encoded_total") == seen


if __name__ == "__main__":
    run_on_sample(globals(), 60)
