// What is answered.

#include <nlohmann/json.hpp>

#include "minerva/openai/schemas.h"

namespace minerva::openai {
namespace {

constexpr const char* kReplies = R"({
  "Error": {"type": "object", "required": ["error"], "properties": {"error": {"type": "object", "required": ["message", "type", "code"], "properties": {
    "message": {"type": "string"}, "type": {"type": "string"}, "param": {"type": "string"}, "code": {"type": "string"},
    "needed": {"type": "integer", "description": "Tokens or bytes."}, "available": {"type": "integer"}}}}},
  "Document": {"type": "object", "required": ["openapi", "paths"], "properties": {"openapi": {"type": "string"}, "paths": {"type": "object"}}},
  "Health": {"type": "object", "required": ["status"], "properties": {"status": {"type": "string", "enum": ["ok"]}}},
  "Ready": {"type": "object", "required": ["status", "models"], "properties": {"status": {"type": "string", "enum": ["ready"]}, "models": {"type": "integer"}}},
  "Memory": {"type": "object", "required": ["total_bytes"], "properties": {
    "total_bytes": {"type": "integer"}, "weights_bytes": {"type": "integer"}, "cache_bytes": {"type": "integer"},
    "compute_bytes": {"type": "integer"}, "output_bytes": {"type": "integer"}, "projector_bytes": {"type": "integer"},
    "devices": {"type": "object", "additionalProperties": {"type": "integer"}, "description": "Bytes by device; CPU is main memory."}}},
  "DeviceMemory": {"type": "object", "required": ["budget_bytes", "used_bytes"], "properties": {"budget_bytes": {"type": "integer"}, "used_bytes": {"type": "integer"}}},
  "Model": {"type": "object", "required": ["id", "object", "created", "owned_by", "state"], "properties": {
    "id": {"type": "string"}, "object": {"type": "string", "enum": ["model"]}, "created": {"type": "integer"}, "owned_by": {"type": "string"},
    "state": {"type": "string", "enum": ["unloaded", "loading", "loaded"]}, "progress": {"type": "number"}, "pinned": {"type": "boolean"},
    "running": {"type": "integer"}, "file_bytes": {"type": "integer"}, "memory": {"$ref": "#/components/schemas/Memory"}, "usage": {"type": "object"}}},
  "ModelList": {"type": "object", "required": ["object", "data"], "properties": {
    "object": {"type": "string", "enum": ["list"]}, "data": {"type": "array", "items": {"$ref": "#/components/schemas/Model"}},
    "memory": {"type": "object", "required": ["budget_bytes", "used_bytes", "devices"], "description": "Of main memory, and of every device.", "properties": {
      "budget_bytes": {"type": "integer"}, "used_bytes": {"type": "integer"}, "devices": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/DeviceMemory"}}}}}},
  "Usage": {"type": "object", "required": ["prompt_tokens", "total_tokens"], "properties": {
    "prompt_tokens": {"type": "integer"}, "completion_tokens": {"type": "integer"}, "total_tokens": {"type": "integer"}, "prompt_tokens_details": {"type": "object"}}},
  "Ignored": {"type": "array", "items": {"type": "string"}, "description": "Fields of the request that had no effect."},
  "ChatReply": {"type": "object", "required": ["id", "object", "created", "model", "choices", "usage"], "properties": {
    "id": {"type": "string"}, "object": {"type": "string", "enum": ["chat.completion"]}, "created": {"type": "integer"}, "model": {"type": "string"},
    "system_fingerprint": {"type": "string"}, "usage": {"$ref": "#/components/schemas/Usage"}, "timings": {"type": "object"}, "ignored_fields": {"$ref": "#/components/schemas/Ignored"},
    "choices": {"type": "array", "items": {"type": "object", "required": ["index", "message", "finish_reason"], "properties": {
      "index": {"type": "integer"}, "finish_reason": {"type": "string", "enum": ["stop", "length", "tool_calls"]}, "logprobs": {"type": "object"},
      "message": {"type": "object", "required": ["role"], "properties": {"role": {"type": "string", "enum": ["assistant"]}, "content": {"type": "string"}, "tool_calls": {"type": "array", "items": {"$ref": "#/components/schemas/ToolCall"}}}}}}}}},
  "CompletionReply": {"type": "object", "required": ["id", "object", "created", "model", "choices", "usage"], "properties": {
    "id": {"type": "string"}, "object": {"type": "string", "enum": ["text_completion"]}, "created": {"type": "integer"}, "model": {"type": "string"},
    "usage": {"$ref": "#/components/schemas/Usage"}, "timings": {"type": "object"}, "ignored_fields": {"$ref": "#/components/schemas/Ignored"},
    "choices": {"type": "array", "items": {"type": "object", "required": ["index", "text", "finish_reason"], "properties": {
      "index": {"type": "integer"}, "text": {"type": "string"}, "finish_reason": {"type": "string", "enum": ["stop", "length"]}, "logprobs": {"type": "object"}}}}}},
  "EmbeddingReply": {"type": "object", "required": ["object", "data", "model", "usage"], "properties": {
    "object": {"type": "string", "enum": ["list"]}, "model": {"type": "string"}, "usage": {"$ref": "#/components/schemas/Usage"}, "ignored_fields": {"$ref": "#/components/schemas/Ignored"},
    "data": {"type": "array", "items": {"type": "object", "required": ["object", "index", "embedding"], "properties": {
      "object": {"type": "string", "enum": ["embedding"]}, "index": {"type": "integer"},
      "embedding": {"anyOf": [{"type": "array", "items": {"type": "number"}}, {"type": "string", "description": "base64 of 32-bit floats."}]}}}}}},
  "ResponseReply": {"type": "object", "required": ["id", "object", "created_at", "status", "model", "output"], "properties": {
    "id": {"type": "string"}, "object": {"type": "string", "enum": ["response"]}, "created_at": {"type": "integer"},
    "status": {"type": "string", "enum": ["completed", "incomplete", "in_progress", "failed"]}, "model": {"type": "string"},
    "output": {"type": "array", "items": {"type": "object"}}, "usage": {"type": "object"}, "ignored_fields": {"$ref": "#/components/schemas/Ignored"}}},
  "TokenizeReply": {"type": "object", "required": ["tokens"], "properties": {"tokens": {"type": "array", "items": {"anyOf": [
    {"type": "integer"}, {"type": "object", "required": ["id", "piece"], "properties": {"id": {"type": "integer"}, "piece": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "integer"}}]}}}]}}}},
  "DetokenizeReply": {"type": "object", "required": ["content"], "properties": {"content": {"type": "string"}}},
  "Props": {"type": "object", "required": ["model", "total_slots", "chat_template"], "properties": {
    "model": {"type": "string"}, "model_path": {"type": "string"}, "total_slots": {"type": "integer"}, "chat_template": {"type": "string"},
    "default_generation_settings": {"type": "object"}, "build_info": {"type": "string"}}}
})";

}  // namespace

json reply_schemas() { return json::parse(kReplies); }

}  // namespace minerva::openai
