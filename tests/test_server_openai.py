"""OpenAI's own client, unchanged, against real weights."""
import json
import pathlib
import subprocess
import sys
import tempfile
import threading

import jsonschema
import openai
from pydantic import BaseModel, Field

from minerva_program import model
from minerva_server import Server, chat, post, run_tests, wait_until

SERVER = Server("--ctx", 1024, "--parallel", 4, models=("smollm2", "minilm"))
CLIENT = openai.OpenAI(base_url=SERVER.url + "/v1", api_key="none", max_retries=0, timeout=120)
CHATS = CLIENT.chat.completions
ASK = {"model": "smollm2", "messages": [{"role": "user", "content": "Name three colours."}],
       "temperature": 0, "max_tokens": 16}
WEATHER = {"type": "function", "function": {
    "name": "weather", "description": "The weather of a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string", "maxLength": 20}},
                   "required": ["city"], "additionalProperties": False}}}


# A prompt that is new is computed in another batch than one that is kept, and rounds otherwise: a near
# tie may fall the other way. Where replies are compared, both find their prompt kept.
CHATS.create(**ASK)


def refused(kind, code, words, **fields):
    try:
        CHATS.create(**{**ASK, **fields})
    except kind as error:
        assert error.code == code, (error.code, code)
        for word in words:
            assert word in str(error), (word, str(error))
        return error
    raise AssertionError(f"{fields} was not refused")


def test_a_chat():
    reply = CHATS.create(**ASK)
    choice = reply.choices[0]
    assert choice.message.role == "assistant" and choice.message.content
    assert choice.finish_reason in ("stop", "length") and reply.model == "smollm2"
    usage = reply.usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert 1 <= usage.completion_tokens <= 16


def test_a_stream_says_the_same_with_the_role_first_and_the_usage_last():
    whole = CHATS.create(**ASK)
    events = list(CHATS.create(**ASK, stream=True, stream_options={"include_usage": True}))
    assert events[0].choices[0].delta.role == "assistant"
    text = "".join(e.choices[0].delta.content or "" for e in events if e.choices)
    assert text == whole.choices[0].message.content
    assert [e.choices[0].finish_reason for e in events if e.choices][-1] == whole.choices[0].finish_reason
    assert events[-1].choices == [] and events[-1].usage.completion_tokens == whole.usage.completion_tokens
    assert len({e.id for e in events}) == 1


def test_a_reply_is_parsed_by_a_schema():
    class Person(BaseModel):
        name: str = Field(max_length=20)
        age: int = Field(ge=0, le=120)
        colours: list[str] = Field(max_length=2)

    reply = CHATS.parse(**{**ASK, "max_tokens": 200}, response_format=Person)
    assert isinstance(reply.choices[0].message.parsed, Person)
    reply = CHATS.create(**{**ASK, "max_tokens": 200}, response_format={"type": "json_object"})
    if reply.choices[0].finish_reason == "stop":
        assert isinstance(json.loads(reply.choices[0].message.content), dict)


def test_a_streamed_schema_is_kept_too_and_llama_servers_field_as_well():
    schema = {"type": "object", "properties": {"a": {"enum": ["x", "y"]}, "b": {"type": "boolean"}},
              "required": ["a", "b"], "additionalProperties": False}
    for field in ({"json_schema": schema},
                  {"response_format": {"type": "json_schema", "json_schema": {"name": "t", "schema": schema}}}):
        text = "".join(e.choices[0].delta.content or "" for e in
                       CHATS.create(**{**ASK, "max_tokens": 60}, stream=True, extra_body=field))
        jsonschema.validate(json.loads(text), schema)


def test_a_schema_that_cannot_be_kept_is_refused_by_its_path():
    schema = {"type": "object", "properties": {"a": {"not": {"type": "string"}}}}
    error = refused(openai.BadRequestError, "invalid_parameter", ["#/properties/a", "not"],
                    response_format={"type": "json_schema", "json_schema": {"name": "t", "schema": schema}})
    assert error.param == "response_format.json_schema.schema", error.param


