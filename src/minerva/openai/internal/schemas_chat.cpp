// Chats and text completions: what is asked for.

#include <nlohmann/json.hpp>

#include "minerva/openai/schemas.h"

namespace minerva::openai {
namespace {

// How tokens are drawn, and when a reply ends: for chats, completions and responses.
constexpr const char* kGeneration = R"({
  "model": {"type": "string", "maxLength": 500, "description": "A name of /v1/models. May be left out if there is only one."},
  "temperature": {"type": "number", "minimum": 0, "maximum": 2, "default": 1, "description": "0: always the likeliest token."},
  "top_p": {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "default": 1},
  "top_k": {"type": "integer", "minimum": 0, "maximum": 1000000, "default": 0, "description": "0: all tokens."},
  "min_p": {"type": "number", "minimum": 0, "maximum": 1, "default": 0},
  "repeat_penalty": {"type": "number", "exclusiveMinimum": 0, "maximum": 2, "default": 1},
  "repeat_last_n": {"type": "integer", "minimum": -1, "maximum": 1000000, "default": 64},
  "frequency_penalty": {"type": "number", "minimum": -2, "maximum": 2, "default": 0},
  "presence_penalty": {"type": "number", "minimum": -2, "maximum": 2, "default": 0},
  "seed": {"type": "integer", "minimum": -9223372036854775808, "maximum": 9223372036854775807, "description": "The same seed and request give the same text."},
  "logit_bias": {"type": "object", "additionalProperties": {"type": "number", "minimum": -100, "maximum": 100}, "description": "By number of token."},
  "stop": {"anyOf": [{"type": "string", "maxLength": 1000}, {"type": "array", "maxItems": 16, "items": {"type": "string", "maxLength": 1000}}]},
  "max_tokens": {"type": "integer", "minimum": 1, "maximum": 100000000},
  "n": {"type": "integer", "minimum": 1, "maximum": 16, "default": 1},
  "stream": {"type": "boolean", "default": false},
  "stream_options": {"type": "object", "properties": {"include_usage": {"type": "boolean", "default": false}, "include_obfuscation": {"type": "boolean", "x-ignored": true}}},
  "response_format": {"type": "object", "required": ["type"], "properties": {
    "type": {"type": "string", "enum": ["text", "json_object", "json_schema"]},
    "schema": {"type": "object", "description": "With json_object, as llama-server takes it."},
    "json_schema": {"type": "object", "properties": {
      "name": {"type": "string", "maxLength": 200}, "description": {"type": "string"},
      "schema": {"type": "object"}, "strict": {"type": "boolean", "description": "Schemas are always kept strictly."}}}}},
  "json_schema": {"type": "object", "description": "A JSON schema that the reply keeps to."},
  "grammar": {"type": "string", "maxLength": 1000000, "description": "GBNF that the reply keeps to."},
  "cache_prompt": {"type": "boolean", "default": true, "description": "Keep the prompt for requests that begin like it."},
  "ignore_eos": {"type": "boolean", "default": false},
  "timeout": {"type": "number", "exclusiveMinimum": 0, "maximum": 1000000, "description": "Seconds, the wait in the queue included."},
  "user": {"type": "string", "maxLength": 1000, "description": "Those of one address take turns."},
  "metadata": {"type": "object", "x-ignored": true},
  "store": {"type": "boolean", "x-ignored": true},
  "service_tier": {"type": "string", "x-ignored": true}
})";

