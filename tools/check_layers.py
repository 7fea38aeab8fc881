#!/usr/bin/env python3
"""Reads every source file and refuses what breaks the architecture.

- A file may include its own module and modules that stand before it in ORDER.
- What lies in a module's internal/ is included by that module alone (and by fuzz targets and
  benchmarks, which look inside).
- A file's namespace is its module's, and no two files of a module define types of one name.
- Third-party headers have homes.

The table of levels in ARCHITECTURE.md is written from MODULES: --write-table writes it, and a table
that differs is a mistake. With --graph it prints which module includes which, one line each, with how many includes there are.
See "Levels" in ARCHITECTURE.md.
"""
import argparse
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Module: what goes in, what comes out. A module may include those above it.
MODULES = {
    "base": ("", "time, ranges, errors, files, JSON, threads"),
    "media": ("files", "pictures and samples, in and out; the only folder that knows FFmpeg"),
    "openai_client": ("an address, a question", "what a model server answers"),
    "cinecut/edit": ("JSON", "the manifest: what an edit is, read, written, checked, explained"),
    "cinecut/vibe": ("a name, a CSV", "what a kind of trailer looks, sounds and moves like"),
    "cinecut/subtitles": ("bytes, tracks", "cues"),
    "cinecut/survey": ("film, cues", "shots, stills, measures"),
    "cinecut/engines": ("questions", "answers of models that are started, watched and ended here, or of endpoints"),
    "cinecut/reading": ("cues, engines", "where the dialogue turns, lines that tell the story"),
    "cinecut/descriptions": ("stills, cues, engines", "descriptions"),
    "cinecut/meaning": ("cues, descriptions, engines", "what words and pictures mean, and how alike they are"),
    "cinecut/story": ("cues, survey, descriptions, meaning", "anchors, moments, lines"),
    "cinecut/music/beats": ("a song", "beats, sections, energy"),
    "cinecut/music/score": ("vibe, form", "a score with its beats"),
    "cinecut/cut/weights": ("a number", "the number with its unit, meaning and origin; lists of them"),
    "cinecut/cut/grid": ("beats, vibe, length", "the parts of the trailer and the slots in them"),
    "cinecut/cut/casting": ("slots, moments", "which piece of film stands in which slot"),
    "cinecut/cut/placing": ("a casting", "clips, titles, effects, lines"),
    "cinecut/cut": ("moments, beats, vibe", "the edit"),
    "cinecut/sound": ("manifest, film, song", "the mix"),
    "cinecut/conform": ("manifest, mix, film", "the trailer"),
    "cinecut/check": ("trailer, manifest", "the quality report"),
    "cinecut/report": ("manifest, check", "the HTML report"),
    "cinecut/pipeline": ("what the user asked for", "all of the above, in order"),
    "sample_film": ("", "a film to try things with"),
    "minerva/kernels": ("weights, keys, values; several tokens, or a picture's", "products and attention, to the bit as ggml's; memory of buffers by pages"),
    "minerva/model": ("a GGUF file", "weights, tokenizer, chat template"),
    "minerva/vision": ("pictures", "embeddings that a model reads like tokens; the ones kept"),
    "minerva/constrain": ("a JSON schema, a grammar", "which tokens may follow"),
    "minerva/engine": ("requests", "tokens, many requests at once"),
    "minerva/embed": ("texts", "vectors"),
    "minerva/pool": ("names", "models under one budget of memory for each device"),
    "minerva/fetch": ("a model's name", "its file, whole and checked"),
    "minerva": ("", "one header, and short names, for programs that link the library"),
    "minerva/http": ("connections", "requests whose limits and keys are checked, replies; knows nothing of models"),
    "minerva/openai": ("JSON; pieces of a reply", "what is asked for; replies, events and errors in OpenAI's form"),
    "minerva/server": ("HTTP", "HTTP: what each route does, with a model"),
}  # fmt: skip
ORDER = list(MODULES)
BESIDE = [{"media", "openai_client"}, {"minerva/http", "minerva/openai"}]  # Same level: neither may include the other.
HOMES = {
    r"libav|libsw": ["media"],
    r"opencv2/": ["media", "cinecut/survey", "cinecut/subtitles"],
    r"tesseract/|leptonica|allheaders": ["cinecut/subtitles"],
    r"fluidsynth": ["cinecut/music/score"],
    r"fftw3": ["cinecut/music/beats"],
    r"espeak": ["sample_film"],
    r"cairo|pango|ft2build": ["cinecut/conform", "sample_film", "cinecut/subtitles"],
    r"ebur128": ["cinecut/sound", "cinecut/check", "cinecut/survey"],
    r"uchardet|iconv|pugixml": ["cinecut/subtitles"],
    r"unicode/": ["base", "cinecut/subtitles", "cinecut/meaning"],
    r"CLI/": ["apps"],
    r"boost/|openssl/": ["openai_client", "minerva/fetch", "minerva/http"],
    r"curl/": ["minerva/fetch"],
    r"(llama|ggml|gguf|mtmd)[-.a-z]*\.h": ["minerva/kernels", "minerva/model", "minerva/vision", "minerva/engine", "minerva/embed"],
    r"webp/|jpeglib|jerror|png\.h": ["minerva/vision"],
    r"spdlog/": ["apps", "base"],
}
ONLY_IN_CPP = r"(llama|ggml|gguf|mtmd)[-.a-z]*\.h|opencv2/|nlohmann/json\.hpp|spdlog/|fluidsynth|fftw3|espeak|ebur128|uchardet|tesseract/"
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
NAMESPACE = re.compile(r"^namespace ([a-z_:0-9]+) \{", re.M)
TYPE = re.compile(r"^(?:template <.*>\n)?(?:struct|class|enum class|enum) (\w+)(?: final)?(?: :[^;{]*)? ?\{", re.M)


