#include "cinecut/edit/internal/json_tree.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json.h"

namespace cinecut::edit {
namespace {

using Json = nlohmann::ordered_json;

// Keys are searched one by one.
constexpr base::JsonLimits kLimits{.keys = 256, .repeated_keys = false};

JsonNode::Kind kind_of(const Json& value) {
  if (value.is_boolean()) return JsonNode::Kind::boolean;
  if (value.is_number()) return JsonNode::Kind::number;
  if (value.is_string()) return JsonNode::Kind::string;
  if (value.is_array()) return JsonNode::Kind::array;
  return value.is_object() ? JsonNode::Kind::object : JsonNode::Kind::null;
}

/// Takes the value's line, and those of what is in it, off `lines`.
JsonNode node_of(const Json& value, const int*& lines) {
  JsonNode node;
  node.kind = kind_of(value);
  node.line = *lines++;
  if (value.is_boolean()) node.boolean = value.get<bool>();
  if (value.is_number()) node.number = value.get<double>();
  if (value.is_string()) node.text = value.get_ref<const std::string&>();
  if (!value.is_structured()) return node;
  for (const auto& [key, item] : value.items()) {
    if (value.is_object()) node.keys.push_back(key);
    node.items.push_back(node_of(item, lines));
  }
  return node;
}

}  // namespace

const JsonNode* JsonNode::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size() && i < items.size(); ++i) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

std::string_view name_of(JsonNode::Kind kind) {
  switch (kind) {
    case JsonNode::Kind::null:
      return "null";
    case JsonNode::Kind::boolean:
      return "true or false";
    case JsonNode::Kind::number:
      return "a number";
    case JsonNode::Kind::string:
      return "a string";
    case JsonNode::Kind::array:
      return "a list";
    case JsonNode::Kind::object:
      return "an object";
  }
  return "unknown";
}

JsonNode parse_json(std::string_view json) {
  std::vector<int> lines;
  try {
    const auto value = base::parse_json(json, kLimits, lines);
    const int* next = lines.data();
    return node_of(value, next);
  } catch (const base::JsonError& error) {
    throw base::Error(base::ErrorKind::usage, error.what());
  }
}

int line_of(const JsonNode& root, std::string_view field) {
  const auto* node = &root;
  while (!field.empty()) {
    const JsonNode* next = nullptr;
    if (field.front() == '[') {
      const auto end = field.find(']');
      if (end == std::string_view::npos) break;
      std::size_t index = 0;
      std::from_chars(field.data() + 1, field.data() + end, index);
      if (index < node->items.size()) next = &node->items[index];
      field.remove_prefix(end + 1);
    } else {
      const auto end = std::min(field.find_first_of(".["), field.size());
      next = node->find(field.substr(0, end));
      field.remove_prefix(end);
    }
    if (!field.empty() && field.front() == '.') field.remove_prefix(1);
    if (next == nullptr) break;
    node = next;
  }
  return node->line;
}

}  // namespace cinecut::edit
