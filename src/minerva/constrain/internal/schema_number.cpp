// Numbers of JSON schemas: bounds and steps.

#include <nlohmann/json.hpp>
#include <optional>

#include "minerva/constrain/internal/number_range.h"
#include "minerva/constrain/internal/schema_compiler.h"

namespace minerva::constrain::json_schema {
namespace {

Step step(const json& multiple, const std::string& path) {
  const auto here = path + "/multipleOf";
  if (!multiple.is_number() || multiple.get<double>() <= 0) refuse(here, "is not above 0");
  const auto decimal = read_decimal(multiple.dump());
  const auto found = decimal ? step_of(*decimal) : std::nullopt;
  if (!found) refuse(here, "is supported for 1, 2 and 5, and for these times a power of ten");
  return *found;
}

Decimal decimal(const json& schema, const char* key, const std::string& path) {
  const auto found = read_decimal(schema[key].dump());
  if (!found) refuse(path + "/" + key, "has more digits than are supported");
  return *found;
}

struct BoundWords {
  const char *including, *excluding;
  bool is_upper;
};

void read_bound(const json& schema, const std::string& path, const BoundWords& words,
                std::optional<Decimal>& bound, bool& is_excluded) {
  const auto [key, exclusive, is_upper] = words;
  if (schema.contains(key)) {
    if (!schema[key].is_number()) refuse(path + "/" + key, "is not a number");
    bound = decimal(schema, key, path);
  }
  if (!schema.contains(exclusive)) return;
  if (schema[exclusive].is_boolean()) {  // Draft 4.
    is_excluded = schema[exclusive].get<bool>();
    return;
  }
  if (!schema[exclusive].is_number()) refuse(path + "/" + exclusive, "is not a number");
  const bool is_tighter =
      !bound || (is_upper ? schema[exclusive].get<double>() <= schema[key].get<double>()
                          : schema[exclusive].get<double>() >= schema[key].get<double>());
  if (!is_tighter) return;
  bound = decimal(schema, exclusive, path);
  is_excluded = true;
}

}  // namespace

Expression number(const json& schema, const std::string& path, bool is_integer) {
  Bounds bounds;
  read_bound(schema, path, {"minimum", "exclusiveMinimum", false}, bounds.low,
             bounds.is_low_excluded);
  read_bound(schema, path, {"maximum", "exclusiveMaximum", true}, bounds.high,
             bounds.is_high_excluded);
  if (schema.contains("multipleOf")) bounds.step = step(schema["multipleOf"], path);
  const auto found = is_integer ? integers_in(bounds) : numbers_in(bounds);
  if (!found) refuse(path, "has bounds between which there is no number");
  return *found;
}

}  // namespace minerva::constrain::json_schema
