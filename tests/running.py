"""Runs the test_… functions of a file, and says how long each took."""
import time


def run_tests(found, only=()):
    """`only`: parts of names; nothing means all."""
    for name, test in list(found.items()):
        if name.startswith("test_") and (not only or any(part in name for part in only)):
            start = time.monotonic()
            test()
            print(f"ok {name} {time.monotonic() - start:.1f} s", flush=True)
