"""The command line on real weights: run, chat, embed, describe, models, bench, doctor."""
import json
import math
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import tempfile
import time

import options
from minerva_program import MINERVA, minerva, model

SMOLLM2, MINILM = model("smollm2"), model("minilm")
QUICK = ("--temperature", 0, "--threads", 1)
SCHEMA = '{"type":"object","properties":{"name":{"type":"string","maxLength":20},' \
         '"age":{"type":"integer","minimum":0,"maximum":120}},"required":["name","age"],' \
         '"additionalProperties":false}'


def refused(done, *words):
    """Wrong use: exit code 2, one readable paragraph on stderr, nothing on stdout."""
    assert done.returncode == 2 and done.stdout == "", (done.returncode, done.stdout, done.stderr)
    assert done.stderr.startswith("minerva: "), done.stderr
    for word in words:
        assert word in done.stderr, (word, done.stderr)


def test_every_command_has_help_with_examples():
    commands = re.findall(r"^  ([a-z]+) {2,}\S", minerva("--help").stdout, re.M)
    for command in ("serve", "run", "chat", "embed", "describe", "models", "bench", "doctor"):
        assert command in commands, commands
        done = minerva(command, "--help")
        assert done.returncode == 0, command
        assert re.search(rf"Examples?:\n  .*minerva {command}", done.stdout), done.stdout
    assert "Examples:" in minerva("models", "pull", "--help").stdout


def test_an_option_given_twice_is_refused():
    single, repeated = 0, 0
    for command in (["serve"], ["run"], ["chat"], ["embed"], ["describe"], ["models"], ["models", "pull"],
                    ["bench"], ["doctor"]):
        found = options.given_twice(minerva, *command)
        single, repeated = single + found[0], repeated + found[1]
    assert single > 50 and repeated > 10, (single, repeated)


def test_run_answers_the_same_for_the_same_seed():
    words = ("run", SMOLLM2, "Tell me a story.", "--threads", 1, "--max-tokens", 12, "--seed")
    first, again, other = (minerva(*words, seed) for seed in (7, 7, 8))
    assert first.returncode == 0, first.stderr
    assert len(first.stdout.split()) > 4 and first.stdout.endswith("\n")
    assert first.stdout == again.stdout != other.stdout


def test_run_reads_the_prompt_from_standard_input():
    given = minerva("run", SMOLLM2, "Name a colour.", *QUICK, "--max-tokens", 8)
    piped = minerva("run", SMOLLM2, "-", *QUICK, "--max-tokens", 8, input="Name a colour.")
    assert given.returncode == 0 and given.stdout == piped.stdout, (given.stdout, piped.stdout)


def test_run_keeps_to_a_schema_a_stop_text_and_a_system_message():
    done = minerva("run", SMOLLM2, "Describe a person.", *QUICK, "--schema", SCHEMA)
    person = json.loads(done.stdout)
    assert set(person) == {"name", "age"} and 0 <= person["age"] <= 120, person
    done = minerva("run", SMOLLM2, "Count: one two three four", "--raw", *QUICK, "--max-tokens", 20,
                   "--stop", " six", "--stats")
    assert "six" not in done.stdout and re.search(r"reply \d+ tokens", done.stderr), done
    done = minerva("run", SMOLLM2, "Hi", *QUICK, "--max-tokens", 4, "--grammar",
                   'root ::= "yes" | "no"')
    assert done.stdout in ("yes\n", "no\n"), done.stdout


def test_run_says_what_is_wrong():
    refused(minerva("run", "nosuchmodel", "Hi"), "nosuchmodel", "minerva models pull")
    refused(minerva("run", SMOLLM2, "Hi", "--temperature", 3), "temperature", "3", "0 to 2")
    refused(minerva("run", SMOLLM2, "word " * 3000), "context", "2048")
    refused(minerva("run", MINILM, "Hi"), "minerva embed")
    refused(minerva("run", SMOLLM2, "Hi", "--schema", '{"not": {}}'), "#/not")
    refused(minerva("run", __file__, "Hi"), "GGUF")
    assert minerva("run").returncode == 2 and minerva("nonsense").returncode == 2


