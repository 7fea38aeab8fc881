#!/usr/bin/env python3
"""Reads the includes of every source file and refuses those that break the layers.

A file may include its own module and modules that stand before it in its list. Third-party headers
have homes, and a header that says "Private to src/…" is included from there only. See "Levels" in
ARCHITECTURE.md.
"""
import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

ORDER = [
    "base", "media", "llm",
    "cinecut/edit", "cinecut/vibe", "cinecut/subtitles", "cinecut/survey", "cinecut/scenes",
    "cinecut/story", "cinecut/music", "cinecut/cut", "cinecut/sound", "cinecut/conform", "cinecut/check",
    "cinecut/handoff", "cinecut/sample", "cinecut/pipeline",
    "minerva/kernels", "minerva/model", "minerva/vision", "minerva/constrain", "minerva/engine", "minerva/embed", "minerva/pool",
    "minerva/fetch", "minerva/http", "minerva/openai", "minerva/server",
]  # fmt: skip
BESIDE = [{"media", "llm"}, {"minerva/http", "minerva/openai"}]  # Same level: neither may include the other.

HOMES = {
    r"libav|libsw": ["media"],
    r"opencv2/": ["media", "cinecut/survey", "cinecut/subtitles"],
    r"tesseract/|leptonica|allheaders": ["cinecut/subtitles"],
    r"fluidsynth": ["cinecut/music", "cinecut/sample"],
    r"fftw3": ["cinecut/music"],
    r"espeak": ["cinecut/sample"],
    r"cairo|pango|ft2build": ["cinecut/conform", "cinecut/sample", "cinecut/subtitles"],
    r"ebur128": ["cinecut/sound", "cinecut/check", "cinecut/survey"],
    r"uchardet|iconv|pugixml": ["cinecut/subtitles"],
    r"unicode/": ["base", "cinecut/subtitles"],
    r"CLI/": ["apps"],
    r"boost/|openssl/": ["llm", "minerva/fetch", "minerva/http"],
    r"curl/": ["minerva/fetch"],
    r"(llama|ggml|gguf|mtmd)[-.a-z]*\.h": ["minerva/kernels", "minerva/model", "minerva/vision", "minerva/engine", "minerva/embed"],
    r"webp/|jpeglib|jerror|png\.h": ["minerva/vision"],
    r"spdlog/": ["apps", "base"],
}
ONLY_IN_CPP = r"(llama|ggml|gguf|mtmd)[-.a-z]*\.h|opencv2/|nlohmann/json\.hpp|spdlog/|fluidsynth|fftw3|espeak|ebur128|uchardet|tesseract/"
PRIVATE = re.compile(r"Private\s+(?://\s+)?to\s+([^.]*)")  # As a header says of itself.
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def module_of(path: str) -> str | None:
    return max((m for m in ORDER if path.startswith(m + "/")), key=len, default=None)


@functools.cache
def owners_of(name: str) -> list[str]:
    """The folders whose files may include a private header; none: it is not private."""
    header = ROOT / "src" / name
    said = PRIVATE.search(header.read_text(encoding="utf-8")) if header.is_file() else None
    if not said:
        return []
    return re.findall(r"(?:src|apps)/[\w/]*\w", said.group(1)) or [f"src/{pathlib.Path(name).parent}"]


def mistakes_in(file: pathlib.Path) -> list[str]:
    inside = file.relative_to(ROOT / "src") if file.is_relative_to(ROOT / "src") else None
    here = module_of(inside.as_posix()) if inside else file.relative_to(ROOT).parts[0]
    found = []
    for _, name in INCLUDE.findall(file.read_text(encoding="utf-8")):
        there = module_of(name)
        if inside and there and here != there:
            if ORDER.index(there) > ORDER.index(here) or {here, there} in BESIDE:
                found.append(f"{here} may not include {name}")
        owners = owners_of(name)
        if owners and not any(file.is_relative_to(ROOT / owner) for owner in owners):
            found.append(f"{name} is private to {' and '.join(owners)}")
        for pattern, homes in HOMES.items():
            if re.match(pattern, name) and inside and here not in homes:
                found.append(f"{name} belongs in {', '.join(homes)}")
        if file.suffix == ".h" and re.match(ONLY_IN_CPP, name):
            found.append(f"{name} belongs in .cpp files")
    if inside and here is None:
        found.append("this folder is not in the list of modules")
    return [f"{file.relative_to(ROOT)}: {m}" for m in found]


def main() -> int:
    files = [f for d in ("src", "apps") for f in (ROOT / d).rglob("*") if f.suffix in (".h", ".cpp")]
    mistakes = [m for f in sorted(files) for m in mistakes_in(f)]
    print("\n".join(mistakes) if mistakes else f"layers: {len(files)} files keep to them")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
