"""Generated JSON schemas over HTTP: every reply is valid for an independent validator, or the schema
is refused with the path of what is not supported.

    python tests/test_server_schemas.py [COUNT [SEED]]      (48 in the tests)
"""
import collections
import concurrent.futures
import json
import random
import re
import sys

import jsonschema

from minerva_server import Server, chat, run_tests

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 48
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
PATTERNS = ["^[a-z]{1,8}$", "^[A-Z][a-z]+( [A-Z][a-z]+)?$", "^\\d{4}-\\d{2}-\\d{2}$", "^(red|green|blue)$",
            "^#[0-9a-f]{6}$", "^[A-Z]{2,3}-[0-9]{1,4}$", "^\\+?[0-9]{5,12}$", "^(a|bc)*d?$", "[xyz]"]
# Valid for the standard, but not to be kept to while writing.
UNSUPPORTED = [{"not": {"type": "string"}}, {"type": "string", "pattern": "^(?=a)b"},
               {"type": "array", "contains": {"const": 1}}, {"if": {"type": "string"}, "then": {"maxLength": 3}}]


def string(r):
    match r.randrange(5):
        case 0:
            return {"type": "string", "pattern": r.choice(PATTERNS), "maxLength": 24}
        case 1:
            low = r.randrange(4)
            return {"type": "string", "minLength": low, "maxLength": low + r.randrange(12)}
        case 2:
            return {"type": "string", "format": r.choice(["date", "time", "date-time", "uuid", "email"])}
        case 3:
            return {"enum": r.sample(["north", "south", "east", "west", "ünder", "a \"b\"", "tab\there", ""], 3)}
        case _:
            return {"type": "string", "maxLength": 16}


def number(r):
    kind = r.choice(["integer", "number"])
    schema, low, step = {"type": kind}, r.randrange(-1000, 1000), 1
    if r.random() < 0.3:  # The validator divides floats, so that it knows no multiples of 0.1.
        step = r.choice([1, 2, 5, 10] if kind == "integer" else [0.5, 5, 10])
        schema["multipleOf"] = step if r.random() < 0.95 else 0.75
    if r.random() < 0.8:
        schema[r.choice(["minimum", "exclusiveMinimum"])] = low
        schema[r.choice(["maximum", "exclusiveMaximum"])] = low + r.choice([2, 9, 100, 12345]) * max(1, step)
    return schema


def value(r, depth):
    kind = r.randrange(9 if depth > 0 else 5)
    if kind < 2:
        return string(r)
    if kind < 4:
        return number(r)
    if kind == 4:
        return r.choice([{"type": "boolean"}, {"type": "null"}, {"const": r.choice([1, "yes", None, [1, 2]])}])
    if kind < 7:
        return object_(r, depth - 1)
    if kind == 7:
        low = r.randrange(3)
        return {"type": "array", "items": value(r, depth - 1), "minItems": low, "maxItems": low + r.randrange(3)}
    if r.random() < 0.15:
        return r.choice(UNSUPPORTED)
    return {"anyOf": [value(r, depth - 1) for _ in range(2)]}


def object_(r, depth):
    names = r.sample(["name", "age", "größe", "is_open", "tags", "x y", "id", "place", "note", "a/b", "~c"],
                     r.randrange(1, 5))
    return {"type": "object", "properties": {n: value(r, depth) for n in names},
            "required": [n for n in names if r.random() < 0.8], "additionalProperties": False}


def names_a_place(message, schema):
    """Whether a path in the message leads to something in the schema."""
    for pointer in re.findall(r"#((?:/[^/]*?)*?)(?= (?:is|has|differs|beside|names|points)\b|:)", message):
        try:
            place = schema
            for step in pointer.split("/")[1:]:
                step = step.replace("~1", "/").replace("~0", "~")
                place = place[int(step) if isinstance(place, list) else step]
            return True
        except (KeyError, IndexError, ValueError, TypeError):
            continue
    return False


def mistake(body, schema):
    """Why an accepted request's reply is not right; empty if it is."""
    choice = body["choices"][0]
    if choice["finish_reason"] == "length":
        return ""  # It was cut by the limit of tokens, and says so.
    try:
        jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER).validate(
                json.loads(choice["message"]["content"]))
    except (ValueError, jsonschema.ValidationError) as error:
        return str(error)
    return ""


def test_every_reply_fits_or_the_schema_is_refused_by_its_path():
    r = random.Random(SEED)
    schemas = [object_(r, 3) for _ in range(COUNT)]
    counts = {"valid": 0, "cut": 0, "refused": 0}
    reasons = collections.Counter()
    with Server("--ctx", 2048, "--parallel", 8, "--cells", 8192, "--queue", 400) as server:
        def ask(i):
            form = {"type": "json_schema", "json_schema": {"name": "t", "strict": True, "schema": schemas[i]}}
            return server.ask("POST", "/v1/chat/completions", timeout=600, body=chat(
                "Fill in the form.", response_format=form, max_tokens=400, temperature=0.7, seed=i))

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            for schema, (status, _, body) in zip(schemas, pool.map(ask, range(COUNT))):
                if status == 400:
                    assert names_a_place(body["error"]["message"], schema), (schema, body)
                    reasons[body["error"]["message"].split(":")[-1].strip()[:90]] += 1
                    counts["refused"] += 1
                    continue
                assert status == 200, (schema, body)
                assert not (why := mistake(body, schema)), (why, schema, body)
                counts["cut" if body["choices"][0]["finish_reason"] == "length" else "valid"] += 1
    print(f"{COUNT} schemas: " + ", ".join(f"{n} {what}" for what, n in counts.items()))
    for reason, n in reasons.most_common():
        print(f"  {n} refused: {reason}")
    assert counts["valid"] > COUNT * 0.7 and counts["cut"] < COUNT * 0.1, counts


run_tests(globals())
