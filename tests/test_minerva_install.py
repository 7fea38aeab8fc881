"""The installed library: another CMake project finds it, builds the example and asks a real model."""
import os
import pathlib
import re
import tempfile

from minerva_program import BUILD, ROOT, model, run

with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    prefix, build = folder / "prefix", folder / "build"

    # `make install` builds this target alone: it must make the library, whose list of members is
    # libminerva.mri. Ninja lists what the commands read, not what they write.
    done = run("ninja", "-C", BUILD, "-t", "inputs", "programs")
    assert "libminerva.mri" in done.stdout and "apps/cinecut/" in done.stdout, done.stderr

    done = run("cmake", "--install", BUILD, "--prefix", prefix, "--component", "minerva")
    assert done.returncode == 0, done.stderr
    assert any(prefix.rglob("libminerva.a")), "libminerva.a was not installed"
    assert any(prefix.rglob("minerva/model/model.h")), "no headers were installed"

    # Flags of the environment are not the user's.
    clean = {k: v for k, v in os.environ.items() if k not in ("CXXFLAGS", "LDFLAGS")}
    done = run("cmake", "-S", ROOT / "examples" / "minerva", "-B", build, "-DCMAKE_BUILD_TYPE=Release",
               f"-DCMAKE_PREFIX_PATH={prefix}", env=clean)
    assert done.returncode == 0, done.stdout + done.stderr
    done = run("cmake", "--build", build, env=clean)
    assert done.returncode == 0, done.stdout + done.stderr

    ask = build / "ask"
    done = run(ask, model("smollm2"), "Hello! Who are you?")
    assert done.returncode == 0, done.stderr
    assert re.search(r"\w.*\n\(\d+ tokens\)\n$", done.stdout, re.S), done.stdout

    done = run(ask, folder / "none.gguf", "Hello")
    assert done.returncode == 2 and "none.gguf" in done.stderr, (done.returncode, done.stderr)

    lines = (ROOT / "examples" / "minerva" / "ask.cpp").read_text().splitlines()
    assert len([line for line in lines if line.strip()]) <= 30, "the example has grown"
print("ok")
