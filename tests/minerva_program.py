"""Runs the built minerva as a user does, on real weights."""
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("CINECUT_BUILD", ROOT / "build")).resolve()
MINERVA = BUILD / "bin" / "minerva"
# Sanitizers keep freed memory for a while: what is resident says nothing then.
IS_SANITIZED = bool(os.environ.get("CINECUT_SANITIZE"))


# Two threads that wait for each other on a busy core cost minutes.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")


def model(name):
    """The file of a model that tools/third_party/models has fetched: smollm2 or minilm."""
    found = subprocess.run([ROOT / "tools/third_party/models", "--where", name],
                           capture_output=True, text=True)
    assert found.returncode == 0, f"there is no model {name}: run tools/setup test"
    return pathlib.Path(found.stdout.strip())


def run(*words, timeout=600, **options):
    """Runs a command; never raises for its exit code."""
    return subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=timeout,
                          errors="replace", **options)


def minerva(*words, **options):
    return run(MINERVA, *words, **options)
