"""Options of a command line, as its help shows them."""
import pathlib
import re

HERE = pathlib.Path(__file__).resolve()


def value_for(kind):
    if kind.startswith("{"):
        return re.match(r"\{([^,}]+)", kind)[1]
    return {"FILE": HERE, "DIR": HERE.parent}.get(kind, "2")


def given_twice(run, *command):
    """Gives each option twice: those that are not meant to be repeated must be refused, by their name and with
    exit code 2. Returns how many options of either kind there were."""
    single = repeated = 0
    for line in run(*command, "--help").stdout.splitlines():
        line = re.sub(r" (Excludes|Needs): \S+", "", line)
        if not (found := re.match(r"  (?:-\w,)?(--[a-z0-9-]+) [A-Z]{2,}(?![a-z])(?::([A-Z]+\b|\{.*?\}))?", line)):
            continue
        option, value = found[1], value_for(found[2] or "")
        if least := re.search(r" in \[(\d+)", line):
            value = max(2, int(least[1]))
        done = run(*command, option, value, option, value, "--no-such-option")
        assert done.returncode == 2 and done.stdout == "", (command, option, done)
        if re.search(r" \.\.\.(\s|$)", line):
            repeated += 1
            assert option not in done.stderr, (command, option, done.stderr)
        else:
            single += 1
            assert done.stderr.startswith(option + ": At Most 1 "), (command, option, done.stderr)
    return single, repeated
