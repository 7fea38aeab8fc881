"""What sentences mean, by small embedding models on real weights: found when installed, asked once, done without
when they fail; and the same film in other languages."""
import json
import os
import pathlib
import re
import tempfile

from minerva_program import model
from program import CINECUT, run
from running import run_tests

HERE = pathlib.Path(__file__).resolve().parent
LINES = [row.split("\t") for row in (HERE / "sample_lines.tsv").read_text(encoding="utf-8").splitlines()]


class Place:
    """A work folder, and a home without models. What is known of the examples is shared, but for `is_first`."""

    def __init__(self, is_first=False):
        self.folder = tempfile.TemporaryDirectory(prefix="cinecut-meaning-")
        self.path = pathlib.Path(self.folder.name)
        self.models = self.path / "models"
        self.models.mkdir()
        self.cache = self.path / "cache" if is_first else FILM.parent / "cache"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def environment(self):
        return {**os.environ, "HOME": str(self.path), "CINECUT_MODELS_DIR": str(self.models),
                "XDG_CACHE_HOME": str(self.cache), "TMPDIR": str(self.path)}

    def cut(self, work, *words, vibe="thriller"):
        return run(CINECUT, FILM, "--vibe", vibe, "--review", "--work-dir", self.path / work, "--progress", "plain",
                   *words, env=self.environment())

    def manifest(self, work):
        return json.loads((self.path / work / "TRAILER_MANIFEST.json").read_text())

    def journal(self, work):
        return self.path / work / "sample.meaning.msgpack"


def ok(result):
    assert result.returncode == 0, result.stderr[-3000:]
    return result


def asked(result):
    """Of how many texts vectors were asked for."""
    counts = [int(n) for n in re.findall(r"meaning +\d+ of (\d+)", result.stderr)]
    return sum(set(counts))


def test_an_installed_model_is_used_and_asked_once():
    with Place(is_first=True) as p:
        without = ok(p.cut("none"))
        assert "lines are told apart by English words" in without.stderr
        (p.models / "all-MiniLM-L6-v2-Q8_0.gguf").symlink_to(model("minilm"))
        first = ok(p.cut("work"))
        assert asked(first) > 1000, first.stderr
        other = ok(p.cut("work", vibe="drama"))
        assert "meaning" in other.stderr and asked(other) == 0, other.stderr
        # The examples are known for all films now, the film's own words are not.
        elsewhere = ok(p.cut("elsewhere"))
        assert 0 < asked(elsewhere) < 100, elsewhere.stderr
        refused = ok(p.cut("refused", "--embedding-model", "none"))
        assert "meaning" not in refused.stderr
        assert p.manifest("refused")["clips"] == p.manifest("none")["clips"]


def test_a_journal_cut_short_or_damaged_is_mended():
    with Place() as p:
        (p.models / "all-minilm-l6-v2.gguf").symlink_to(model("minilm"))
        ok(p.cut("work"))
        whole, edit = p.journal("work").read_bytes(), p.manifest("work")
        for damaged in (whole[:len(whole) // 2], b"\xff" * 100):
            for kept in (p.path / "work").glob("c*.json"):
                kept.unlink()
            p.journal("work").write_bytes(damaged)
            ok(p.cut("work"))
            assert p.manifest("work") == edit
            assert p.journal("work").stat().st_size == len(whole)


def test_a_model_that_nobody_named_may_fail():
    with Place() as p:
        broken = p.models / "multilingual-e5-small.gguf"
        broken.write_bytes(b"GGUF" + bytes(2000))
        result = ok(p.cut("work"))
        assert "told by lists of words" in result.stderr, result.stderr
        named = p.cut("named", "--embedding-model", broken)
        assert named.returncode != 0 and "could not be loaded" in named.stderr, named.stderr
        missing = p.cut("named", "--embedding-model", "no-such-model")
        assert missing.returncode == 2 and "minerva models" in missing.stderr, (missing.returncode, missing.stderr)
        both = p.cut("named", "--embedding-model", broken, "--embedding-endpoint", "http://127.0.0.1:9")
        assert both.returncode == 2 and "the other" in both.stderr


def heard(manifest):
    """The lines that are heard, and their roles."""
    lines = [c for c in manifest["clips"] if c.get("dialogue")] + manifest["voice"]
    return len(lines), {line["role"] for line in lines if line.get("role")}


def test_a_film_in_another_language_is_told_as_well():
    with Place() as p:
        blocks = FILM.with_suffix(".srt").read_text().strip().split("\n\n")
        assert len(blocks) == len(LINES) - 1
        count = {}
        for language in ("en", "de", "ja"):
            column = LINES[0].index(language)
            subtitle = p.path / f"lines.{language}.srt"
            subtitle.write_text("\n\n".join(
                "\n".join([*block.split("\n")[:2], row[column]]) for block, row in zip(blocks, LINES[1:])) + "\n",
                encoding="utf-8")
            ok(p.cut(language, "--subtitle", subtitle, "--embedding-model", model("e5")))
            count[language], roles = heard(p.manifest(language))
            assert len(roles) >= 3, (language, roles)
        assert max(count.values()) - min(count.values()) <= 2, count


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="cinecut-meaning-") as made:
        FILM = pathlib.Path(made) / "sample.mkv"
        ok(run(CINECUT, "sample", made, "--width", "320"))
        run_tests(globals())
