// Arrays of JSON schemas.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "minerva/constrain/internal/schema_compiler.h"

namespace minerva::constrain::json_schema {
namespace {

// Back to front: what may follow the first i items.
Expression items(const std::vector<Expression>& first, const Expression& rest, int min, int max) {
  const auto n = static_cast<int>(first.size());
  if (n == 0) {
    const auto more =
        repeat(sequence({text(","), rest}), std::max(0, min - 1), max < 0 ? -1 : max - 1);
    const auto some = sequence({rest, more});
    return min > 0 ? some : optional(some);
  }
  const int listed = max < 0 ? n : std::min(n, max);
  auto tail = nothing();
  if (listed == n && (max < 0 || max > n))
    tail = repeat(sequence({text(","), rest}), std::max(0, min - n), max < 0 ? -1 : max - n);
  for (int i = listed - 1; i >= 0; --i) {
    const auto item = sequence({text(i > 0 ? "," : ""), first[static_cast<std::size_t>(i)], tail});
    tail = i < min ? item : optional(item);
  }
  return tail;
}

}  // namespace

Expression array(Compiler& compiler, const json& schema, const std::string& path, int depth) {
  const int min = count(schema, "minItems", path, 0);
  int max = count(schema, "maxItems", path, -1);
  if (max >= 0 && max < min) refuse(path + "/maxItems", "is less than minItems");
  if (min > kMostItems) refuse(path + "/minItems", "is more than is supported");
  if (schema.value("uniqueItems", json(false)) == json(true) && max != 0 && max != 1)
    refuse(path + "/uniqueItems", "is not supported");
  std::vector<Expression> first;
  const bool is_old = schema.contains("items") && schema["items"].is_array();
  const std::string prefix_key = is_old ? "items" : "prefixItems";
  const auto prefix_path = path + "/" + prefix_key + "/";
  const std::string rest_key = is_old ? "additionalItems" : "items";
  if (schema.contains(prefix_key) && schema[prefix_key].is_array())
    for (std::size_t i = 0; i < schema[prefix_key].size(); ++i)
      first.push_back(
          compiler.value(schema[prefix_key][i], prefix_path + std::to_string(i), depth + 1));
  if (schema.contains(rest_key) && schema[rest_key] == json(false)) {
    const auto most = static_cast<int>(first.size());
    if (min > most) refuse(path + "/minItems", "asks for more items than are allowed");
    max = max < 0 ? most : std::min(max, most);
  }
  if (max == 0) return text("[]");
  if (max > kMostItems) max = -1;
  const bool needs_rest = max < 0 || max > static_cast<int>(first.size());
  const auto rest = !needs_rest ? nothing()
                    : schema.contains(rest_key)
                        ? compiler.value(schema[rest_key], path + "/" + rest_key, depth + 1)
                        : compiler.any();
  return sequence({text("["), items(first, rest, min, max), text("]")});
}

}  // namespace minerva::constrain::json_schema
