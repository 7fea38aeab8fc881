"""HTTP itself: what is refused and how, keys, origins, limits, and bytes that nobody should send."""
import json
import re
import socket
import ssl
import subprocess
import tempfile
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

from minerva_program import MINERVA, minerva
from minerva_server import Server, chat, post, read_all, read_until, run_tests, wait_until

SERVER = Server("--ctx", 512, "--parallel", 2, "--max-body", "1MB", "--header-timeout", 2,
                "--body-timeout", 2, models=("smollm2", "minilm"))
ask = SERVER.ask


def refused(answer, status, code):
    assert answer[0] == status, answer
    error = answer[2]["error"]
    assert error["code"] == code and error["message"] and error["type"], error
    assert "param" in error and answer[1]["x-request-id"]
    return error


def alive():
    return ask("GET", "/health")[0] == 200


def test_paths_answer_with_and_without_v1():
    for path in ("/health", "/ready", "/v1/models", "/models", "/v1/models/smollm2", "/models/smollm2",
                 "/metrics", "/openapi.json", "/props?model=smollm2", "/v1/health", "/models/"):
        assert ask("GET", path)[0] == 200, path
    asked = chat(model="smollm2", max_tokens=2)
    assert ask("POST", "/chat/completions", asked)[2]["choices"]
    assert ask("POST", "/completions", {"model": "smollm2", "prompt": "a", "max_tokens": 1})[2]["choices"]
    assert ask("POST", "/embeddings", {"model": "minilm", "input": "a"})[2]["data"]
    assert ask("HEAD", "/v1/models")[2] == b""


def test_wrong_paths_methods_and_bodies():
    refused(ask("GET", "/v1/nothing"), 404, "unknown_path")
    refused(ask("GET", "/"), 404, "unknown_path")
    refused(ask("GET", "/v1/models/nothing"), 404, "model_not_found")
    for path in ("/v1/models/../../etc/passwd", "/v1/models/..%2f..%2fetc%2fpasswd", "/%2e%2e/x",
                 "/v1/models/..%5c..%5cx", "//etc/passwd"):
        assert ask("GET", path)[0] == 404, path
    answer = ask("DELETE", "/v1/models")
    refused(answer, 405, "method_not_allowed")
    assert answer[1]["allow"] == "GET, HEAD"
    assert ask("GET", "/v1/chat/completions")[1]["allow"] == "POST"
    for raw in (b"", b"{", b"[1", b'{"messages": }', b"nonsense", b"\xff\xfe", b'{"a": "\xc3("}',
                b'{"a": "\\ud800"}', b'{"a": 1e999}', b"{}{}", b"\x00"):
        refused(ask("POST", "/v1/chat/completions", raw=raw), 400, "invalid_json")
    for raw in (b"[]", b"3", b'"x"', b"null", b"{}"):
        refused(ask("POST", "/v1/chat/completions", raw=raw), 400, "invalid_parameter")
    refused(ask("POST", "/v1/chat/completions", raw=b"[" * 200_000), 400, "invalid_json")
    refused(ask("POST", "/v1/chat/completions", raw=b'{"a":' * 100_000), 400, "invalid_json")
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "[" * 100_000 + "]" * 100_000}}
    deep = chat(messages=[{"role": "assistant", "content": None, "tool_calls": [call]}])
    refused(ask("POST", "/v1/chat/completions", deep), 400, "invalid_parameter")


def test_a_missing_model_is_named_when_there_are_several():
    error = refused(ask("POST", "/v1/chat/completions", chat()), 400, "invalid_parameter")
    assert error["param"] == "model" and "minilm, smollm2" in error["message"]


def test_request_ids():
    assert re.fullmatch(r"req_[0-9a-f]{24}", ask("GET", "/health")[1]["x-request-id"])
    assert ask("GET", "/health", headers={"X-Request-Id": "mine-1"})[1]["x-request-id"] == "mine-1"
    assert ask("GET", "/health", headers={"X-Request-Id": "a b<c>"})[1]["x-request-id"] != "a b<c>"

    def logged():
        whole = SERVER.logged().split("\n")[:-1]  # A line comes after its reply, and may be half written.
        return [line for line in map(json.loads, whole) if line["request_id"] == "mine-1"]

    wait_until(logged, "the request is logged")
    mine = logged()[0]
    assert mine["status"] == 200 and mine["path"] == "/health" and mine["method"] == "GET"


