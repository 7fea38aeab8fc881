#include "minerva/constrain/schema.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "minerva/constrain/json_text.h"
#include "minerva/constrain/number_range.h"
#include "minerva/constrain/regex.h"
#include "minerva/model/fault.h"

namespace minerva {
namespace {

using json = nlohmann::ordered_json;

constexpr int kDeepest = 64;
/// Longer texts than this are not counted by the grammar; mistake_in_json() still refuses them.
constexpr int kLongestCounted = 16'384;
constexpr int kMostItems = 4'096;

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw Fault(FaultKind::invalid_parameter,
              "The JSON schema cannot be kept to: " + path + " " + what + ".", "schema");
}

const std::set<std::string>& known_keys() {
  static const std::set<std::string> keys{
      "type", "enum", "const", "properties", "required", "additionalProperties", "items",
      "prefixItems", "additionalItems", "minItems", "maxItems", "minLength", "maxLength", "pattern",
      "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "anyOf", "oneOf",
      "allOf", "$ref", "$defs", "definitions", "minProperties", "maxProperties", "uniqueItems",
      "multipleOf",
      // What says nothing of the value.
      "title", "description", "default", "examples", "example", "$schema", "$id", "$comment",
      "$anchor", "deprecated", "readOnly", "writeOnly", "nullable", "discriminator", "strict"};
  return keys;
}

/// A path to what `name` holds, written as JSON pointers are.
std::string below(const std::string& path, const std::string& name) {
  return path + (json::json_pointer() / name).to_string();
}

bool is_annotation(const std::string& key) {
  static const std::set<std::string> keys{"title",   "description", "default",       "examples",
                                          "example", "$schema",     "$id",           "$comment",
                                          "$anchor", "deprecated",  "readOnly",      "writeOnly",
                                          "$defs",   "definitions", "discriminator", "strict"};
  return keys.contains(key);
}

class Compiler {
 public:
  explicit Compiler(const json& schema) : whole_(schema) {}

  Grammar compile() {
    grammar_.push_back(nothing());
    refs_["#"] = 0;
    auto root = value(whole_, "#", 0);
    grammar_[0] = std::move(root);
    if (left_recursive_rule(grammar_) >= 0) refuse("#", "has a $ref that leads back to itself");
    return std::move(grammar_);
  }

 private:
  Expression value(const json& schema, const std::string& path, int depth) {
    if (depth > kDeepest) refuse(path, "is nested too deeply");
    if (schema.is_boolean()) {
      if (!schema.get<bool>()) refuse(path, "is false: nothing fits it");
      return any();
    }
    if (!schema.is_object()) refuse(path, "is neither an object nor a boolean");
    for (const auto& [key, unused] : schema.items())
      if (!known_keys().contains(key)) refuse(below(path, key), "is not supported");
    if (schema.value("nullable", json(false)) == json(true)) {
      auto rest = schema;
      rest.erase("nullable");
      return choice({value(rest, path, depth + 1), text("null")});
    }
    if (schema.contains("$ref")) return reference(schema, path, depth);
    for (const auto* key : {"anyOf", "oneOf"})
      if (schema.contains(key)) return alternatives(schema, key, path, depth);
    if (schema.contains("allOf")) return value(merged_all(schema, path), path, depth + 1);
    if (schema.contains("const")) return listed(json::array({schema["const"]}), schema, path);
    if (schema.contains("enum")) {
      if (!schema["enum"].is_array()) refuse(path + "/enum", "is not a list");
      return listed(schema["enum"], schema, path);
    }
    return typed(schema, path, depth);
  }

  Expression any() {
    if (!any_) any_ = add_any_rules(grammar_);
    return rule(any_->value);
  }
  Expression any_object() {
    (void)any();
    return rule(any_->object);
  }

  // References and alternatives ------------------------------------------------------------------

  const json& target_of(const std::string& ref, const std::string& path) const {
    if (ref == "#") return whole_;
    if (!ref.starts_with("#/")) refuse(path, "points outside of the schema (\"" + ref + "\")");
    try {
      return whole_.at(json::json_pointer(ref.substr(1)));
    } catch (const json::exception&) {
      refuse(path, "points to \"" + ref + "\", which is not there");
    }
  }

