#include "minerva/constrain/internal/schema_compiler.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "minerva/constrain/internal/schema.h"

namespace minerva::constrain::json_schema {
namespace {

/// Of `oneOf`.
void check_that_they_exclude(const std::vector<json>& ways, const References& references,
                             const std::string& path) {
  for (std::size_t i = 0; i < ways.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (!exclude_each_other(ways[k], ways[i], references))
        refuse(path + "/oneOf", "has alternatives that may hold at the same time (" +
                                    std::to_string(k) + " and " + std::to_string(i) +
                                    "); use anyOf");
}

}  // namespace

Grammar Compiler::compile() {
  grammar_.push_back(nothing());
  rules_of_refs_["#"] = 0;
  auto root = value(references_.whole(), "#", 0);
  grammar_[0] = std::move(root);
  if (left_recursive_rule(grammar_) >= 0) refuse("#", "has a $ref that leads back to itself");
  return std::move(grammar_);
}

Expression Compiler::value(const json& schema, const std::string& path, int depth) {
  if (depth > kDeepest) refuse(path, "is nested too deeply");
  if (schema.is_boolean()) {
    if (!schema.get<bool>()) refuse(path, "is false: nothing fits it");
    return any();
  }
  if (!schema.is_object()) refuse(path, "is neither an object nor a boolean");
  for (const auto& [key, unused] : schema.items())
    if (!is_known(key)) refuse(below(path, key), "is not supported");
  if (schema.value("nullable", json(false)) == json(true)) {
    auto rest = schema;
    rest.erase("nullable");
    return choice({value(rest, path, depth + 1), text("null")});
  }
  if (schema.contains("$ref")) return reference(schema, path, depth);
  for (const auto* key : {"anyOf", "oneOf"})
    if (schema.contains(key)) return alternatives(schema, key, path, depth);
  if (schema.contains("allOf"))
    return value(merged_all(schema, references_, path), path, depth + 1);
  if (schema.contains("const")) return listed(json::array({schema["const"]}), schema, path);
  if (schema.contains("enum")) {
    if (!schema["enum"].is_array()) refuse(path + "/enum", "is not a list");
    return listed(schema["enum"], schema, path);
  }
  return typed(schema, path, depth);
}

Expression Compiler::any() {
  if (!any_) any_ = add_any_rules(grammar_);
  return rule(any_->value);
}

Expression Compiler::any_object() {
  (void)any();
  return rule(any_->object);
}

int Compiler::add_rule(Expression e) {
  grammar_.push_back(std::move(e));
  return static_cast<int>(grammar_.size()) - 1;
}

Expression Compiler::reference(const json& schema, const std::string& path, int depth) {
  for (const auto& [key, unused] : schema.items())
    if (key != "$ref" && !is_annotation(key))
      refuse(std::string(path).append("/").append(key), "beside a $ref is not supported");
  if (!schema["$ref"].is_string()) refuse(path + "/$ref", "is not a text");
  const auto ref = schema["$ref"].get<std::string>();
  if (const auto known = rules_of_refs_.find(ref); known != rules_of_refs_.end())
    return rule(known->second);
  const auto& target = references_.target_of(ref, path + "/$ref");
  const int index = add_rule(nothing());
  rules_of_refs_[ref] = index;
  auto body = value(target, ref, depth + 1);
  grammar_[static_cast<std::size_t>(index)] = std::move(body);
  return rule(index);
}

Expression Compiler::alternatives(const json& schema, const std::string& key,
                                  const std::string& path, int depth) {
  const auto& list = schema[key];
  if (!list.is_array() || list.empty()) refuse(path + "/" + key, "is not a list of schemas");
  auto base = schema;
  base.erase(key);
  for (auto it = base.begin(); it != base.end();)
    it = is_annotation(it.key()) ? base.erase(it) : std::next(it);
  std::vector<Expression> ways;
  std::vector<json> joined;
  const auto above = path + "/" + key + "/";
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto here = above + std::to_string(i);
    joined.push_back(base.empty() ? list[i]
                                  : merged(base, references_.resolved(list[i], here), here));
    ways.push_back(value(joined.back(), here, depth + 1));
  }
  if (key == "oneOf") check_that_they_exclude(joined, references_, path);
  return choice(std::move(ways));
}

Expression Compiler::listed(const json& values, const json& schema, const std::string& path) const {
  auto rest = schema;
  rest.erase("enum");
  rest.erase("const");
  std::vector<Expression> ways;
  for (const auto& v : values)
    if (mistake_in_json(references_.with_definitions(rest).dump(), v.dump()).empty())
      ways.push_back(text(v.dump()));
  if (ways.empty()) refuse(path, "lists no value that fits the rest of it");
  return choice(std::move(ways));
}

// A schema without a type is kept to by writing the type its other words are about.
Expression Compiler::typed(const json& schema, const std::string& path, int depth) {
  const bool is_written = schema.contains("type");
  const auto types = is_written ? written_types(schema) : inferred_types(schema);
  if (types.empty() && is_written) refuse(path + "/type", "names no type");
  if (types.empty()) return any();
  std::vector<Expression> ways;
  ways.reserve(types.size());
  for (const auto& type : types) ways.push_back(of_type(type, schema, path, depth));
  return ways.size() == 1 ? std::move(ways[0]) : choice(std::move(ways));
}

Expression Compiler::of_type(const std::string& type, const json& schema, const std::string& path,
                             int depth) {
  if (type == "object") return object(*this, schema, path, depth);
  if (type == "array") return array(*this, schema, path, depth);
  if (type == "string") return string(schema, path);
  if (type == "integer" || type == "number") return number(schema, path, type == "integer");
  if (type == "boolean") return choice({text("true"), text("false")});
  if (type == "null") return text("null");
  refuse(path + "/type", "is \"" + type + "\", which is not a type");
}

}  // namespace minerva::constrain::json_schema
