#include "minerva/constrain/internal/schema_words.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "minerva/model/fault.h"

namespace minerva::constrain::json_schema {

void refuse(const std::string& path, const std::string& what) {
  throw model::Fault(model::FaultKind::invalid_parameter,
                     "The JSON schema cannot be kept to: " + path + " " + what + ".", "schema");
}

std::string below(const std::string& path, const std::string& name) {
  return path + (json::json_pointer() / name).to_string();
}

bool is_known(const std::string& key) {
  static const std::set<std::string> keys{"type",
                                          "enum",
                                          "const",
                                          "properties",
                                          "required",
                                          "additionalProperties",
                                          "items",
                                          "prefixItems",
                                          "additionalItems",
                                          "minItems",
                                          "maxItems",
                                          "minLength",
                                          "maxLength",
                                          "pattern",
                                          "format",
                                          "minimum",
                                          "maximum",
                                          "exclusiveMinimum",
                                          "exclusiveMaximum",
                                          "anyOf",
                                          "oneOf",
                                          "allOf",
                                          "$ref",
                                          "minProperties",
                                          "maxProperties",
                                          "uniqueItems",
                                          "multipleOf",
                                          "nullable"};
  return keys.contains(key) || is_annotation(key);
}

bool is_annotation(const std::string& key) {
  static const std::set<std::string> keys{"title",   "description", "default",       "examples",
                                          "example", "$schema",     "$id",           "$comment",
                                          "$anchor", "deprecated",  "readOnly",      "writeOnly",
                                          "$defs",   "definitions", "discriminator", "strict"};
  return keys.contains(key);
}

bool requires_member(const json& schema, const std::string& name) {
  const auto names = schema.value("required", json::array());
  return std::find(names.begin(), names.end(), json(name)) != names.end();
}

std::optional<json> values_of(const json& schema) {
  if (schema.contains("const")) return json::array({schema["const"]});
  if (schema.contains("enum") && schema["enum"].is_array()) return schema["enum"];
  return std::nullopt;
}

std::vector<std::string> written_types(const json& schema) {
  std::vector<std::string> result;
  const auto type = schema.value("type", json());
  if (type.is_string()) result.push_back(type.get<std::string>());
  if (type.is_array())
    for (const auto& t : type)
      if (t.is_string()) result.push_back(t.get<std::string>());
  return result;
}

std::set<std::string> types_of(const json& schema) {
  std::set<std::string> result;
  if (const auto values = values_of(schema)) {
    for (const auto& v : *values)
      result.insert(v.is_number_integer() ? "integer" : std::string(v.type_name()));
    return result;
  }
  const auto written = written_types(schema);
  return {written.begin(), written.end()};
}

std::vector<std::string> inferred_types(const json& schema) {
  const auto has = [&](std::initializer_list<const char*> keys) {
    return std::any_of(keys.begin(), keys.end(), [&](const char* k) { return schema.contains(k); });
  };
  if (has({"properties", "required", "additionalProperties", "minProperties", "maxProperties"}))
    return {"object"};
  if (has({"items", "prefixItems", "minItems", "maxItems", "uniqueItems"})) return {"array"};
  if (has({"minLength", "maxLength", "pattern", "format"})) return {"string"};
  if (has({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}))
    return {"number"};
  return {};
}

int count(const json& schema, const char* key, const std::string& path, int otherwise) {
  if (!schema.contains(key)) return otherwise;
  const auto& n = schema[key];
  const bool is_whole =
      n.is_number_integer() ||
      (n.is_number_float() && n.get<double>() == static_cast<double>(static_cast<std::int64_t>(
                                                     std::clamp(n.get<double>(), -1e15, 1e15))));
  if (!is_whole || n.get<double>() < 0) refuse(path + "/" + key, "is not a whole number from 0 up");
  return static_cast<int>(std::min(n.get<double>(), 1e9));
}

}  // namespace minerva::constrain::json_schema
