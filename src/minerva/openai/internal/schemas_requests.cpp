// Responses, embeddings, tokens and models: what is asked for.

#include <nlohmann/json.hpp>

#include "minerva/openai/schemas.h"

namespace minerva::openai {
namespace {

constexpr const char* kOthers = R"({
  "EmbeddingRequest": {"type": "object", "required": ["input"], "properties": {
    "model": {"type": "string", "maxLength": 500},
    "input": {"anyOf": [
      {"type": "string", "minLength": 1},
      {"type": "array", "minItems": 1, "maxItems": 2048, "items": {"type": "string", "minLength": 1}},
      {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 0, "maximum": 10000000}},
      {"type": "array", "minItems": 1, "maxItems": 2048, "items": {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 0, "maximum": 10000000}}}]},
    "encoding_format": {"type": "string", "enum": ["float", "base64"], "default": "float"},
    "dimensions": {"type": "integer", "minimum": 1, "maximum": 100000, "description": "The first so many numbers, brought to length 1."},
    "user": {"type": "string", "maxLength": 1000, "x-ignored": true}}},
  "TokenizeRequest": {"type": "object", "required": ["content"], "properties": {
    "model": {"type": "string", "maxLength": 500},
    "content": {"type": "string"},
    "add_special": {"type": "boolean", "default": false, "description": "With the token that begins a sequence."},
    "parse_special": {"type": "boolean", "default": true, "description": "Text like <|im_end|> is a token."},
    "with_pieces": {"type": "boolean", "default": false}}},
  "DetokenizeRequest": {"type": "object", "required": ["tokens"], "properties": {
    "model": {"type": "string", "maxLength": 500},
    "tokens": {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 10000000}}}},
  "LoadRequest": {"type": "object", "required": ["model"], "properties": {
    "model": {"type": "string", "maxLength": 500},
    "pin": {"type": "boolean", "description": "Whether it may never be unloaded to make room."}}},
  "UnloadRequest": {"type": "object", "required": ["model"], "properties": {
    "model": {"type": "string", "maxLength": 500},
    "force": {"type": "boolean", "default": false, "description": "End its requests first."}}}
})";

constexpr const char* kResponses = R"({
  "ResponsePart": {"type": "object", "required": ["type"], "properties": {
    "type": {"type": "string", "enum": ["input_text", "output_text", "input_image"]},
    "text": {"type": "string"},
    "image_url": {"type": "string", "description": "Of input_image: a data URL, or a file under the server's --media-folder."},
    "detail": {"type": "string", "x-ignored": true},
    "annotations": {"type": "array", "x-ignored": true}, "logprobs": {"type": "array", "x-ignored": true}}},
  "ResponseItem": {"type": "object", "properties": {
    "type": {"type": "string", "enum": ["message", "function_call", "function_call_output", "reasoning"]},
    "id": {"type": "string"}, "status": {"type": "string"},
    "role": {"type": "string", "enum": ["system", "developer", "user", "assistant"]},
    "content": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#/components/schemas/ResponsePart"}}]},
    "call_id": {"type": "string"}, "name": {"type": "string"}, "arguments": {"type": "string"},
    "output": {"type": "string"}, "summary": {"type": "array", "x-ignored": true}}},
  "ResponseTool": {"type": "object", "required": ["type", "name"], "properties": {
    "type": {"type": "string", "enum": ["function"]},
    "name": {"type": "string", "minLength": 1, "maxLength": 200}, "description": {"type": "string"},
    "parameters": {"type": "object"}, "strict": {"type": "boolean"}}},
  "ResponseRequest": {"type": "object", "required": ["input"], "properties": {
    "model": {"type": "string", "maxLength": 500},
    "input": {"anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "minItems": 1, "maxItems": 10000, "items": {"$ref": "#/components/schemas/ResponseItem"}}]},
    "instructions": {"type": "string"},
    "max_output_tokens": {"type": "integer", "minimum": 1, "maximum": 100000000},
    "temperature": {"type": "number", "minimum": 0, "maximum": 2, "default": 1},
    "top_p": {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "default": 1},
    "stream": {"type": "boolean", "default": false},
    "text": {"type": "object", "properties": {
      "format": {"type": "object", "required": ["type"], "properties": {
        "type": {"type": "string", "enum": ["text", "json_object", "json_schema"]},
        "name": {"type": "string"}, "description": {"type": "string"}, "schema": {"type": "object"}, "strict": {"type": "boolean"}}},
      "verbosity": {"type": "string", "x-ignored": true}}},
    "tools": {"type": "array", "maxItems": 128, "items": {"$ref": "#/components/schemas/ResponseTool"}},
    "tool_choice": {"anyOf": [
      {"type": "string", "enum": ["none", "auto", "required"]},
      {"type": "object", "required": ["type", "name"], "properties": {"type": {"type": "string", "enum": ["function"]}, "name": {"type": "string"}}}]},
    "parallel_tool_calls": {"type": "boolean", "default": true},
    "seed": {"type": "integer", "minimum": -9223372036854775808, "maximum": 9223372036854775807},
    "timeout": {"type": "number", "exclusiveMinimum": 0, "maximum": 1000000},
    "user": {"type": "string", "maxLength": 1000},
    "previous_response_id": {"type": "string", "description": "Refused: nothing is stored."},
    "metadata": {"type": "object"},
    "store": {"type": "boolean", "x-ignored": true}, "include": {"type": "array", "x-ignored": true},
    "reasoning": {"type": "object", "x-ignored": true}, "truncation": {"type": "string", "enum": ["disabled"]},
    "service_tier": {"type": "string", "x-ignored": true}, "prompt_cache_key": {"type": "string", "x-ignored": true},
    "safety_identifier": {"type": "string", "x-ignored": true}}}
})";

}  // namespace

json other_request_schemas() { return json::parse(kOthers); }
json response_request_schemas() { return json::parse(kResponses); }

}  // namespace minerva::openai
