// Does a JSON text fit a schema? Written from the specification, not from the grammar.

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "base/json.h"
#include "minerva/constrain/automaton.h"
#include "minerva/constrain/internal/json_expressions.h"
#include "minerva/constrain/internal/number_range.h"
#include "minerva/constrain/internal/regex.h"
#include "minerva/constrain/internal/schema.h"
#include "minerva/constrain/internal/unicode.h"

namespace minerva::constrain {
namespace {

using json = nlohmann::ordered_json;

constexpr int kDeepest = 400;

class Validator {
 public:
  explicit Validator(const json& schema) : whole_(schema) {}

  /// Empty: it fits.
  std::string check(const json& schema, const json& value, const std::string& at, int depth) const {
    if (depth > kDeepest) return at + " is nested too deeply";
    if (schema.is_boolean()) return schema.get<bool>() ? "" : at + " is not allowed";
    if (!schema.is_object()) return {};
    if (schema.value("nullable", json(false)) == json(true) && value.is_null()) return {};
    using Part =
        std::string (Validator::*)(const json&, const json&, const std::string&, int) const;
    static constexpr Part kParts[] = {
        &Validator::references, &Validator::values, &Validator::types,  &Validator::numbers,
        &Validator::strings,    &Validator::arrays, &Validator::objects};
    for (const auto part : kParts)
      if (auto mistake = (this->*part)(schema, value, at, depth); !mistake.empty()) return mistake;
    return {};
  }

 private:
  bool fits(const json& schema, const json& value, const std::string& at, int depth) const {
    return check(schema, value, at, depth + 1).empty();
  }

  std::string references(const json& schema, const json& value, const std::string& at,
                         int depth) const {
    if (schema.contains("$ref")) {
      const auto ref = schema["$ref"].get<std::string>();
      const auto& target =
          ref == "#"
              ? whole_
              : whole_.at(json::json_pointer(ref.substr(std::min<std::size_t>(1, ref.size()))));
      if (auto mistake = check(target, value, at, depth + 1); !mistake.empty()) return mistake;
    }
    if (schema.contains("allOf"))
      for (const auto& part : schema["allOf"])
        if (auto mistake = check(part, value, at, depth + 1); !mistake.empty()) return mistake;
    const auto holding = [&](const char* key) {
      return std::count_if(schema[key].begin(), schema[key].end(),
                           [&](const json& s) { return fits(s, value, at, depth); });
    };
    if (schema.contains("anyOf") && holding("anyOf") == 0) return at + " fits nothing of anyOf";
    if (schema.contains("oneOf") && holding("oneOf") != 1)
      return at + " does not fit exactly one of oneOf";
    return {};
  }

  std::string values(const json& schema, const json& value, const std::string& at, int) const {
    if (schema.contains("const") && schema["const"] != value) return at + " is not the constant";
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
      return at + " is not in the enum";
    return {};
  }

  static bool is_of(const std::string& type, const json& value) {
    if (type == "integer")
      return value.is_number_integer() ||
             (value.is_number_float() && std::floor(value.get<double>()) == value.get<double>());
    if (type == "number") return value.is_number();
    return type == value.type_name();
  }

  std::string types(const json& schema, const json& value, const std::string& at, int) const {
    if (!schema.contains("type")) return {};
    const auto& type = schema["type"];
    const bool is_right = type.is_string()
                              ? is_of(type.get<std::string>(), value)
                              : std::any_of(type.begin(), type.end(), [&](const json& t) {
                                  return t.is_string() && is_of(t.get<std::string>(), value);
                                });
    return is_right ? "" : at + " is of type " + value.type_name() + ", not " + type.dump();
  }

  std::string numbers(const json& schema, const json& value, const std::string& at, int) const {
    if (!value.is_number()) return {};
    const double x = value.get<double>();
    const auto bound = [&](const char* key) { return schema[key].get<double>(); };
    const auto has = [&](const char* key) {
      return schema.contains(key) && schema[key].is_number();
    };
    const auto is_true = [&](const char* key) {
      return schema.contains(key) && schema[key] == json(true);
    };
    if (has("minimum") &&
        (x < bound("minimum") || (is_true("exclusiveMinimum") && x <= bound("minimum"))))
      return at + " is below the minimum";
    if (has("maximum") &&
        (x > bound("maximum") || (is_true("exclusiveMaximum") && x >= bound("maximum"))))
      return at + " is above the maximum";
    if (has("exclusiveMinimum") && x <= bound("exclusiveMinimum"))
      return at + " is not above the exclusiveMinimum";
    if (has("exclusiveMaximum") && x >= bound("exclusiveMaximum"))
      return at + " is not below the exclusiveMaximum";
    if (has("multipleOf") && !is_multiple_of(value, schema["multipleOf"]))
      return at + " is not a multiple";
    return {};
  }