def folder_of(file: pathlib.Path) -> pathlib.PurePath:
    """Where the file stands for those who include it."""
    src = ROOT / "src"
    return file.relative_to(src if file.is_relative_to(src) else ROOT)


def module_of(path: str) -> str | None:
    return max((m for m in ORDER if path.startswith(m + "/")), key=len, default=None)


def namespace_of(module: str) -> str:
    parts = module.split("/")
    return parts[0] if len(parts) == 1 else f"{parts[0]}::{parts[-1]}"


def mistakes_of_includes(file: pathlib.Path, here: str | None, text: str) -> list[str]:
    found = []
    looks_inside = folder_of(file).parts[0] in ("bench", "fuzz")
    for _, name in INCLUDE.findall(text):
        there = module_of(name)
        if here and there and here != there:
            if ORDER.index(there) > ORDER.index(here) or {here, there} in BESIDE:
                found.append(f"{here} may not include {name}")
        if there and here != there and "/internal/" in name and not looks_inside:
            found.append(f"{name} is for {there} alone")
        for pattern, homes in HOMES.items():
            if re.match(pattern, name) and here and here not in homes:
                found.append(f"{name} belongs in {', '.join(homes)}")
        if file.suffix == ".h" and re.match(ONLY_IN_CPP, name):
            found.append(f"{name} belongs in .cpp files")
    return found


def mistakes_of_namespaces(here: str, text: str) -> list[str]:
    wanted = namespace_of(here)
    ours = ("base", "media", "openai_client", "cinecut", "minerva", "sample_film")
    return [
        f"namespace {name} should be {wanted}"
        for name in NAMESPACE.findall(text)
        if name.split("::")[0] in ours and not (name + "::").startswith(wanted + "::")
        and not forward_only(text, name)
    ]


def forward_only(text: str, name: str) -> bool:
    """Whether the block only declares another module's types: each line ends in a semicolon."""
    body = re.search(rf"^namespace {name} \{{\n(.*?)^\}}", text, re.M | re.S)
    return bool(body) and all(re.match(r"(struct|class) \w+;$", line) for line in body[1].split("\n") if line)


def twice_defined(files: dict[pathlib.Path, str]) -> list[str]:
    """Types of one name in two files of a module: the language allows one (C++23, basic.def.odr)."""
    where = collections.defaultdict(set)
    for file, text in files.items():
        here = module_of(folder_of(file).as_posix())
        if here is None:
            continue
        named = re.sub(r"^namespace \{.*?^\}  // namespace$", "", text, flags=re.M | re.S)
        for name in TYPE.findall(named):
            space = "|".join(n for n in NAMESPACE.findall(named) if "testing" in n)
            where[here, space, name].add(file)
    return [
        f"{namespace_of(here)}::{name} is defined in "
        + " and in ".join(sorted(folder_of(f).as_posix() for f in files))
        for (here, _, name), files in sorted(where.items())
        if len(files) > 1
    ]


def graph(files: dict[pathlib.Path, str]) -> str:
    counts = collections.Counter()
    for file, text in files.items():
        path = folder_of(file).as_posix()
        here = module_of(path) or path.split("/")[0]
        for _, name in INCLUDE.findall(text):
            there = module_of(name)
            if there and there != here:
                counts[here, there] += 1
    rank = {m: i for i, m in enumerate(ORDER)}
    lines = []
    for here in sorted({h for h, _ in counts}, key=lambda h: rank.get(h, len(rank))):
        uses = [f"{t} ({n})" for (h, t), n in sorted(counts.items(), key=lambda c: rank[c[0][1]]) if h == here]
        lines.append(f"{here}: {', '.join(uses)}")
    return "\n".join(lines)


def table() -> str:
    rows = [f"| `{m}` | {a} | {b} |" for m, (a, b) in MODULES.items()]
    return "\n".join(["| module | what goes in | what comes out |", "| --- | --- | --- |", *rows]) + "\n"


def with_table(document: str) -> str:
    return re.sub(r"^\| module \|.*?\n(?!\|)", lambda _: table(), document, flags=re.M | re.S)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--graph", action="store_true", help="print which module includes which")
    parser.add_argument("--write-table", action="store_true", help="write the table of levels")
    options = parser.parse_args()
    architecture = ROOT / "ARCHITECTURE.md"
    document = architecture.read_text(encoding="utf-8")
    if options.write_table:
        architecture.write_text(with_table(document), encoding="utf-8")
        return 0
    folders = ("src", "apps", "sample_film", "bench", "fuzz")
    paths = sorted(f for d in folders for f in (ROOT / d).rglob("*") if f.suffix in (".h", ".cpp"))
    files = {f: f.read_text(encoding="utf-8") for f in paths}
    if options.graph:
        print(graph(files))
        return 0
    mistakes = twice_defined(files)
    if with_table(document) != document:
        mistakes.append("ARCHITECTURE.md: the table of levels is old; run tools/check_layers.py --write-table")
    for file, text in files.items():
        here = module_of(folder_of(file).as_posix())
        found = mistakes_of_includes(file, here, text)
        if here:
            found += mistakes_of_namespaces(here, text)
        elif file.is_relative_to(ROOT / "src"):
            found.append("this folder is not in the list of modules")
        mistakes += [f"{file.relative_to(ROOT)}: {m}" for m in found]
    print("\n".join(mistakes) if mistakes else f"architecture: {len(files)} files keep to it")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