constexpr const char* kChat = R"({
  "MessagePart": {"type": "object", "required": ["type"], "properties": {
    "type": {"type": "string", "enum": ["text", "image_url"]},
    "text": {"type": "string"},
    "image_url": {"type": "object", "required": ["url"], "properties": {"url": {"type": "string", "description": "A data URL (JPEG, PNG or WebP), or a file under the server's --media-folder. Nothing is fetched."}, "detail": {"type": "string", "x-ignored": true}}}}},
  "Message": {"type": "object", "required": ["role"], "properties": {
    "role": {"type": "string", "enum": ["system", "developer", "user", "assistant", "tool"]},
    "content": {"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/MessagePart"}}]},
    "name": {"type": "string", "maxLength": 500},
    "reasoning_content": {"type": "string"},
    "refusal": {"type": "string", "x-ignored": true},
    "tool_call_id": {"type": "string", "maxLength": 500},
    "tool_calls": {"type": "array", "maxItems": 128, "items": {"$ref": "#/components/schemas/ToolCall"}}}},
  "ToolCall": {"type": "object", "required": ["function"], "properties": {
    "id": {"type": "string"}, "type": {"type": "string", "enum": ["function"]}, "index": {"type": "integer"},
    "function": {"type": "object", "required": ["name", "arguments"], "properties": {
      "name": {"type": "string"}, "arguments": {"type": "string", "description": "JSON."}}}}},
  "Tool": {"type": "object", "required": ["type", "function"], "properties": {
    "type": {"type": "string", "enum": ["function"]},
    "function": {"type": "object", "required": ["name"], "properties": {
      "name": {"type": "string", "minLength": 1, "maxLength": 200}, "description": {"type": "string"},
      "parameters": {"type": "object", "description": "A JSON schema."}, "strict": {"type": "boolean"}}}}},
  "ToolChoice": {"anyOf": [
    {"type": "string", "enum": ["none", "auto", "required"]},
    {"type": "object", "required": ["type", "function"], "properties": {
      "type": {"type": "string", "enum": ["function"]},
      "function": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}}]},
  "ChatRequest": {"type": "object", "required": ["messages"], "properties": {
    "messages": {"type": "array", "minItems": 1, "maxItems": 10000, "items": {"$ref": "#/components/schemas/Message"}},
    "tools": {"type": "array", "maxItems": 128, "items": {"$ref": "#/components/schemas/Tool"}},
    "tool_choice": {"$ref": "#/components/schemas/ToolChoice"},
    "parallel_tool_calls": {"type": "boolean", "default": true},
    "logprobs": {"type": "boolean", "default": false},
    "top_logprobs": {"type": "integer", "minimum": 0, "maximum": 20},
    "max_completion_tokens": {"type": "integer", "minimum": 1, "maximum": 100000000},
    "n_predict": {"type": "integer", "minimum": -1, "maximum": 100000000},
    "chat_template_kwargs": {"type": "object", "properties": {"enable_thinking": {"type": "boolean", "default": true}}},
    "reasoning_effort": {"type": "string", "x-ignored": true},
    "prediction": {"type": "object", "x-ignored": true},
    "modalities": {"type": "array", "x-ignored": true}}}
})";

constexpr const char* kCompletion = R"({
  "CompletionRequest": {"type": "object", "required": ["prompt"], "properties": {
    "prompt": {"anyOf": [
      {"type": "string", "minLength": 1},
      {"type": "array", "minItems": 1, "maxItems": 128, "items": {"type": "string", "minLength": 1}},
      {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 0, "maximum": 10000000}},
      {"type": "array", "minItems": 1, "maxItems": 128, "items": {"type": "array", "minItems": 1, "items": {"type": "integer", "minimum": 0, "maximum": 10000000}}}]},
    "echo": {"type": "boolean", "default": false},
    "logprobs": {"type": "integer", "minimum": 0, "maximum": 20},
    "n_predict": {"type": "integer", "minimum": -1, "maximum": 100000000},
    "suffix": {"type": "string", "x-ignored": true},
    "best_of": {"type": "integer", "x-ignored": true}}}
})";

}  // namespace

json chat_schemas() {
  const auto shared = json::parse(kGeneration);
  auto schemas = json::parse(kChat);
  schemas.update(json::parse(kCompletion));
  for (const auto* name : {"ChatRequest", "CompletionRequest"}) {
    auto& properties = schemas[name]["properties"];
    for (const auto& [field, schema] : shared.items()) properties[field] = schema;
  }
  return schemas;
}

}  // namespace minerva::openai
