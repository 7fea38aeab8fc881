#pragma once
// The JSON schemas of requests and replies. Requests are checked by them; /openapi.json shows them.

#include <string>

#include "minerva/openai/json_text.h"

namespace minerva::openai {

/// All of them by name, as OpenAPI's components.
const json& schemas();

/// The schema itself, where `schema` only refers to one ("$ref").
const json& resolve(const json& schema);

/// The schema as others read it: members that need not be there may also be null.
json with_nulls(const json& schema);

// Where they are written.
json chat_schemas();
json other_request_schemas();
json response_request_schemas();
json reply_schemas();

}  // namespace minerva::openai