def test_run_stops_at_ctrl_c():
    child = subprocess.Popen([MINERVA, "run", SMOLLM2, "Once upon a time", "--raw", "--threads", "1"],
                             stdout=subprocess.PIPE, text=True)
    child.stdout.read(1)
    child.send_signal(signal.SIGINT)
    child.communicate(timeout=120)
    assert child.returncode == 130, child.returncode


class Terminal:
    """A person at a terminal."""

    def __init__(self, *words):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execv(MINERVA, [str(w) for w in (MINERVA, *words)])
        self.seen = ""

    def read(self, is_enough, what):
        end = time.monotonic() + 120
        while not is_enough():
            assert time.monotonic() < end, f"no {what} in {self.seen!r}"
            if select.select([self.fd], [], [], 1)[0]:
                self.seen += os.read(self.fd, 4096).decode(errors="replace")
        return len(self.seen)

    def wait_for(self, text, since=0):
        return self.read(lambda: text in self.seen[since:], repr(text))

    def wait_for_more(self, length):
        return self.read(lambda: len(self.seen) >= length, "more")

    def type(self, text):
        os.write(self.fd, text.encode())
        return len(self.seen)


def test_chat_goes_on_after_ctrl_c_and_remembers():
    with tempfile.TemporaryDirectory() as folder:
        history = pathlib.Path(folder) / "talk.json"
        t = Terminal("chat", SMOLLM2, *QUICK, "--history", history, "--system", "Be brief.")
        t.wait_for("> ")
        at = t.type("Write a long story about a ship and its crew.\n")
        at = t.wait_for("crew.", at)  # The echo of the question.
        t.wait_for_more(at + 20)
        t.type("\x03")
        t.wait_for("[stopped]", at)
        at = t.wait_for("> ", t.seen.index("[stopped]", at))
        at = t.type("\x03")  # At the prompt it only says how to leave.
        t.wait_for("/exit", at)
        at = t.type("/tokens\n")
        t.wait_for(" of 4096 tokens", at)
        t.type("/exit\n")
        assert os.waitstatus_to_exitcode(os.waitpid(t.pid, 0)[1]) == 0
        talk = json.loads(history.read_text())
        assert [m["role"] for m in talk] == ["system", "user", "assistant"], talk
        assert "ship" in talk[1]["content"] and talk[2]["content"]


def test_chat_reads_questions_from_a_pipe():
    with tempfile.TemporaryDirectory() as folder:
        history = pathlib.Path(folder) / "talk.json"
        words = ("chat", SMOLLM2, *QUICK, "--max-tokens", 6, "--history", history, "--ctx", 256)
        done = minerva(*words, input="Hello\n/again\n" + "word " * 400 + "\nHello\n/undo\n")
        assert done.returncode == 0 and "256" in done.stderr, done.stderr
        talk = json.loads(history.read_text())
        assert [m["role"] for m in talk] == ["user", "assistant"], talk
        first = done.stdout.splitlines()
        assert first[0] == first[1], done.stdout  # Asked again, answered the same.
        done = minerva(*words, input="And now?\n")
        assert len(json.loads(history.read_text())) == 4
        history.write_text("{}")
        refused(minerva(*words, input="Hello\n"), "not a conversation")


