"""Many clients, clients that leave, models that do not fit beside each other, and the end."""
import json
import signal
import threading

from minerva_program import IS_SANITIZED
from minerva_server import Server, chat, post, read_all, read_until, run_tests, wait_until

FOREVER = {"max_tokens": 900, "ignore_eos": True, "stream": True}


def running(server):
    return server.gauge("minerva_requests_running")


def waiting(server):
    return server.gauge("minerva_requests_waiting")


def test_a_client_that_leaves_frees_its_slot_while_writing_waiting_or_at_once():
    with Server("--ctx", 1024, "--parallel", 2, "--cells", 4096) as server:
        quiet = chat("Tell a story.", **{**FOREVER, "stream": False})
        writing = [server.connect() for _ in range(2)]
        writing[0].sendall(post("/v1/chat/completions", chat("Tell a story.", **FOREVER)))
        writing[1].sendall(post("/v1/chat/completions", quiet))
        read_until(writing[0], b'"content":"')
        wait_until(lambda: running(server) == 2, "two run")
        queued = [server.connect() for _ in range(2)]
        queued[0].sendall(post("/v1/chat/completions", chat("Tell a tale.", **FOREVER)))
        wait_until(lambda: waiting(server) == 1, "one waits")
        queued[1].sendall(post("/v1/chat/completions", quiet))
        wait_until(lambda: waiting(server) == 2, "two wait")
        assert b": queue position 0" in read_until(queued[0], b"queue position")
        for s in queued:
            s.close()
        wait_until(lambda: waiting(server) == 0, "those that waited are gone")
        assert running(server) == 2
        for s in writing:
            s.close()
        wait_until(lambda: running(server) == 0 and server.gauge("minerva_cells_running") == 0,
                   "those that wrote are gone")
        for _ in range(5):  # Leaves at once.
            with server.connect() as s:
                s.sendall(post("/v1/chat/completions", chat("Tell a story.", **FOREVER)))
        wait_until(lambda: running(server) == 0 and waiting(server) == 0, "nobody is left")
        assert server.ask("POST", "/v1/chat/completions", chat(max_tokens=4))[0] == 200
        wait_until(lambda: '"client_closed_request"' in server.logged(), "the log tells")


def test_a_client_that_leaves_disturbs_nobody():
    with Server("--ctx", 1024, "--parallel", 4, "--cells", 4096) as server:
        # What a schema leaves no choice for is the same in every batch.
        texts = [f"reply {i} " + "and so on " * 3 for i in range(4)]
        asked = [chat(f"Say the number {i}.", json_schema={"const": text}) for i, text in enumerate(texts)]
        together = [None] * 4

        def go(i):
            together[i] = [server.ask("POST", "/v1/chat/completions", asked[i]) for _ in range(2)]

        threads = [threading.Thread(target=go, args=(i,)) for i in range(4)]
        for t in threads:
            t.start()
        for _ in range(8):
            with server.connect() as s:
                s.sendall(post("/v1/chat/completions", chat("Tell a story.", **FOREVER)))
        for t in threads:
            t.join()
        for text, answers in zip(texts, together):
            for status, _, body in answers:
                assert status == 200, body
                assert json.loads(body["choices"][0]["message"]["content"]) == text, body


def test_thousands_may_be_connected_and_hundreds_may_wait():
    import resource
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    with Server("--ctx", 512, "--parallel", 2, "--queue", 1000, "--cells", 1024) as server:
        server.ask("POST", "/v1/chat/completions", chat(max_tokens=4))
        before = server.resident_bytes()
        idle = [server.connect() for _ in range(1000)]
        for s in idle:
            s.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for s in idle:
            read_until(s, b'{"status":"ok"}')
        streams = [server.connect() for _ in range(200)]
        for s in streams:
            s.sendall(post("/v1/chat/completions", chat("Tell a story.", **{**FOREVER, "max_tokens": 300})))
        wait_until(lambda: waiting(server) + running(server) == 200, "all wait or run")
        assert server.gauge("minerva_connections") >= 1200
        grown = server.resident_bytes() - before
        assert IS_SANITIZED or grown < 120e6, f"{grown / 1e6:.0f} MB for 1000 idle connections and 200 streams"
        assert server.ask("GET", "/health")[0] == 200
        last = read_until(streams[-1], b"queue position")
        assert b"text/event-stream" in last
        for s in streams + idle:
            s.close()
        wait_until(lambda: waiting(server) + running(server) == 0, "all are gone")
        wait_until(lambda: server.gauge("minerva_connections") <= 2, "connections are closed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_two_models_under_a_budget_for_one():
    with Server("--ctx", 512, "--parallel", 2, models=("smollm2", "minilm")) as server:
        need = {name: server.ask("GET", f"/v1/models/{name}")[2]["memory"]["total_bytes"]
                for name in ("smollm2", "minilm")}
    budget = max(need.values()) + min(need.values()) // 2
    with Server("--ctx", 512, "--parallel", 2, "--memory", budget, models=("smollm2", "minilm")) as server:
        def ask(text="a"):
            return server.ask("POST", "/v1/embeddings", {"model": "minilm", "input": text})

        def states():
            found = server.ask("GET", "/v1/models")[2]
            assert found["memory"]["used_bytes"] <= found["memory"]["budget_bytes"] == budget
            return {m["id"]: m["state"] for m in found["data"]}

        asked = chat(model="smollm2", max_tokens=60, ignore_eos=True)
        assert server.ask("POST", "/v1/chat/completions", asked)[0] == 200
        assert ask()[0] == 200
        assert states() == {"smollm2": "unloaded", "minilm": "loaded"}
        # While it writes, it is not evicted: the other waits.
        with server.connect() as s:
            s.sendall(post("/v1/chat/completions", {**asked, "stream": True}))
            read_until(s, b'"content":"')
            assert ask()[0] == 200
            wait_until(lambda: states()["smollm2"] == "unloaded", "the other is evicted")
            rest = read_all_of_stream(s)
            assert rest.count(b'"finish_reason":"length"') == 1, rest[-600:]
        assert server.ask("POST", "/v1/models/load", {"model": "smollm2", "pin": True})[0] == 200
        needed = server.ask("POST", "/v1/models/load", {"model": "minilm"})
        assert needed[0] == 503 and needed[2]["error"]["code"] == "out_of_memory", needed
        assert needed[2]["error"]["needed"] > needed[2]["error"]["available"] >= 0
        assert "retry-after" in needed[1]


def read_all_of_stream(s):
    return read_until(s, b"data: [DONE]")


def test_the_end_lets_requests_finish_and_cuts_those_that_do_not():
    server = Server("--ctx", 1024, "--parallel", 2, "--cells", 2048, "--grace", 60)
    with server.connect() as s, server.connect() as idle:
        idle.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        read_until(idle, b"ok")
        s.sendall(post("/v1/chat/completions", chat(max_tokens=20, stream=True)))
        read_until(s, b'"content":"')
        server.process.send_signal(signal.SIGTERM)
        assert b"data: [DONE]" in read_all(s)
        assert read_all(idle) == b""
    assert server.process.wait(60) == 0  # A second signal would end it at once.
    server = Server("--ctx", 8192, "--parallel", 2, "--grace", 0.2)
    with server.connect() as s:
        s.sendall(post("/v1/chat/completions", chat(**{**FOREVER, "max_tokens": 8000})))
        read_until(s, b'"content":"')
        assert server.stop(signal.SIGINT) == 0
        assert b'"error"' in read_all(s)
    last = json.loads(server.logged().splitlines()[-1])
    assert last["path"] == "/v1/chat/completions" and last["error"], last


run_tests(globals())
