#!/usr/bin/env python3
"""Refuses documents that cite what is not there: paths of files, and functions of the tours in
ARCHITECTURE.md, each of which must be defined or declared in the file beside it."""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = "src|apps|bench|cmake|docs|examples|fuzz|sample_film|tests|tools"
PATH = re.compile(rf"`((?:{FOLDERS})/[\w./-]+)`")
SHORT = re.compile(r"`([\w]+(?:/[\w]+)+\.(?:h|cpp|py|md))`")  # Beneath src/cinecut or src/minerva.
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
STEP = re.compile(r"^\d+\. `([\w/.]+)`, `(\w+)`:", re.M)


def mistakes_in(document: pathlib.Path) -> list[str]:
    text = document.read_text(encoding="utf-8")
    found = [f"{path} is not there" for path in PATH.findall(text) if not (ROOT / path).exists()]
    roots = [ROOT, ROOT / "src", ROOT / "src/cinecut", ROOT / "src/minerva"]
    found += [
        f"{path} is not there"
        for path in SHORT.findall(text)
        if not re.match(FOLDERS, path) and not any((root / path).exists() for root in roots)
    ]
    found += [
        f"the link {link} leads nowhere"
        for link in LINK.findall(text)
        if not (document.parent / link).exists()
    ]
    for path, function in STEP.findall(text):
        if (ROOT / path).exists() and not re.search(
            rf"^[^/\n]*\b{function}\(", (ROOT / path).read_text(encoding="utf-8"), re.M
        ):
            found.append(f"{path} has no function {function}")
    return [f"{document.relative_to(ROOT)}: {m}" for m in found]


def main() -> int:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    mistakes = [m for name in listed.stdout.split() for m in mistakes_in(ROOT / name)]
    print("\n".join(mistakes) if mistakes else "documents: what they cite is there")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
