// Objects of JSON schemas: members in the schema's order, or of any name.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "minerva/constrain/internal/json_expressions.h"
#include "minerva/constrain/internal/schema_compiler.h"

namespace minerva::constrain::json_schema {
namespace {

struct Member {
  Expression text;  ///< "name":value
  bool is_required;
};

std::vector<Member> members(Compiler& compiler, const json& schema, const std::string& path,
                            int depth) {
  std::vector<Member> result;
  std::set<std::string> names;
  const auto key = [](const std::string& name) { return text(json(name).dump() + ":"); };
  const auto properties = schema.value("properties", json::object());
  if (!properties.is_object()) refuse(path + "/properties", "is not an object");
  for (const auto& [name, property] : properties.items()) {
    names.insert(name);
    const auto here = below(path + "/properties", name);
    if (property == json(false)) {
      if (requires_member(schema, name)) refuse(here, "is false, and required");
      continue;
    }
    // What need not be there is left out rather than refused.
    result.push_back({sequence({key(name), compiler.value(property, here, depth + 1)}),
                      requires_member(schema, name)});
  }
  const auto required = schema.value("required", json::array());
  if (!required.is_array()) refuse(path + "/required", "is not a list");
  for (const auto& name : required) {
    if (!name.is_string()) refuse(path + "/required", "holds something that is not a text");
    if (!names.insert(name.get<std::string>()).second) continue;
    const auto others = schema.value("additionalProperties", json(true));
    if (others == json(false))
      refuse(path + "/required", "names \"" + name.get<std::string>() + "\", which is not allowed");
    result.push_back({sequence({key(name.get<std::string>()),
                                compiler.value(others, path + "/additionalProperties", depth + 1)}),
                      true});
  }
  return result;
}

// Back to front: what may follow the first i members, with and without one before.
int chain_of(Compiler& compiler, const std::vector<Member>& list) {
  int after_none = compiler.add_rule(nothing()), after_some = after_none;
  for (auto m = list.rbegin(); m != list.rend(); ++m) {
    const auto with_comma = sequence({text(","), m->text, rule(after_some)});
    const auto without = sequence({m->text, rule(after_some)});
    const int none =
        compiler.add_rule(m->is_required ? without : choice({without, rule(after_none)}));
    const int some =
        compiler.add_rule(m->is_required ? with_comma : choice({with_comma, rule(after_some)}));
    after_none = none;
    after_some = some;
  }
  return after_none;
}

Expression map(Compiler& compiler, const json& schema, const std::string& path, int depth, int min,
               int max) {
  const auto others = schema.value("additionalProperties", json(true));
  if (min > 1) refuse(path + "/minProperties", "is not supported for members of any name");
  if (others == json(false) || max == 0) {
    if (min > 0) refuse(path + "/minProperties", "asks for members where none are allowed");
    return text("{}");
  }
  if (others == json(true) && min == 0 && max < 0) return compiler.any_object();
  const auto member = sequence({json_string(), text(":"),
                                compiler.value(others, path + "/additionalProperties", depth + 1)});
  const auto some = sequence({member, repeat(sequence({text(","), member}), 0,
                                             max < 0 || max > kMostItems ? -1 : max - 1)});
  return sequence({text("{"), min > 0 ? some : optional(some), text("}")});
}

}  // namespace

Expression object(Compiler& compiler, const json& schema, const std::string& path, int depth) {
  const auto list = members(compiler, schema, path, depth);
  const int min = count(schema, "minProperties", path, 0);
  const int max = count(schema, "maxProperties", path, -1);
  if (list.empty()) return map(compiler, schema, path, depth, min, max);
  const auto required =
      std::count_if(list.begin(), list.end(), [](const Member& m) { return m.is_required; });
  if (min > required) refuse(path + "/minProperties", "asks for more than the required members");
  if (max >= 0 && max < std::ssize(list))
    refuse(path + "/maxProperties", "is less than the members there are");
  return sequence({text("{"), rule(chain_of(compiler, list)), text("}")});
}

}  // namespace minerva::constrain::json_schema