  Expression reference(const json& schema, const std::string& path, int depth) {
    for (const auto& [key, unused] : schema.items())
      if (key != "$ref" && !is_annotation(key))
        refuse(path + "/" + key, "beside a $ref is not supported");
    if (!schema["$ref"].is_string()) refuse(path + "/$ref", "is not a text");
    const auto ref = schema["$ref"].get<std::string>();
    if (const auto known = refs_.find(ref); known != refs_.end()) return rule(known->second);
    const auto& target = target_of(ref, path + "/$ref");
    const auto index = static_cast<int>(grammar_.size());
    grammar_.push_back(nothing());
    refs_[ref] = index;
    auto body = value(target, ref, depth + 1);
    grammar_[static_cast<std::size_t>(index)] = std::move(body);
    return rule(index);
  }

  Expression alternatives(const json& schema, const std::string& key, const std::string& path,
                          int depth) {
    const auto& list = schema[key];
    if (!list.is_array() || list.empty()) refuse(path + "/" + key, "is not a list of schemas");
    auto base = schema;
    base.erase(key);
    for (auto it = base.begin(); it != base.end();)
      it = is_annotation(it.key()) ? base.erase(it) : std::next(it);
    std::vector<Expression> ways;
    std::vector<json> merged;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto here = path + "/" + key + "/" + std::to_string(i);
      merged.push_back(base.empty() ? list[i] : merge(base, resolved(list[i], here), here));
      ways.push_back(value(merged.back(), here, depth + 1));
    }
    if (key == "oneOf")
      for (std::size_t i = 0; i < merged.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
          if (!exclude(merged[k], merged[i], 0))
            refuse(path + "/oneOf", "has alternatives that may hold at the same time (" +
                                        std::to_string(k) + " and " + std::to_string(i) +
                                        "); use anyOf");
    return choice(std::move(ways));
  }

  json resolved(const json& schema, const std::string& path) const {
    json result = schema;
    for (int i = 0; i < kDeepest && result.is_object() && result.contains("$ref") &&
                    result["$ref"].is_string();
         ++i) {
      const json next = target_of(result["$ref"].get<std::string>(), path);
      result = next;
    }
    return result;
  }

  json merged_all(const json& schema, const std::string& path) const {
    json result = schema;
    result.erase("allOf");
    const auto& list = schema["allOf"];
    if (!list.is_array()) refuse(path + "/allOf", "is not a list of schemas");
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto here = path + "/allOf/" + std::to_string(i);
      result = merge(result, resolved(list[i], here), here);
    }
    return result;
  }

  // Both at once, where that can be said by one schema.
  static json merge(json a, const json& b, const std::string& path) {
    if (b == json(true)) return a;
    if (!b.is_object()) refuse(path, "is not an object");
    const auto closes = [](const json& s) { return s.contains("additionalProperties"); };
    const auto names = [](const json& s) {
      std::set<std::string> found;
      if (s.contains("properties") && s["properties"].is_object())
        for (const auto& [name, unused] : s["properties"].items()) found.insert(name);
      return found;
    };
    if ((closes(a) && !names(b).empty()) || (closes(b) && !names(a).empty()))
      if (names(a) != names(b))
        refuse(path, "and what it is joined with restrict each other's additionalProperties");
    for (const auto& [key, theirs] : b.items()) {
      if (!a.contains(key)) {
        a[key] = theirs;
      } else if (a[key] == theirs || is_annotation(key)) {
        continue;
      } else if (key == "properties" && theirs.is_object() && a[key].is_object()) {
        for (const auto& [name, schema] : theirs.items()) {
          if (a[key].contains(name) && a[key][name] != schema)
            refuse(below(path + "/properties", name), "differs from what it is joined with");
          a[key][name] = schema;
        }
      } else if (key == "required" && theirs.is_array() && a[key].is_array()) {
        for (const auto& name : theirs)
          if (std::find(a[key].begin(), a[key].end(), name) == a[key].end()) a[key].push_back(name);
      } else {
        refuse(below(path, key), "differs from what it is joined with");
      }
    }
    return a;
  }