def test_tools_are_called_in_form():
    required = {"tools": [WEATHER], "tool_choice": "required", "max_tokens": 100}
    reply = CHATS.create(**{**ASK, **required})
    choice = reply.choices[0]
    assert choice.finish_reason == "tool_calls", choice
    call = choice.message.tool_calls[0]
    assert call.type == "function" and call.function.name == "weather" and call.id
    assert set(json.loads(call.function.arguments)) == {"city"}
    history = ASK["messages"] + [choice.message.model_dump(exclude_none=True),
                                 {"role": "tool", "tool_call_id": call.id, "content": "Sunny."}]
    assert CHATS.create(**{**ASK, "messages": history, "tools": [WEATHER]}).choices
    refused(openai.BadRequestError, "invalid_parameter", ["nosuch"], tools=[WEATHER],
            tool_choice={"type": "function", "function": {"name": "nosuch"}})


TEMPLATE = """{%- if tools %}<|im_start|>system
Tools, as JSON: {% for tool in tools %}{{ tool | tojson }}
{% endfor %}A call is written <tool_call>
{"name": <name>, "arguments": <arguments>}
</tool_call><|im_end|>
{% endif %}{% for m in messages %}<|im_start|>{{ m.role }}
{% if m.content %}{{ m.content }}{% endif %}{% for call in m.tool_calls or [] %}<tool_call>
{"name": "{{ call.function.name }}", "arguments": {{ call.function.arguments | tojson }}}
</tool_call>{% endfor %}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""


def test_a_template_that_knows_tools_must_call_when_told_to():
    with tempfile.TemporaryDirectory() as folder:
        known = pathlib.Path(folder) / "knows-tools.gguf"
        subprocess.run([sys.executable, "-m", "gguf.scripts.gguf_new_metadata", "--chat-template", TEMPLATE,
                        model("smollm2"), known], check=True, capture_output=True)
        with Server("--ctx", 1024, "--model", known, models=()) as server:
            client = openai.OpenAI(base_url=server.url + "/v1", api_key="none", max_retries=0)
            other = {"type": "function", "function": {**WEATHER["function"], "name": "climate"}}
            ask = {"model": "knows-tools", "max_tokens": 100, "temperature": 0, "tools": [WEATHER, other],
                   "messages": [{"role": "user", "content": "Tell me a story about a king."}]}
            named = {"type": "function", "function": {"name": "climate"}}
            for choice, names in (("required", {"weather", "climate"}), (named, {"climate"})):
                reply = client.chat.completions.create(**ask, tool_choice=choice).choices[0]
                assert reply.finish_reason == "tool_calls", reply
                call = reply.message.tool_calls[0].function
                assert call.name in names and set(json.loads(call.arguments)) == {"city"}, call
            text = client.chat.completions.create(**ask).choices[0]
            assert text.message.content or text.message.tool_calls, text


def streamed_calls(**fields):
    """Name and arguments of the calls of a stream, its text and how it ended; the form of its events is checked."""
    calls, pieces, ids, text, finish = [], [], set(), "", None
    for event in CHATS.create(**fields, stream=True):
        choice = event.choices[0]
        text, finish = text + (choice.delta.content or ""), choice.finish_reason or finish
        for part in choice.delta.tool_calls or []:
            if part.index == len(calls):
                assert part.id and part.type == "function" and part.function.arguments == "", part
                calls.append((part.function.name, ""))
                ids.add(part.id)
                pieces.append(0)
                continue
            assert part.index == len(calls) - 1 and part.function.arguments, part
            assert part.id is None and part.type is None and part.function.name is None, part
            calls[-1] = calls[-1][0], calls[-1][1] + part.function.arguments
            pieces[-1] += 1
    assert len(ids) == len(calls)
    return calls, pieces, text, finish


def whole_calls(**fields):
    choice = CHATS.create(**fields).choices[0]
    calls = [(c.function.name, c.function.arguments) for c in choice.message.tool_calls or []]
    return calls, choice.message.content or "", choice.finish_reason


def asked(city):
    return [{"role": "user", "content": f"How is the weather in {city}?"},
            {"role": "assistant", "content": None, "tool_calls": [
                {"id": "call_1", "type": "function",
                 "function": {"name": "weather", "arguments": json.dumps({"city": city})}}]}]


def test_the_arguments_of_a_call_come_in_pieces_and_joined_are_the_whole():
    end = SERVER.ask("POST", "/tokenize", {"model": "smollm2", "content": "<|im_end|>",
                                           "parse_special": True})[2]["tokens"]
    shown = [*asked("Rome"), *asked("Oslo"), *asked("Kiev"), asked("Paris")[0]]
    named = {"type": "function", "function": {"name": "weather"}}
    endless = {"logit_bias": {str(end[0]): -100}, "max_tokens": 60}
    for fields, ended in (({"tool_choice": "required"}, "tool_calls"),
                          ({"tool_choice": named}, "tool_calls"),
                          ({"tool_choice": "auto", "messages": shown}, "tool_calls"),
                          ({"tool_choice": "required", "max_tokens": 20}, "length"),
                          ({"tool_choice": "required", **endless}, "length")):
        fields = {**ASK, "max_tokens": 60, "tools": [WEATHER], **fields}
        CHATS.create(**{**fields, "max_tokens": 1})  # Both find their prompt kept.
        calls, pieces, text, finish = streamed_calls(**fields)
        assert (calls, text, finish) == whole_calls(**fields), fields
        assert calls and finish == ended, (calls, text, finish)
        assert text == "" or finish == "length" and text.startswith("<"), text  # Of a call that is cut early.
        for number, (name, arguments) in enumerate(calls):
            assert name == "weather", calls
            if finish == "tool_calls" or number < len(calls) - 1:
                assert set(json.loads(arguments)) == {"city"} and pieces[number] > 2, (arguments, pieces)
    assert len(calls) > 1, calls  # It could not end after the first.


def test_what_is_no_call_is_streamed_as_content():
    fields = {**ASK, "tools": [WEATHER], "tool_choice": "auto"}
    calls, _, text, finish = streamed_calls(**fields)
    assert (calls, text, finish) == whole_calls(**fields) and not calls and text
    # The format of the reply, not the form of calls, is kept here: what looks like a call is text, or told at the end.
    fields["response_format"] = {"type": "json_schema", "json_schema": {"name": "t", "schema": {
        "const": "<tool_call>{\"name\": 7}</tool_call>"}}}
    fields["max_tokens"] = 60
    calls, _, text, finish = streamed_calls(**fields)
    assert not calls and json.loads(text) == "<tool_call>{\"name\": 7}</tool_call>", (calls, text)


def test_log_probabilities():
    reply = CHATS.create(**ASK, logprobs=True, top_logprobs=3)
    content = reply.choices[0].logprobs.content
    assert len(content) == reply.usage.completion_tokens - (reply.choices[0].finish_reason == "stop") \
        or len(content) == reply.usage.completion_tokens
    for token in content:
        assert token.logprob <= 0 and len(token.top_logprobs) == 3
        assert bytes(token.bytes).decode(errors="replace")
        assert token.top_logprobs[0].logprob >= token.top_logprobs[1].logprob
        assert token.token == token.top_logprobs[0].token  # The temperature is 0.
    events = CHATS.create(**ASK, logprobs=True, stream=True)
    told = [t for e in events if e.choices[0].logprobs for t in e.choices[0].logprobs.content]
    assert [t.token for t in told] == [t.token for t in content]


def test_several_choices_seeds_stop_texts_and_biases():
    hot = {**ASK, "temperature": 1.5, "seed": 5}
    several = CHATS.create(**hot, n=3)
    assert [c.index for c in several.choices] == [0, 1, 2]
    assert len({c.message.content for c in several.choices}) > 1
    # Alone, since batches of other shapes round otherwise.
    first, again = (CHATS.create(**hot).choices[0].message.content for _ in range(2))
    assert first == again
    whole = CHATS.create(**{**ASK, "max_tokens": 40}).choices[0].message.content
    word = whole.split()[2]
    stopped = CHATS.create(**{**ASK, "max_tokens": 40}, stop=[word]).choices[0]
    assert stopped.message.content == whole[:whole.index(word)] and stopped.finish_reason == "stop"
    token = SERVER.ask("POST", "/tokenize", {"model": "smollm2", "content": " banana"})[2]["tokens"][0]
    biased = CHATS.create(**ASK, logit_bias={str(token): 100}).choices[0].message.content
    assert "banana" in biased or "ban" in biased, biased


def test_completions():
    ask = {"model": "smollm2", "prompt": "One, two, three,", "max_tokens": 8, "temperature": 0}
    CLIENT.completions.create(**ask)
    whole = CLIENT.completions.create(**ask, echo=True, logprobs=2)
    text = whole.choices[0].text
    assert text.startswith(ask["prompt"]) and len(text) > len(ask["prompt"])
    assert len(whole.choices[0].logprobs.tokens) == len(whole.choices[0].logprobs.token_logprobs) > 0
    streamed = "".join(e.choices[0].text for e in CLIENT.completions.create(**ask, stream=True))
    assert ask["prompt"] + streamed == text
    several = CLIENT.completions.create(**{**ask, "prompt": ["One, two,", "Red, green,"]}, n=2)
    assert [c.index for c in several.choices] == [0, 1, 2, 3]
    tokens = SERVER.ask("POST", "/tokenize", {"model": "smollm2", "content": ask["prompt"]})[2]["tokens"]
    assert CLIENT.completions.create(**{**ask, "prompt": tokens}).choices[0].text == streamed


def test_embeddings():
    texts = ["A cat sits on the mat.", "A kitten is on the rug.", "Stocks fell on Friday."]
    reply = CLIENT.embeddings.create(model="minilm", input=texts)
    cat, kitten, stocks = (d.embedding for d in reply.data)
    dot = lambda a, b: sum(x * y for x, y in zip(a, b))
    assert abs(dot(cat, cat) - 1) < 1e-4 and dot(cat, kitten) > dot(cat, stocks) + 0.2
    floats = CLIENT.embeddings.create(model="minilm", input=texts[0], encoding_format="float")
    assert all(abs(a - b) < 1e-6 for a, b in zip(floats.data[0].embedding, cat))
    assert len(CLIENT.embeddings.create(model="minilm", input=texts, dimensions=64).data[2].embedding) == 64
    for wrong, word in (({"dimensions": 5000}, "5000"), ({"input": "word " * 3000}, "tokens"), ({"input": []}, "input")):
        try:
            CLIENT.embeddings.create(**{"model": "minilm", "input": texts, **wrong})
            raise AssertionError(wrong)
        except openai.BadRequestError as error:
            assert word in str(error)


def test_models():
    assert [m.id for m in CLIENT.models.list()] == ["minilm", "smollm2"]
    assert CLIENT.models.retrieve("smollm2").object == "model"
    try:
        CLIENT.models.retrieve("nosuch")
        raise AssertionError
    except openai.NotFoundError as error:
        assert error.code == "model_not_found"


def test_responses():
    ask = {"model": "smollm2", "input": "Name three colours.", "instructions": "Be brief.",
           "temperature": 0, "max_output_tokens": 16}
    CLIENT.responses.create(**ask)
    whole = CLIENT.responses.create(**ask)
    assert whole.output_text and whole.usage.output_tokens <= 16
    assert whole.status == ("completed" if whole.incomplete_details is None else "incomplete")
    events = list(CLIENT.responses.create(**ask, stream=True))
    assert [e.sequence_number for e in events] == list(range(len(events)))
    assert events[0].type == "response.created" and events[-1].type == f"response.{whole.status}"
    assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == whole.output_text
    assert events[-1].response.output_text == whole.output_text

    class City(BaseModel):
        city: str = Field(max_length=20)

    parsed = CLIENT.responses.parse(**{**ask, "max_output_tokens": 60}, text_format=City)
    assert isinstance(parsed.output_parsed, City)
    called = CLIENT.responses.create(**{**ask, "max_output_tokens": 100}, tool_choice="required",
                                     tools=[{"type": "function", **WEATHER["function"], "strict": True}])
    assert called.output[0].type == "function_call" and called.output[0].name == "weather"
    tools = {"tool_choice": "required", "tools": [{"type": "function", **WEATHER["function"], "strict": True}]}
    with CLIENT.responses.stream(**{**ask, "max_output_tokens": 100}, **tools) as stream:
        events = list(stream)
        final = stream.get_final_response().output
    pieces = [e.delta for e in events if e.type == "response.function_call_arguments.delta"]
    assert len(final) == 1 and "".join(pieces) == final[0].arguments and len(pieces) > 2, (pieces, final)
    assert json.loads(final[0].arguments).keys() == {"city"} and final[0].status == "completed"
    kinds = [e.type for e in events]
    assert kinds.index("response.output_item.added") < kinds.index("response.function_call_arguments.delta")
    answered = [{"role": "user", "content": "How is the weather?"},
                called.output[0].model_dump(exclude_none=True),
                {"type": "function_call_output", "call_id": called.output[0].call_id, "output": "Sunny."}]
    assert CLIENT.responses.create(**{**ask, "input": answered}).output_text
    try:
        CLIENT.responses.create(**ask, previous_response_id="resp_1")
        raise AssertionError
    except openai.BadRequestError as error:
        assert error.param == "previous_response_id"


def test_errors_are_typed():
    bad = openai.BadRequestError
    refused(bad, "invalid_parameter", ["temperature", "-1", "from 0 to 2"], temperature=-1)
    refused(bad, "invalid_parameter", ["top_p", "1.5", "above 0, to 1"], top_p=1.5)
    assert refused(bad, "invalid_parameter", ["messages", "empty"], messages=[]).param == "messages"
    refused(bad, "invalid_parameter", ["messages[0].role"], messages=[{"role": "king", "content": "x"}])
    refused(bad, "invalid_parameter", ["seed"], seed="seven")
    refused(bad, "invalid_parameter", ["n is 1000"], n=1000)
    refused(bad, "invalid_parameter", ["top_logprobs"], logprobs=True, top_logprobs=50)
    error = refused(bad, "context_length_exceeded", ["1024"],
                    messages=[{"role": "user", "content": "word " * 2000}])
    assert error.body["needed"] > 2000 and error.body["available"] == 1024
    refused(openai.NotFoundError, "model_not_found", ["nosuch", "smollm2"], model="nosuch")
    refused(bad, "invalid_parameter", ["minilm"], model="minilm")
    refused(openai.InternalServerError, "generation_timeout", ["limit"], max_tokens=900,
            extra_body={"timeout": 0.001})
    for _ in range(20):  # They end while they are handed over, or later.
        try:
            CHATS.create(**ASK, stream=True, extra_body={"timeout": 0.001}).close()
        except openai.InternalServerError as error:
            assert error.code == "generation_timeout"
    assert CHATS.create(**ASK).choices


def test_an_unknown_field_is_told():
    reply = CHATS.create(**ASK, store=True, extra_body={"mirostat": 2})
    assert sorted(reply.ignored_fields) == ["mirostat", "store"]
    first = next(iter(CHATS.create(**ASK, stream=True, extra_body={"mirostat": 2})))
    assert first.ignored_fields == ["mirostat"]


def test_a_full_queue_is_tried_again_by_the_client():
    with Server("--ctx", 1024, "--parallel", 1, "--queue", 1) as server:
        long = chat("Tell a long story.", max_tokens=900, stream=True, ignore_eos=True)
        streams = []
        for _ in range(2):  # One that runs, one that waits.
            s = server.connect()
            s.sendall(post("/v1/chat/completions", long))
            streams.append(s)
            wait_until(lambda: server.gauge("minerva_requests_running") +
                       server.gauge("minerva_requests_waiting") == len(streams), "requests come in")
        status, headers, body = server.ask("POST", "/v1/chat/completions", chat())
        assert status == 429 and body["error"]["code"] == "busy" and int(headers["retry-after"]) >= 1
        client = openai.OpenAI(base_url=server.url + "/v1", api_key="none", max_retries=10)
        try:
            client.with_options(max_retries=0).chat.completions.create(**ASK)
            raise AssertionError
        except openai.RateLimitError as error:
            assert error.code == "busy"
        result = []
        asking = threading.Thread(target=lambda: result.append(client.chat.completions.create(**ASK)))
        asking.start()
        wait_until(lambda: any('code="busy"' in line and float(line.split()[-1]) > 2 for line in
                               server.ask("GET", "/metrics")[2].decode().splitlines()), "a refusal")
        for s in streams:
            s.close()
        asking.join(120)
        assert result and result[0].choices[0].message.content


with SERVER:
    run_tests(globals())
