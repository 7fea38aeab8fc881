"""One model over two machines: ggml-rpc-server is the other."""
import json

from minerva_program import minerva, model
from minerva_remote import Machine, free_port
from minerva_server import Server, chat, run_tests

SMOLLM2, MINILM = model("smollm2"), model("minilm")
QUICK = ("--temperature", 0, "--threads", 1, "--max-tokens", 12)
QUESTION = "Name the days of the week."  # An answer that no rounding sways: processors round differently.


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


def memory_of(server, name):
    memory = server.ask("GET", f"/v1/models/{name}")[2]["memory"]
    assert sum(memory["devices"].values()) == memory["total_bytes"], memory
    return memory["devices"]


def test_each_device_has_a_budget_of_its_own():
    both = {"models": ("smollm2", "minilm")}
    with Machine() as machine:
        words = ("--ctx", 256, "--parallel", 2, "--rpc", machine.endpoint, "--gpu-layers", 99)
        with Server(*words, **both) as server:
            need = {name: memory_of(server, name)["RPC0"] for name in ("smollm2", "minilm")}
        assert min(need.values()) > 10e6, need
        budget = max(need.values()) + min(need.values()) // 2
        with Server(*words, "--memory", f"RPC0={budget}", "--memory", "4GiB", **both) as server:
            def state(name):
                return server.ask("GET", f"/v1/models/{name}")[2]["state"]

            def load(name, **fields):
                return server.ask("POST", "/v1/models/load", {"model": name, **fields})

            assert load("smollm2")[0] == 200 and load("minilm")[0] == 200
            assert state("smollm2") == "unloaded" and state("minilm") == "loaded"
            memory = server.ask("GET", "/v1/models")[2]["memory"]
            assert memory["devices"]["RPC0"]["budget_bytes"] == budget, memory
            assert 0.9 < memory["devices"]["RPC0"]["used_bytes"] / need["minilm"] < 1.1, (memory, need)
            assert memory["devices"]["CPU"]["budget_bytes"] == memory["budget_bytes"] == 4 << 30
            assert memory["devices"]["CPU"]["used_bytes"] == memory["used_bytes"] > 0
            assert server.gauge('minerva_memory_used_bytes{device="RPC0"}') \
                == memory["devices"]["RPC0"]["used_bytes"]
            assert server.gauge('minerva_model_memory_bytes{model="minilm",device="RPC0"}') > 10e6
            assert load("smollm2", pin=True)[0] == 200 and state("minilm") == "unloaded"
            error = load("minilm")[2]["error"]
            assert error["code"] == "out_of_memory" and "RPC0" in error["message"], error
            assert error["needed"] == need["minilm"] > error["available"] > 0, (error, need)
            # Where nothing is short nothing is unloaded.
            assert state("smollm2") == "loaded"


def test_as_many_layers_go_to_a_device_as_fit():
    answers, used = [], []
    with Machine() as machine:
        for budget in ("1GiB", "70MB", "1KiB"):
            words = ("--ctx", 256, "--rpc", machine.endpoint, "--memory", f"RPC0={budget}")
            with Server(*words) as server:
                body = server.ask("POST", "/v1/chat/completions", chat(QUESTION, max_tokens=12))[2]
                answers.append(body["choices"][0]["message"]["content"])
                used.append(memory_of(server, "smollm2"))
    assert answers[0] == answers[1] == answers[2] != "", answers
    everything, some, nothing = (devices.get("RPC0", 0) for devices in used)
    assert everything > 90e6 and 35e6 < some < 70e6 * 1.05 and nothing == 0, used
    assert used[0]["CPU"] < used[1]["CPU"] < used[2]["CPU"], used


def test_a_budget_of_nothing_is_refused():
    for words, why in ((("--memory", "CUDA9=1GiB"), "CUDA9"), (("--memory", "lots"), "lots"),
                       (("--memory", "CPU="), "CPU=")):
        done = minerva("serve", "--port", 0, *words)
        assert done.returncode == 2 and why in done.stderr, (words, done)


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