def test_bodies_and_headers_that_are_too_large():
    refused(ask("POST", "/v1/chat/completions", raw=b" " * 2_000_000), 413, "body_too_large")
    with SERVER.connect() as s:  # Refused by its length alone, before a byte of it.
        s.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                  b"Content-Length: 100000000000\r\n\r\n")
        assert b" 413 " in read_until(s, b"body_too_large")
    huge = b"POST /tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\n\r\n"
    assert b" 413 " in SERVER.send(huge + b"x" * 104857600)
    chunked = (b"POST /tokenize HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" +
               (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 40)
    assert b" 413 " in SERVER.send(chunked)
    assert b" 431 " in SERVER.send(b"GET /health HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n")
    assert b" 431 " in SERVER.send(b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n")
    many = b"[" + b"1," * 450_000 + b"1]"
    body = b'{"model": "smollm2", "content": "a", "x": ' + many + b"}"
    assert ask("POST", "/tokenize", raw=body)[0] == 200 and alive()


def test_what_is_not_http():
    for sent in (b"nonsense\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00" + b"\x00" * 100, b"\x00" * 1000,
                 b"GET\r\n\r\n", b"GET /health HTTP/9.9\r\n\r\n", b"GET /health HTTP/1.1\r\nbroken\r\n\r\n",
                 b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"GET /health HTTP/1.1\r\n\r\n",
                 b"GET /he%zzalth HTTP/1.1\r\nHost: localhost\r\n\r\n",
                 b"GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                 b"POST /tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                 b"POST /tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                 b"POST /tokenize HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"):
        got = SERVER.send(sent)
        assert got.startswith(b"HTTP/1.1 400 "), (sent[:60], got[:200])
        assert b"invalid_http" in got
    assert alive()


def test_one_connection_serves_many_requests_also_sent_at_once():
    with SERVER.connect() as s:
        s.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n" * 5 +
                  b"GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        got = read_all(s)
    assert got.count(b"HTTP/1.1 200 OK") == 6 and b'"status":"ready"' in got
    assert b"HTTP/1.1 200" in SERVER.send(b"GET /health HTTP/1.0\r\n\r\n")
    body = json.dumps(chat(model="smollm2", max_tokens=2, stream=True)).encode()
    old = SERVER.send_open(b"POST /v1/chat/completions HTTP/1.0\r\nContent-Length: " +
                           str(len(body)).encode() + b"\r\n\r\n" + body)
    assert b"chunked" not in old and old.rstrip().endswith(b"data: [DONE]")
    with SERVER.connect() as s:
        s.sendall(b"POST /tokenize HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                  b"Content-Length: 35\r\n\r\n")
        read_until(s, b"HTTP/1.1 100 Continue\r\n\r\n")
        s.sendall(b'{"content": "a", "model":"smollm2"}')
        assert b"tokens" in read_until(s, b"}")


def test_slow_clients_are_told_so():
    with SERVER.connect() as s:
        s.sendall(b"GET /health HTTP/1.1\r\nHo")
        assert b" 408 " in read_all(s)
    with SERVER.connect() as s:
        s.sendall(b"POST /tokenize HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        assert b" 408 " in read_all(s)


def test_pages_of_others_may_not_call():
    evil = {"Origin": "http://evil.example"}
    status, headers, _ = ask("GET", "/v1/models", headers=evil)
    assert status == 200 and not any(h.startswith("access-control") for h in headers)
    refused(ask("POST", "/tokenize", {"content": "a"}, headers=evil), 403, "origin_not_allowed")
    own = {"Origin": SERVER.url}
    assert ask("POST", "/tokenize", {"content": "a", "model": "smollm2"}, headers=own)[0] == 200
    refused(ask("GET", "/v1/models", headers={"Host": "evil.example"}), 403, "host_not_allowed")
    assert ask("OPTIONS", "/v1/models", headers=evil)[0] == 405


def test_keys_and_named_origins():
    with Server("--api-key", "secret-1", "--api-key", "secret-2", "--cors", "https://page.example") as s:
        assert s.ask("GET", "/health")[0] == s.ask("GET", "/ready")[0] == 200
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer secret-"},
                        {"Authorization": "Bearer secret-12"}, {"Authorization": "Basic secret-1"},
                        {"Authorization": "Bearer "}):
            answer = s.ask("GET", "/v1/models", headers=headers)
            refused(answer, 401, "invalid_api_key")
            assert answer[1]["www-authenticate"] == "Bearer"
        for headers in ({"Authorization": "Bearer secret-1"}, {"authorization": "bearer secret-2"},
                        {"X-Api-Key": "secret-2"}):
            assert s.ask("GET", "/v1/models", headers=headers)[0] == 200
        page = {"Origin": "https://page.example"}
        answer = s.ask("OPTIONS", "/v1/chat/completions", headers={
            **page, "Access-Control-Request-Method": "POST"})
        assert answer[0] == 204 and answer[1]["access-control-allow-origin"] == "https://page.example"
        assert "POST" in answer[1]["access-control-allow-methods"]
        assert s.ask("GET", "/health", headers=page)[1]["access-control-allow-origin"]
        assert "access-control-allow-origin" not in s.ask("GET", "/health", headers={
            "Origin": "https://other.example"})[1]
        assert "secret" not in s.logged()


def test_open_addresses_need_a_key():
    done = minerva("serve", "--host", "0.0.0.0", "--port", 0, timeout=60)
    assert done.returncode == 2 and "--api-key" in done.stderr, done
    for words in (("--api-key", "k"), ("--allow-anyone",)):
        with Server("--host", "0.0.0.0", *words) as s:
            assert s.ask("GET", "/health")[0] == 200
    with Server() as s:
        taken = minerva("serve", "--port", s.port, timeout=60)
        assert taken.returncode == 1 and str(s.port) in taken.stderr


def test_tls():
    with tempfile.TemporaryDirectory() as folder:
        cert, key = f"{folder}/cert.pem", f"{folder}/key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key,
                        "-out", cert, "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"],
                       check=True, capture_output=True)
        done = minerva("serve", "--port", 0, "--tls-cert", cert, timeout=60)
        assert done.returncode == 2 and "--tls-key" in done.stderr
        done = minerva("serve", "--port", 0, "--tls-cert", key, "--tls-key", cert, timeout=60)
        assert done.returncode == 2 and "PEM" in done.stderr
        with Server("--tls-cert", cert, "--tls-key", key) as s:
            trust = ssl.create_default_context(cafile=cert)
            assert s.url.startswith("https://")
            asked = urllib.request.Request(s.url + "/v1/chat/completions", json.dumps(
                chat(max_tokens=4, stream=True)).encode())
            with urllib.request.urlopen(asked, context=trust) as reply:
                assert reply.read().rstrip().endswith(b"data: [DONE]")
            with trust.wrap_socket(socket.create_connection((s.host, s.port)), server_hostname=s.host) as t:
                for _ in range(3):
                    t.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    read_until(t, b'{"status":"ok"}')
            with s.connect() as plain:
                plain.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                read_all(plain)
            with urllib.request.urlopen(s.url + "/health", context=trust) as reply:
                assert reply.status == 200


def test_metrics_are_read_by_prometheus():
    ask("POST", "/v1/chat/completions", chat(model="smollm2", max_tokens=3))
    status, headers, text = ask("GET", "/metrics")
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {f.name: f for f in text_string_to_metric_families(text.decode())}
    reply = {s.labels["model"]: s.value for s in families["minerva_reply_tokens"].samples}
    assert reply["smollm2"] >= 3
    requests = {(s.labels["route"], s.labels["status"]): s.value
                for s in families["minerva_http_requests"].samples}
    assert requests["/v1/chat/completions", "200"] >= 1 and requests["none", "404"] >= 1
    for name in ("minerva_time_to_first_token_seconds", "minerva_queue_seconds",
                 "minerva_http_request_seconds", "minerva_time_per_token_seconds"):
        family = families[name]
        assert family.type == "histogram" and family.samples, name
        counts = [s.value for s in family.samples if s.name.endswith("_bucket")
                  and s.labels.get("model", s.labels.get("route")) in ("smollm2", "/v1/chat/completions")]
        assert counts == sorted(counts) and counts[-1] >= 1
    assert families["minerva_memory_used_bytes"].samples[0].value > 50e6
    errors = {s.labels["code"]: s.value for s in families["minerva_errors"].samples}
    assert errors["invalid_json"] >= 5


def test_tokens_and_props():
    text = "Grüße, 世界! <|im_end|>"
    tokens = ask("POST", "/tokenize", {"model": "smollm2", "content": text})[2]["tokens"]
    assert ask("POST", "/detokenize", {"model": "smollm2", "tokens": tokens})[2]["content"] == text
    plain = ask("POST", "/tokenize", {"model": "smollm2", "content": text, "parse_special": False})[2]
    assert len(plain["tokens"]) > len(tokens)
    pieces = ask("POST", "/tokenize", {"model": "smollm2", "content": "世", "with_pieces": True})[2]["tokens"]
    as_bytes = [p["piece"].encode() if isinstance(p["piece"], str) else bytes(p["piece"]) for p in pieces]
    assert b"".join(as_bytes).decode() == "世"
    refused(ask("POST", "/detokenize", {"model": "smollm2", "tokens": [10**6]}), 400, "invalid_parameter")
    props = ask("GET", "/props?model=smollm2")[2]
    assert props["total_slots"] == 2 and props["n_ctx"] == 512 and "im_start" in props["chat_template"]


def test_models_are_loaded_pinned_and_unloaded():
    loaded = ask("POST", "/v1/models/load", {"model": "minilm", "pin": True})[2]
    assert loaded["state"] == "loaded" and loaded["pinned"] and loaded["memory"]["weights_bytes"] > 1e7
    unloaded = ask("POST", "/models/unload", {"model": "minilm"})[2]
    assert unloaded["state"] == "unloaded"
    refused(ask("POST", "/v1/models/load", {"model": "nothing"}), 404, "model_not_found")
    refused(ask("POST", "/v1/models/load", {}), 400, "invalid_parameter")
    estimated = ask("GET", "/v1/models/minilm")[2]["memory"]
    assert abs(estimated["total_bytes"] / loaded["memory"]["total_bytes"] - 1) < 0.1
    assert ask("POST", "/v1/models/load", {"model": "minilm", "pin": False})[2]["pinned"] is False


with SERVER:
    run_tests(globals())
