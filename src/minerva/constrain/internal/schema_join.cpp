#include "minerva/constrain/internal/schema_join.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace minerva::constrain::json_schema {
namespace {

std::set<std::string> properties_of(const json& schema) {
  std::set<std::string> found;
  if (schema.contains("properties") && schema["properties"].is_object())
    for (const auto& [name, unused] : schema["properties"].items()) found.insert(name);
  return found;
}

bool restrict_each_other(const json& a, const json& b) {
  const auto closes = [](const json& s) { return s.contains("additionalProperties"); };
  const auto ours = properties_of(a), theirs = properties_of(b);
  return ((closes(a) && !theirs.empty()) || (closes(b) && !ours.empty())) && ours != theirs;
}

void merge_properties(json& ours, const json& theirs, const std::string& path) {
  for (const auto& [name, schema] : theirs.items()) {
    if (ours.contains(name) && ours[name] != schema)
      refuse(below(path, name), "differs from what it is joined with");
    ours[name] = schema;
  }
}

/// Do their types tell them apart? A whole number is a number.
bool have_no_common_type(const std::set<std::string>& s, const std::set<std::string>& t) {
  const auto overlaps = [&](const std::string& type) {
    return t.contains(type) || (type == "integer" && t.contains("number")) ||
           (type == "number" && t.contains("integer"));
  };
  return !s.empty() && !t.empty() && std::none_of(s.begin(), s.end(), overlaps);
}

/// Does `closed` forbid a member that `needing` requires?
bool lacks_member(const json& closed, const json& needing) {
  if (closed.value("additionalProperties", json(true)) != json(false)) return false;
  const auto names = needing.value("required", json::array());
  return std::any_of(names.begin(), names.end(), [&](const json& name) {
    return name.is_string() &&
           !closed.value("properties", json::object()).contains(name.get<std::string>());
  });
}

}  // namespace

const json& References::target_of(const std::string& ref, const std::string& path) const {
  if (ref == "#") return *whole_;
  if (!ref.starts_with("#/")) refuse(path, "points outside of the schema (\"" + ref + "\")");
  try {
    return whole_->at(json::json_pointer(ref.substr(1)));
  } catch (const json::exception&) {
    refuse(path, "points to \"" + ref + "\", which is not there");
  }
}

json References::resolved(const json& schema, const std::string& path) const {
  json result = schema;
  for (int i = 0;
       i < kDeepest && result.is_object() && result.contains("$ref") && result["$ref"].is_string();
       ++i) {
    const json next = target_of(result["$ref"].get<std::string>(), path);
    result = next;
  }
  return result;
}

json References::with_definitions(json schema) const {
  for (const auto* key : {"$defs", "definitions"})
    if (whole_->is_object() && whole_->contains(key) && schema.is_object())
      schema[key] = (*whole_)[key];
  return schema;
}

json merged(json a, const json& b, const std::string& path) {
  if (b == json(true)) return a;
  if (!b.is_object()) refuse(path, "is not an object");
  if (restrict_each_other(a, b))
    refuse(path, "and what it is joined with restrict each other's additionalProperties");
  for (const auto& [key, theirs] : b.items()) {
    if (!a.contains(key)) {
      a[key] = theirs;
    } else if (a[key] == theirs || is_annotation(key)) {
      continue;
    } else if (key == "properties" && theirs.is_object() && a[key].is_object()) {
      merge_properties(a[key], theirs, path + "/properties");
    } else if (key == "required" && theirs.is_array() && a[key].is_array()) {
      for (const auto& name : theirs)
        if (std::find(a[key].begin(), a[key].end(), name) == a[key].end()) a[key].push_back(name);
    } else {
      refuse(below(path, key), "differs from what it is joined with");
    }
  }
  return a;
}

json merged_all(const json& schema, const References& references, const std::string& path) {
  json result = schema;
  result.erase("allOf");
  const auto& list = schema["allOf"];
  if (!list.is_array()) refuse(path + "/allOf", "is not a list of schemas");
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto here = path + "/allOf/" + std::to_string(i);
    result = merged(result, references.resolved(list[i], here), here);
  }
  return result;
}

bool exclude_each_other(const json& a0, const json& b0, const References& references, int depth) {
  if (depth > 8) return false;
  const auto a = references.resolved(a0, "#"), b = references.resolved(b0, "#");
  if (!a.is_object() || !b.is_object()) return false;
  const auto x = values_of(a), y = values_of(b);
  if (x && y)
    return std::none_of(x->begin(), x->end(), [&](const json& v) {
      return std::find(y->begin(), y->end(), v) != y->end();
    });
  const auto s = types_of(a), t = types_of(b);
  if (have_no_common_type(s, t)) return true;
  const std::set<std::string> only_object{"object"};
  if (s != only_object || t != only_object) return false;
  const auto ours = a.value("properties", json::object());
  const auto other = b.value("properties", json::object());
  for (const auto& [name, schema] : ours.items()) {
    if (requires_member(a, name) && requires_member(b, name) && other.contains(name) &&
        exclude_each_other(schema, other[name], references, depth + 1))
      return true;
  }
  return lacks_member(a, b) || lacks_member(b, a);
}

}  // namespace minerva::constrain::json_schema