  // Decimals are compared as they are written: 0.3 is a multiple of 0.1.
  static bool is_multiple_of(const json& value, const json& step) {
    const auto number = read_decimal(value.dump()), by = read_decimal(step.dump());
    if (number && by && by->digits != 0) return is_multiple(*number, *by);
    return std::fmod(value.get<double>(), step.get<double>()) == 0;
  }

  static bool matches(const std::string& pattern, const std::string& text) {
    Automaton automaton({regex(pattern)});
    return automaton.can_end(automaton.after(Automaton::kStart, text));
  }

  std::string strings(const json& schema, const json& value, const std::string& at, int) const {
    if (!value.is_string()) return {};
    const auto& text = value.get_ref<const std::string&>();
    const auto length = static_cast<double>(code_points(text).size());
    if (schema.contains("minLength") && length < schema["minLength"].get<double>())
      return at + " is too short";
    if (schema.contains("maxLength") && length > schema["maxLength"].get<double>())
      return at + " is too long";
    if (schema.contains("pattern") && !matches(schema["pattern"].get<std::string>(), text))
      return at + " does not match the pattern";
    if (schema.contains("format")) {
      const std::string pattern(pattern_of_format(schema["format"].get<std::string>()));
      if (!pattern.empty() && !matches(pattern, text)) return at + " is not of the format";
    }
    return {};
  }

  std::string arrays(const json& schema, const json& value, const std::string& at,
                     int depth) const {
    if (!value.is_array()) return {};
    const auto size = static_cast<double>(value.size());
    if (schema.contains("minItems") && size < schema["minItems"].get<double>())
      return at + " has too few items";
    if (schema.contains("maxItems") && size > schema["maxItems"].get<double>())
      return at + " has too many items";
    const bool is_old = schema.contains("items") && schema["items"].is_array();
    const auto first = schema.value(is_old ? "items" : "prefixItems", json::array());
    const auto rest = schema.value(is_old ? "additionalItems" : "items", json(true));
    for (std::size_t i = 0; i < value.size(); ++i)
      if (auto mistake = check(i < first.size() ? first[i] : rest, value[i],
                               at + "/" + std::to_string(i), depth + 1);
          !mistake.empty())
        return mistake;
    return {};
  }

  std::string objects(const json& schema, const json& value, const std::string& at,
                      int depth) const {
    if (!value.is_object()) return {};
    const auto size = static_cast<double>(value.size());
    if (schema.contains("minProperties") && size < schema["minProperties"].get<double>())
      return at + " has too few members";
    if (schema.contains("maxProperties") && size > schema["maxProperties"].get<double>())
      return at + " has too many members";
    if (schema.contains("required"))
      for (const auto& name : schema["required"])
        if (!value.contains(name.get<std::string>()))
          return at + " lacks \"" + name.get<std::string>() + "\"";
    const auto known = schema.value("properties", json::object());
    const auto others = schema.value("additionalProperties", json(true));
    const auto above = at + "/";
    for (const auto& [name, member] : value.items())
      if (auto mistake =
              check(known.contains(name) ? known[name] : others, member, above + name, depth + 1);
          !mistake.empty())
        return mistake;
    return {};
  }

  const json& whole_;
};

}  // namespace

std::string mistake_in_json(std::string_view schema, std::string_view text) {
  try {
    const auto rules = base::parse_json(schema, {.depth = kDeepest});
    const auto value = base::parse_json(text, {.depth = kDeepest});
    return Validator(rules).check(rules, value, "#", 0);
  } catch (const base::JsonError& error) {
    return error.reason() == base::JsonError::Reason::too_deep ? "it is nested too deeply"
                                                               : "it is not JSON";
  } catch (const std::exception& error) {
    return std::string("it cannot be checked: ") + error.what();
  } catch (const RegexError& error) {
    return "it cannot be checked: " + error.reason;
  }
}

}  // namespace minerva::constrain
