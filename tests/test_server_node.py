"""OpenAI's own Node client, unchanged, against real weights."""
import pathlib
import subprocess

from minerva_program import ROOT, run
from minerva_server import Server

folder = pathlib.Path(subprocess.run([ROOT / "tools/node/where"], capture_output=True, text=True,
                                     check=True).stdout.strip())
assert (folder / "done").exists(), "there are no Node packages: run tools/setup test"
with Server("--ctx", 1024, models=("smollm2", "minilm")) as server:
    done = run("node", ROOT / "tests/server_node.mjs", server.url, folder)
    assert done.returncode == 0 and done.stdout == "ok\n", done.stdout + done.stderr