  // Is there surely nothing that fits both?
  bool exclude(const json& a0, const json& b0, int depth) const {
    if (depth > 8) return false;
    const auto a = resolved(a0, "#"), b = resolved(b0, "#");
    if (!a.is_object() || !b.is_object()) return false;
    const auto x = values_of(a), y = values_of(b);
    if (x && y)
      return std::none_of(x->begin(), x->end(), [&](const json& v) {
        return std::find(y->begin(), y->end(), v) != y->end();
      });
    const auto s = types_of(a), t = types_of(b);
    const auto overlaps = [&](const std::string& type) {
      return t.contains(type) || (type == "integer" && t.contains("number")) ||
             (type == "number" && t.contains("integer"));
    };
    if (!s.empty() && !t.empty() && std::none_of(s.begin(), s.end(), overlaps)) return true;
    if (!s.contains("object") || s.size() > 1 || !t.contains("object") || t.size() > 1)
      return false;
    const auto ours = a.value("properties", json::object());
    const auto other = b.value("properties", json::object());
    for (const auto& [name, schema] : ours.items()) {
      if (requires_member(a, name) && requires_member(b, name) && other.contains(name) &&
          exclude(schema, other[name], depth + 1))
        return true;
    }
    const auto lacks = [](const json& closed, const json& needing) {
      if (closed.value("additionalProperties", json(true)) != json(false)) return false;
      const auto names = needing.value("required", json::array());
      return std::any_of(names.begin(), names.end(), [&](const json& name) {
        return name.is_string() &&
               !closed.value("properties", json::object()).contains(name.get<std::string>());
      });
    };
    return lacks(a, b) || lacks(b, a);
  }

  static bool requires_member(const json& schema, const std::string& name) {
    const auto names = schema.value("required", json::array());
    return std::find(names.begin(), names.end(), json(name)) != names.end();
  }
  static std::optional<json> values_of(const json& schema) {
    if (schema.contains("const")) return json::array({schema["const"]});
    if (schema.contains("enum") && schema["enum"].is_array()) return schema["enum"];
    return std::nullopt;
  }
  static std::set<std::string> types_of(const json& schema) {
    std::set<std::string> result;
    if (const auto values = values_of(schema)) {
      for (const auto& v : *values)
        result.insert(v.is_number_integer() ? "integer" : std::string(v.type_name()));
      return result;
    }
    const auto type = schema.value("type", json());
    if (type.is_string()) result.insert(type.get<std::string>());
    if (type.is_array())
      for (const auto& t : type)
        if (t.is_string()) result.insert(t.get<std::string>());
    return result;
  }

  // Values ---------------------------------------------------------------------------------------

  Expression listed(const json& values, const json& schema, const std::string& path) {
    auto rest = schema;
    rest.erase("enum");
    rest.erase("const");
    std::vector<Expression> ways;
    for (const auto& v : values)
      if (mistake_in_json(with_definitions(rest).dump(), v.dump()).empty())
        ways.push_back(text(v.dump()));
    if (ways.empty()) refuse(path, "lists no value that fits the rest of it");
    return choice(std::move(ways));
  }

  json with_definitions(json schema) const {
    for (const auto* key : {"$defs", "definitions"})
      if (whole_.is_object() && whole_.contains(key) && schema.is_object())
        schema[key] = whole_[key];
    return schema;
  }

  Expression typed(const json& schema, const std::string& path, int depth) {
    std::vector<std::string> types;
    if (schema.contains("type")) {
      const auto& type = schema["type"];
      if (type.is_string()) types.push_back(type.get<std::string>());
      if (type.is_array())
        for (const auto& t : type)
          if (t.is_string()) types.push_back(t.get<std::string>());
      if (types.empty()) refuse(path + "/type", "names no type");
    } else {
      types = inferred(schema);
      if (types.empty()) return any();
    }
    std::vector<Expression> ways;
    for (const auto& type : types) ways.push_back(of_type(type, schema, path, depth));
    return ways.size() == 1 ? std::move(ways[0]) : choice(std::move(ways));
  }

  // A schema without a type is kept to by writing the type its other words are about.
  static std::vector<std::string> inferred(const json& schema) {
    const auto has = [&](std::initializer_list<const char*> keys) {
      return std::any_of(keys.begin(), keys.end(),
                         [&](const char* k) { return schema.contains(k); });
    };
    if (has({"properties", "required", "additionalProperties", "minProperties", "maxProperties"}))
      return {"object"};
    if (has({"items", "prefixItems", "minItems", "maxItems", "uniqueItems"})) return {"array"};
    if (has({"minLength", "maxLength", "pattern", "format"})) return {"string"};
    if (has({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}))
      return {"number"};
    return {};
  }

  Expression of_type(const std::string& type, const json& schema, const std::string& path,
                     int depth) {
    if (type == "object") return object(schema, path, depth);
    if (type == "array") return array(schema, path, depth);
    if (type == "string") return string(schema, path);
    if (type == "integer" || type == "number") return number(schema, path, type == "integer");
    if (type == "boolean") return choice({text("true"), text("false")});
    if (type == "null") return text("null");
    refuse(path + "/type", "is \"" + type + "\", which is not a type");
  }

