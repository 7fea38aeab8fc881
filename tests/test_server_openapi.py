"""The OpenAPI document, tried against the server that made it."""
import os

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from minerva_server import Server, run_tests

SERVER = Server("--ctx", 64, "--parallel", 4, "--queue", 1000, "--reply-limit", 4, "--grace", 1,
                models=("smollm2", "minilm"))
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "30"))
CHECKS = [checks.not_a_server_error, openapi_checks.status_code_conformance,
          openapi_checks.content_type_conformance, openapi_checks.response_schema_conformance]


def test_the_document_tells_of_every_route():
    paths = SERVER.ask("GET", "/openapi.json")[2]["paths"]
    for path in ("/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses",
                 "/v1/models", "/v1/models/{id}", "/health", "/ready", "/metrics", "/tokenize",
                 "/detokenize", "/props", "/v1/models/load", "/v1/models/unload"):
        assert path in paths, path


def test_every_answer_is_as_the_document_says():
    schema = schemathesis.openapi.from_url(SERVER.url + "/openapi.json")
    count = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        strategy = operation.as_strategy()

        from hypothesis import given

        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
                  phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
        @given(case=strategy)
        def try_it(case):
            nonlocal count
            count += 1
            response = case.call(base_url=SERVER.url, timeout=120)
            case.validate_response(response, checks=CHECKS)

        try_it()
    assert count > 100, count
    assert SERVER.ask("GET", "/health")[0] == 200


with SERVER:
    run_tests(globals())