def test_embed_gives_vectors_of_length_one():
    texts = ["A dog runs in the park.", "A puppy plays outside.", "Interest rates rose again."]
    done = minerva("embed", MINILM, *texts)
    reply = json.loads(done.stdout)
    assert reply["model"] == "minilm" and reply["tokens"] > 10, done.stdout[:80]
    dog, puppy, money = reply["embeddings"]
    cosine = lambda a, b: sum(x * y for x, y in zip(a, b))
    assert len(dog) == 384 and abs(math.sqrt(cosine(dog, dog)) - 1) < 1e-5
    assert cosine(dog, puppy) > 0.4 > 0.2 > cosine(dog, money)
    lines = minerva("embed", MINILM, "--lines", input="\n".join(texts) + "\n").stdout.splitlines()
    for line, vector in zip(lines, reply["embeddings"], strict=True):
        assert cosine([float(x) for x in line.split()], vector) > 0.9999
    refused(minerva("embed", MINILM, "fine", ""), "Text 2 is empty")
    refused(minerva("embed", MINILM, input=""), "nothing to embed")
    refused(minerva("embed", MINILM, "--file", "/nosuchfile"), "/nosuchfile")
    refused(minerva("embed", MINILM, "word " * 2000), "512")


def test_describe_refuses_what_is_no_picture():
    refused(minerva("describe", "/nosuch.jpg"), "/nosuch.jpg")
    refused(minerva("describe", __file__), "not a picture")


def test_models_and_doctor_tell_what_there_is():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        env = {**os.environ, "HOME": str(folder), "CINECUT_MODELS_DIR": str(folder / "mine")}
        nothing = ("--server", "http://127.0.0.1:1")
        assert "No models are installed" in minerva("models", *nothing, env=env).stdout
        done = minerva("doctor", env=env)
        assert done.returncode == 1 and "minerva models pull" in done.stdout, done.stdout
        (folder / "mine").mkdir()
        (folder / "mine" / "smollm2.gguf").symlink_to(SMOLLM2)
        (folder / ".minerva" / "models").mkdir(parents=True)
        (folder / ".minerva" / "models" / "broken.gguf").write_bytes(b"GGUF" + bytes(100))
        listed = {m["name"]: m for m in json.loads(minerva("models", "--json", *nothing, env=env).stdout)}
        assert set(listed) == {"smollm2", "broken"}
        assert listed["smollm2"]["file_bytes"] == SMOLLM2.stat().st_size
        assert listed["smollm2"]["memory_bytes"] > listed["smollm2"]["file_bytes"] * 0.9
        assert listed["broken"]["state"] == "damaged" and "broken.gguf" in listed["broken"]["problem"]
        table = minerva("models", *nothing, env=env).stdout
        assert "98.4 MB" in table and "No server is running" in table, table
        done = minerva("doctor", "--json", env=env)
        found = {f["what"]: f for f in json.loads(done.stdout)}
        assert found["model smollm2"]["ok"] and not found["model broken"]["ok"]
        assert done.returncode == 1 and "physical cores" in found["processor"]["detail"]
        # A name is enough, wherever the file is.
        assert minerva("run", "smollm2", "Hi", *QUICK, "--max-tokens", 2, env=env).returncode == 0
    known = minerva("models", "known").stdout
    assert "text and images" in known and "GB" in known


def test_bench_measures():
    done = minerva("bench", SMOLLM2, "--prompt", 64, "--reply", 8, "--repeats", 1, "--parallel", "1,3",
                   "--threads", 1, "--json")
    result = json.loads(done.stdout)
    assert [r["parallel"] for r in result["replies"]] == [1, 3]
    assert all(r["tokens_per_s"] > 0 for r in result["replies"]), result
    assert result["prompt_tokens_per_s"] > 0 and result["first_token_cached_s"] > 0
    memory = result["memory"]
    assert 80e6 < memory["weights_bytes"] < 110e6 and memory["cache_bytes"] > 0
    assert memory["resident_bytes"] > memory["cache_bytes"]
    table = minerva("bench", SMOLLM2, "--prompt", 16, "--reply", 4, "--repeats", 1, "--parallel", 1,
                    "--threads", 1)
    assert "tokens/s" in table.stdout and "resident" in table.stdout, table.stdout


for name, test in list(globals().items()):
    if name.startswith("test_"):
        start = time.monotonic()
        test()
        print(f"ok {name} {time.monotonic() - start:.1f} s", flush=True)
