#include "minerva/openai/schemas.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace minerva::openai {

const json& schemas() {
  static const json kSchemas = [] {
    json all = chat_schemas();
    all.update(response_request_schemas());
    all.update(other_request_schemas());
    all.update(reply_schemas());
    return all;
  }();
  return kSchemas;
}

const json& resolve(const json& schema) {
  const auto reference = schema.find("$ref");
  // Callers keep what they ask about.
  if (reference == schema.end()) return schema;  // NOLINT(bugprone-return-const-ref-from-parameter)
  constexpr std::string_view kStart = "#/components/schemas/";
  return schemas().at(reference->get_ref<const std::string&>().substr(kStart.size()));
}

json with_nulls(const json& schema) {
  if (schema.is_array()) {
    auto all = json::array();
    for (const auto& one : schema) all.push_back(with_nulls(one));
    return all;
  }
  if (!schema.is_object()) return schema;
  auto result = json::object();
  for (const auto& [key, value] : schema.items())
    result[key] = key == "properties" ? value : with_nulls(value);
  if (!schema.contains("properties")) return result;
  const auto required = schema.value("required", json::array());
  for (auto& [name, member] : result["properties"].items()) {
    member = with_nulls(member);
    if (std::find(required.begin(), required.end(), name) != required.end()) continue;
    if (member.contains("type") && !member.contains("enum"))
      member["type"] = json::array({member["type"], "null"});
    else
      member = {{"anyOf", {member, {{"type", "null"}}}}};
  }
  return result;
}

}  // namespace minerva::openai
