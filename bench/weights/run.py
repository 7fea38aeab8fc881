#!/usr/bin/env python3
"""What each weight of the edit does: edits with it halved and doubled.

  bench/weights/run.py [WORK_FOLDER …]

Without folders, on made-up films; with folders, on what runs of cinecut kept in them.
"""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import measure  # noqa: E402

sys.exit(subprocess.run([measure.CINECUT.parent / "bench_weights", *sys.argv[1:]]).returncode)
