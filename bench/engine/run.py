#!/usr/bin/env python3
"""minerva serve beside llama-server v0.5.0 of the same source, on the same weights.

    tools/bench engine            (python bench/engine/run.py [--runs N] [--threads N] [--prompts N]
                                   [--model FILE] [--only NAME,…])

Both answer the same requests over HTTP, taking turns in one run. llama-server's threads are told to
sleep soon when they wait (GOMP_SPINCOUNT=1000), as minerva tells its own: with OpenMP's default,
llama-server on a machine that does anything else is many times slower. `one stream, as it comes` is
llama-server without that. Rows with `CPU time` count tokens for each second of CPU time, which other
programs disturb least.
"""
import argparse
import contextlib
import json
import os
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from measure import median  # noqa: E402
from servers import MINERVA, Server, llama_server, weights  # noqa: E402

from prompts import PREFIX, PROMPTS, SCHEMA  # noqa: E402

STREAMS, CONTEXT = 8, 8192
CHATS = "/v1/chat/completions"


class ChatServer(Server):
    """One of the two, running."""

    poll_s = 0.005  # The start is measured.

    def __init__(self, name, words, spin="1000"):
        self.model = next(pathlib.Path(w).stem for w in words if str(w).endswith(".gguf"))
        super().__init__(name, words, spin)

    def is_ready(self):
        connection, reply = self.ask({"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1})
        with contextlib.closing(connection):
            data = reply.read()
        if reply.status not in (200, 503):  # Loading.
            raise SystemExit(f"{self.name} says {reply.status}: {data}")
        return reply.status == 200

    def ask(self, body):
        return self.request("POST", CHATS, self.whole(body))

    def reply(self, body):
        return self.post(CHATS, self.whole(body))

    def whole(self, body):
        return {"model": self.model, "temperature": 0, **body}

    def stream(self, body):
        """Seconds to the first and the last text, tokens of prompt and reply, the text."""
        start = time.monotonic()
        connection, reply = self.ask({**body, "stream": True, "stream_options": {"include_usage": True}})
        first = last = None
        text, usage = "", {}
        with contextlib.closing(connection):
            if reply.status != 200:
                raise SystemExit(f"{self.name} says {reply.status}: {reply.read()[:500]}")
            for line in reply:
                if not line.startswith(b"data: {"):
                    continue
                chunk = json.loads(line[6:])
                usage = chunk.get("usage") or usage
                for choice in chunk.get("choices", []):
                    if content := choice["delta"].get("content"):
                        last = time.monotonic() - start
                        first = first or last
                        text += content
        return first, last, usage.get("prompt_tokens"), usage.get("completion_tokens"), text


def ask(text, tokens, **more):
    return {"messages": [{"role": "user", "content": text}], "max_tokens": tokens, **more}


def together(server, bodies):
    """Replies per second and tokens per second of requests sent at the same time."""
    results = [None] * len(bodies)

    def one(i):
        results[i] = server.stream(bodies[i])

    threads = [threading.Thread(target=one, args=(i,)) for i in range(len(bodies))]
    start = time.monotonic()
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    seconds = time.monotonic() - start
    return len(bodies) / seconds, sum(r[3] for r in results) / seconds, results


class Bench:
    def __init__(self, options):
        self.options = options
        model = options.model or weights("smollm2")
        threads = ["--threads", options.threads]
        self.words = {
            "ours": [MINERVA, "serve", "--model", model, "--preload",
                     pathlib.Path(model).stem, "--parallel", STREAMS, "--ctx", CONTEXT, "--cells",
                     CONTEXT, "--log", "none", *threads],
            # Its cache of idle slots in main memory is switched off: no request here profits.
            "llama-server": [llama_server(), "-m", model, "-np", STREAMS, "-c", CONTEXT,
                             "--kv-unified", "--cache-ram", "0", "--no-cache-idle-slots",
                             "--host", "127.0.0.1", *threads]}
        self.rows = []

    def servers(self):
        return [ChatServer(name, words) for name, words in self.words.items()]

    def add(self, what, ours, theirs, unit, wanted, is_more_better):
        ratio = median(ours) / median(theirs)
        fine = ratio >= wanted if is_more_better else ratio <= wanted
        sign = "≥" if is_more_better else "≤"
        self.rows.append((what, f"{median(ours):.3g} {unit}", f"{median(theirs):.3g} {unit}",
                          f"{ratio:.2f}", f"{sign} {wanted}", "yes" if fine else "no"))
        print(" | ".join(self.rows[-1]), flush=True)

    def compare(self, what, measure, unit, wanted, is_more_better=True, processes=1):
        """`measure(server, i)` for both, taking turns: a value, and tokens for the CPU time. `processes` of each
        after another, where the same program is quicker in one process than in the next."""
        values, rates = {n: [] for n in self.words}, {n: [] for n in self.words}
        for _ in range(processes):
            both = self.servers()
            for i in range(-1, self.options.runs):
                for server in both if i % 2 else reversed(both):
                    before = server.cpu_s()
                    value, tokens = measure(server, i)
                    if i >= 0:  # The first touches everything for the first time.
                        values[server.name].append(value)
                        rates[server.name].append(tokens / max(server.cpu_s() - before, 0.01))
            memory = [s.memory_mb() for s in both]
            for s in both:
                s.stop()
        self.add(what, *values.values(), unit, wanted, is_more_better)
        if is_more_better:
            self.add(what + ", CPU time", *rates.values(), "tokens/CPU s", wanted, True)
        return memory

    # The measurements.

    def start(self):
        ready, resting = {}, {}
        for i in range(self.options.runs):
            for name in self.words if i % 2 else reversed(self.words):
                server = ChatServer(name, self.words[name])
                ready.setdefault(name, []).append(server.ready_s)
                resting.setdefault(name, []).append(server.memory_mb())
                server.stop()
        self.add("start to the first reply", ready["ours"], ready["llama-server"], "s", 1.0, False)
        self.add("resident memory after it", resting["ours"], resting["llama-server"], "MB", 1.0, False)

    def one(self):
        def measure(server, i):
            body = ask(PROMPTS[i % 20], 96, ignore_eos=True)
            first, last, _, tokens, _ = server.stream(body)
            return (tokens - 1) / (last - first), tokens

        self.compare("one stream", measure, "tokens/s", 1.0, processes=5)

    def as_it_comes(self):
        ours = ChatServer("ours", self.words["ours"])
        theirs = ChatServer("llama-server", self.words["llama-server"], spin=None)
        rates = {ours: [], theirs: []}
        for i in range(self.options.runs):
            for server in rates:
                first, last, _, tokens, _ = server.stream(ask(PROMPTS[i], 48, ignore_eos=True))
                rates[server].append((tokens - 1) / (last - first))
        ours.stop()
        theirs.stop()
        self.add("one stream, as it comes", rates[ours], rates[theirs], "tokens/s", 1.0, True)

    def eight(self):
        def measure(server, i):
            bodies = [ask(PROMPTS[20 + i * STREAMS + k], 64, ignore_eos=True) for k in range(STREAMS)]
            _, per_s, results = together(server, bodies)
            return per_s, sum(r[3] for r in results)

        memory = self.compare("8 streams", measure, "tokens/s", 1.1)
        self.add("resident memory after them", [memory[0]], [memory[1]], "MB", 1.0, False)

    def schema(self):
        replies = {}

        def measure(server, i):
            form = {"type": "json_schema", "json_schema": {"name": "person", "strict": True,
                                                           "schema": SCHEMA}}
            bodies = [ask(f"Invent a person. Number {i * STREAMS + k}.", 256, response_format=form)
                      for k in range(STREAMS)]
            per_s, tokens_per_s, results = together(server, bodies)
            for *_, text in results:
                json.loads(text)
            replies.setdefault(server.name, []).append(per_s)
            return tokens_per_s, sum(r[3] for r in results)

        self.compare("8 streams with a schema", measure, "tokens/s", 1.3)
        ours, theirs = (replies[n][1:] for n in self.words)
        self.add("the same, replies", ours, theirs, "replies/s", 1.3, True)

    def first_token(self):
        def measure(server, i):
            return 1000 * server.stream(ask(PREFIX + PROMPTS[i % 20], 2))[0], 2

        self.compare("first token, 1,000 tokens known", measure, "ms", 1.0, False)

    def same(self):
        """Greedy answers to the prompts, and how near a tie each difference is. One at a time and
        without kept prefixes: what is added up in another order is rounded otherwise. How much that
        alone changes is shown by the same server with and without flash attention, and by ours with
        and without kept prefixes."""
        names = {"ours": (self.words["ours"], False),
                 "ours, prefixes kept": (self.words["ours"], True),
                 "llama-server": (self.words["llama-server"], False),
                 "without": (self.words["llama-server"] + ["--flash-attn", "off"], False)}
        answers = {}

        def ask_all(name, words, keeps):
            server = ChatServer(name, words)
            answers[name] = [
                server.reply(ask(PROMPTS[i], 24, logprobs=True, top_logprobs=5, cache_prompt=keeps))
                ["choices"][0]["logprobs"]["content"] for i in range(self.options.prompts)]
            server.stop()

        for name, (words, keeps) in names.items():
            ask_all(name, words, keeps)
        for what, one, other, wanted in (
                ("greedy answers equal", "ours", "llama-server", 0.98),
                ("greedy answers, ours with and without kept prefixes", "ours, prefixes kept", "ours", None),
                ("greedy answers, llama-server without and with flash attention", "without",
                 "llama-server", None)):
            self.compare_answers(what, answers[one], answers[other], wanted)

    def compare_answers(self, what, ours, theirs, wanted):
        count, equal, gaps = len(ours), 0, []
        for a, b in zip(ours, theirs):
            at = next((k for k, (x, y) in enumerate(zip(a, b)) if x["token"] != y["token"]), None)
            if at is None:
                equal += 1
                continue
            by_token = {t["token"]: t["logprob"] for t in a[at]["top_logprobs"]}
            gaps.append(by_token[a[at]["token"]] - by_token.get(b[at]["token"], -99))
        gap = (f"; gaps at the differences {median(gaps):.3f} nats, largest {max(gaps):.3f}"
               if gaps else "")
        share = equal / count
        met = "" if wanted is None else "yes" if share >= wanted else "no"
        self.rows.append((what, f"{equal} of {count}{gap}", "", f"{share:.3f}",
                          f"≥ {wanted}" if wanted else "", met))
        print(" | ".join(self.rows[-1]), flush=True)

    def run(self):
        measurements = {"start": self.start, "one": self.one, "as_it_comes": self.as_it_comes,
                        "eight": self.eight, "schema": self.schema, "first_token": self.first_token,
                        "same": self.same}
        names = self.options.only.split(",") if self.options.only else measurements
        for name in names:
            measurements[name]()
        print("\n| measured | ours | llama-server | ratio | wanted | met |\n|---|---|---|---|---|---|")
        for row in self.rows:
            print("| " + " | ".join(row) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--prompts", type=int, default=200, help="of the comparison of answers")
    parser.add_argument("--model", help="a GGUF file (SmolLM2-135M)")
    parser.add_argument("--only", help="start,one,as_it_comes,eight,schema,first_token,same")
    Bench(parser.parse_args()).run()


if __name__ == "__main__":
    main()