  int count(const json& schema, const char* key, const std::string& path, int otherwise) const {
    if (!schema.contains(key)) return otherwise;
    const auto& n = schema[key];
    const bool is_whole =
        n.is_number_integer() ||
        (n.is_number_float() && n.get<double>() == static_cast<double>(static_cast<std::int64_t>(
                                                       std::clamp(n.get<double>(), -1e15, 1e15))));
    if (!is_whole || n.get<double>() < 0)
      refuse(path + "/" + key, "is not a whole number from 0 up");
    return static_cast<int>(std::min(n.get<double>(), 1e9));
  }

  Expression number(const json& schema, const std::string& path, bool is_integer) {
    Bounds bounds;
    const auto read = [&](const char* key, const char* exclusive, bool is_upper,
                          std::optional<Decimal>& bound, bool& is_excluded) {
      const auto decimal = [&](const char* k) {
        const auto d = read_decimal(schema[k].dump());
        if (!d) refuse(path + "/" + k, "has more digits than are supported");
        return *d;
      };
      if (schema.contains(key)) {
        if (!schema[key].is_number()) refuse(path + "/" + key, "is not a number");
        bound = decimal(key);
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
      bound = decimal(exclusive);
      is_excluded = true;
    };
    read("minimum", "exclusiveMinimum", false, bounds.low, bounds.is_low_excluded);
    read("maximum", "exclusiveMaximum", true, bounds.high, bounds.is_high_excluded);
    if (schema.contains("multipleOf")) bounds.step = step(schema["multipleOf"], path);
    const auto found = is_integer ? integers_in(bounds) : numbers_in(bounds);
    if (!found) refuse(path, "has bounds between which there is no number");
    return *found;
  }

  static Step step(const json& multiple, const std::string& path) {
    const auto here = path + "/multipleOf";
    if (!multiple.is_number() || multiple.get<double>() <= 0) refuse(here, "is not above 0");
    const auto decimal = read_decimal(multiple.dump());
    const auto found = decimal ? step_of(*decimal) : std::nullopt;
    if (!found) refuse(here, "is supported for 1, 2 and 5, and for these times a power of ten");
    return *found;
  }

  Expression string(const json& schema, const std::string& path) {
    const int min = count(schema, "minLength", path, 0);
    int max = count(schema, "maxLength", path, -1);
    if (max >= 0 && max < min) refuse(path + "/maxLength", "is less than minLength");
    if (min > kLongestCounted) refuse(path + "/minLength", "is more than is supported");
    if (max > kLongestCounted) max = -1;
    std::string key = "pattern";
    try {
      std::string pattern;
      if (schema.contains("pattern")) {
        if (!schema["pattern"].is_string()) refuse(path + "/pattern", "is not a text");
        pattern = schema["pattern"].get<std::string>();
        if (schema.contains("format")) {
          key = "format";
          if (!schema["format"].is_string() ||
              !pattern_of_format(schema["format"].get<std::string>()).empty())
            refuse(path + "/format", "beside a pattern is not supported");
        }
      } else if (schema.contains("format")) {
        key = "format";
        if (!schema["format"].is_string()) refuse(path + "/format", "is not a text");
        pattern = pattern_of_format(schema["format"].get<std::string>());
      }
      if (pattern.empty()) return json_string(min, max);
      return json_string(of_length(regex(pattern), min, max));
    } catch (const RegexError& error) {
      refuse(path + "/" + key, "is not supported: " + error.reason);
    }
  }

  // Arrays and objects ---------------------------------------------------------------------------

  Expression array(const json& schema, const std::string& path, int depth) {
    const int min = count(schema, "minItems", path, 0);
    int max = count(schema, "maxItems", path, -1);
    if (max >= 0 && max < min) refuse(path + "/maxItems", "is less than minItems");
    if (min > kMostItems) refuse(path + "/minItems", "is more than is supported");
    if (schema.value("uniqueItems", json(false)) == json(true) && max != 0 && max != 1)
      refuse(path + "/uniqueItems", "is not supported");
    std::vector<Expression> first;
    const bool is_old = schema.contains("items") && schema["items"].is_array();
    const std::string prefix_key = is_old ? "items" : "prefixItems";
    const std::string rest_key = is_old ? "additionalItems" : "items";
    if (schema.contains(prefix_key) && schema[prefix_key].is_array())
      for (std::size_t i = 0; i < schema[prefix_key].size(); ++i)
        first.push_back(value(schema[prefix_key][i],
                              path + "/" + prefix_key + "/" + std::to_string(i), depth + 1));
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
                          ? value(schema[rest_key], path + "/" + rest_key, depth + 1)
                          : any();
    return sequence({text("["), items(first, rest, min, max), text("]")});
  }

  // Back to front: what may follow the first i items.
  static Expression items(const std::vector<Expression>& first, const Expression& rest, int min,
                          int max) {
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
      const auto item =
          sequence({text(i > 0 ? "," : ""), first[static_cast<std::size_t>(i)], tail});
      tail = i < min ? item : optional(item);
    }
    return tail;
  }

