"""One model over two machines: ggml-rpc-server is the other."""
import json

from minerva_program import minerva, model
from minerva_remote import Machine, free_port
from minerva_server import Server, chat, run_tests

SMOLLM2, MINILM = model("smollm2"), model("minilm")
QUICK = ("--temperature", 0, "--threads", 1, "--max-tokens", 12)
QUESTION = "What is the capital of France?"


def test_the_answer_is_the_same_wherever_it_is_computed():
    here = minerva("run", SMOLLM2, QUESTION, *QUICK)
    with Machine() as machine:
        for words in ((), ("--gpu-layers", 9)):
            there = minerva("run", SMOLLM2, QUESTION, *QUICK, "--rpc", machine.endpoint, *words)
            assert there.returncode == 0, there.stderr
            assert there.stdout == here.stdout != "\n", (here.stdout, there.stdout)


def test_embeddings_are_the_same_too():
    with Machine() as machine:
        here, there = (json.loads(minerva("embed", MINILM, "A dog runs.", "--threads", 1, *words).stdout)
                       for words in ((), ("--rpc", machine.endpoint)))
    (a,), (b,) = here["embeddings"], there["embeddings"]
    assert sum(x * y for x, y in zip(a, b)) > 0.999


def test_a_server_uses_it_and_ends_cleanly():
    answers = []
    with Machine() as machine:
        for words in ((), ("--rpc", machine.endpoint)):
            with Server("--ctx", 256, *words) as server:
                body = server.ask("POST", "/v1/chat/completions", chat(QUESTION, max_tokens=12))[2]
                answers.append(body["choices"][0]["message"]["content"])
    assert answers[0] == answers[1] != "", answers


def test_two_machines_can_share_a_model():
    with Machine() as one, Machine() as other:
        endpoints = f"{one.endpoint},{other.endpoint}"
        done = minerva("run", SMOLLM2, QUESTION, *QUICK, "--rpc", endpoints)
        assert done.returncode == 0 and len(done.stdout) > 4, done
        found = json.loads(minerva("doctor", "--json", "--rpc", endpoints).stdout)
        devices = {f["what"]: f for f in found if f["what"].startswith("device ")}
        assert set(devices) == {"device RPC0", "device RPC1"}, devices
        assert one.endpoint in devices["device RPC0"]["detail"], devices


def test_a_machine_that_is_not_there_is_named():
    nobody = f"127.0.0.1:{free_port()}"
    for words in (("run", SMOLLM2, "Hi"), ("chat", SMOLLM2), ("bench", SMOLLM2), ("embed", MINILM, "Hi"),
                  ("serve", "--port", 0)):
        done = minerva(*words, "--rpc", nobody, input="")
        assert done.returncode == 1 and done.stdout == "", done
        assert f'"{nobody}"' in done.stderr and "Start ggml-rpc-server there" in done.stderr, done.stderr
        done = minerva(*words, "--rpc", "nonsense", input="")
        assert done.returncode == 2 and "HOST:PORT" in done.stderr, done
    done = minerva("doctor", "--json", "--rpc", nobody)
    found = {f["what"]: f for f in json.loads(done.stdout)}
    assert done.returncode == 1 and not found[f"machine {nobody}"]["ok"], found


run_tests(globals())