  struct Member {
    Expression text;  ///< "name":value
    bool is_required;
  };

  std::vector<Member> members(const json& schema, const std::string& path, int depth) {
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
      result.push_back(
          {sequence({key(name), value(property, here, depth + 1)}), requires_member(schema, name)});
    }
    const auto required = schema.value("required", json::array());
    if (!required.is_array()) refuse(path + "/required", "is not a list");
    for (const auto& name : required) {
      if (!name.is_string()) refuse(path + "/required", "holds something that is not a text");
      if (!names.insert(name.get<std::string>()).second) continue;
      const auto others = schema.value("additionalProperties", json(true));
      if (others == json(false))
        refuse(path + "/required",
               "names \"" + name.get<std::string>() + "\", which is not allowed");
      result.push_back({sequence({key(name.get<std::string>()),
                                  value(others, path + "/additionalProperties", depth + 1)}),
                        true});
    }
    return result;
  }

  Expression object(const json& schema, const std::string& path, int depth) {
    const auto list = members(schema, path, depth);
    const int min = count(schema, "minProperties", path, 0);
    const int max = count(schema, "maxProperties", path, -1);
    if (list.empty()) return map(schema, path, depth, min, max);
    const auto required =
        std::count_if(list.begin(), list.end(), [](const Member& m) { return m.is_required; });
    if (min > required) refuse(path + "/minProperties", "asks for more than the required members");
    if (max >= 0 && max < std::ssize(list))
      refuse(path + "/maxProperties", "is less than the members there are");
    // Back to front, as rules: what may follow the first i members, with and without one before.
    int after_none = add_rule(nothing()), after_some = after_none;
    for (auto m = list.rbegin(); m != list.rend(); ++m) {
      const auto with_comma = sequence({text(","), m->text, rule(after_some)});
      const auto without = sequence({m->text, rule(after_some)});
      const int none = add_rule(m->is_required ? without : choice({without, rule(after_none)}));
      const int some =
          add_rule(m->is_required ? with_comma : choice({with_comma, rule(after_some)}));
      after_none = none;
      after_some = some;
    }
    return sequence({text("{"), rule(after_none), text("}")});
  }

  int add_rule(Expression e) {
    grammar_.push_back(std::move(e));
    return static_cast<int>(grammar_.size()) - 1;
  }

  Expression map(const json& schema, const std::string& path, int depth, int min, int max) {
    const auto others = schema.value("additionalProperties", json(true));
    if (min > 1) refuse(path + "/minProperties", "is not supported for members of any name");
    if (others == json(false) || max == 0) {
      if (min > 0) refuse(path + "/minProperties", "asks for members where none are allowed");
      return text("{}");
    }
    if (others == json(true) && min == 0 && max < 0) return any_object();
    const auto member = sequence(
        {json_string(), text(":"), value(others, path + "/additionalProperties", depth + 1)});
    const auto some = sequence({member, repeat(sequence({text(","), member}), 0,
                                               max < 0 || max > kMostItems ? -1 : max - 1)});
    return sequence({text("{"), min > 0 ? some : optional(some), text("}")});
  }

  const json& whole_;
  Grammar grammar_;
  std::map<std::string, int> refs_;
  std::optional<AnyRules> any_;
};

}  // namespace

Grammar grammar_of_schema(std::string_view schema) {
  if (is_nested_deeper(schema, 4 * kDeepest)) refuse("#", "is nested too deeply");
  const auto parsed = json::parse(schema, nullptr, false);
  if (parsed.is_discarded()) refuse("#", "is not JSON");
  try {
    return Compiler(parsed).compile();
  } catch (const json::exception& error) {
    refuse("#", std::string("cannot be read: ") + error.what());
  }
}

}  // namespace minerva
