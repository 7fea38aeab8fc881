#include "minerva/openai/body_check.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "minerva/model/fault.h"
#include "minerva/openai/schemas.h"

namespace minerva::openai {
namespace {

constexpr std::size_t kLongestShown = 60;

std::string shown(const json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array())
    return value.empty() ? "empty" : "a list of " + std::to_string(value.size());
  auto text = to_text(value);
  if (value.is_string() && value.get_ref<const std::string&>().empty()) return "empty";
  if (text.size() > kLongestShown) text = text.substr(0, kLongestShown) + "…\"";
  return text;
}

std::string number(const json& bound) { return to_text(bound); }

std::string range_of(const json& schema) {
  const bool has_low = schema.contains("minimum"), has_high = schema.contains("maximum");
  if (schema.contains("exclusiveMinimum") && has_high)
    return " above " + number(schema["exclusiveMinimum"]) + ", to " + number(schema["maximum"]);
  if (has_low && has_high)
    return " from " + number(schema["minimum"]) + " to " + number(schema["maximum"]);
  if (has_low) return " of at least " + number(schema["minimum"]);
  return has_high ? " of at most " + number(schema["maximum"]) : "";
}

std::string size_of(const json& schema, const char* least, const char* most, const char* of_what) {
  const bool has_low = schema.contains(least), has_high = schema.contains(most);
  if (has_low && has_high)
    return " of " + number(schema[least]) + " to " + number(schema[most]) + of_what;
  if (has_low) return " of at least " + number(schema[least]) + of_what;
  return has_high ? " of at most " + number(schema[most]) + of_what : "";
}

std::string allowed_by(const json& s);

std::string any_of(const json& alternatives) {
  std::string text;
  for (const auto& one : alternatives) {
    const auto more = allowed_by(resolve(one));
    if (text.find(more) == std::string::npos) text += (text.empty() ? "" : ", or ") + more;
  }
  return text;
}

std::string allowed_by(const json& s) {
  if (s.contains("anyOf")) return any_of(s["anyOf"]);
  if (s.contains("const")) return to_text(s["const"]);
  if (s.contains("enum")) {
    std::string text = "one of ";
    for (std::size_t i = 0; i < s["enum"].size(); ++i)
      text += (i > 0 ? ", " : "") + to_text(s["enum"][i]);
    return text;
  }
  const auto type = s.value("type", "");
  if (type == "number") return "a number" + range_of(s);
  if (type == "integer") return "a whole number" + range_of(s);
  if (type == "boolean") return "true or false";
  if (type == "string") return "a text" + size_of(s, "minLength", "maxLength", " bytes");
  if (type == "array") return "a list" + size_of(s, "minItems", "maxItems", " entries");
  return "an object";
}

[[noreturn]] void refuse(const std::string& path, const json& value, const json& schema) {
  throw model::Fault::parameter(path, shown(value), allowed_by(schema));
}

bool is_whole(const json& value) {
  return value.is_number_integer() ||
         (value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>());
}

bool has_type(const json& value, const std::string& type) {
  if (type == "number") return value.is_number();
  if (type == "integer") return is_whole(value);
  if (type == "boolean") return value.is_boolean();
  if (type == "string") return value.is_string();
  if (type == "array") return value.is_array();
  return value.is_object();
}

class Check {
 public:
  void value(const json& referring, const json& value, const std::string& path) {
    const auto& schema = resolve(referring);
    if (schema.contains("anyOf")) return alternatives(schema, value, path);
    if (schema.contains("type") && !has_type(value, schema["type"].get<std::string>()))
      refuse(path, value, schema);
    if (schema.contains("const") && value != schema["const"]) refuse(path, value, schema);
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
      refuse(path, value, schema);
    if (value.is_number()) number(schema, value, path);
    if (value.is_string())
      size(schema, value, path, value.get_ref<const std::string&>().size(), "minLength",
           "maxLength");
    if (value.is_array()) array(schema, value, path);
    if (value.is_object()) object(schema, value, path);
  }

  std::vector<std::string> ignored;

 private:
  // The alternative that comes closest: the first that fits, else the complaint about the deepest
  // place.
  void alternatives(const json& schema, const json& value, const std::string& path) {
    std::optional<model::Fault> deepest;
    for (const auto& alternative : schema["anyOf"]) {
      Check inner;
      try {
        inner.value(alternative, value, path);
        ignored.insert(ignored.end(), inner.ignored.begin(), inner.ignored.end());
        return;
      } catch (const model::Fault& fault) {
        if (fault.field() != path && (!deepest || fault.field().size() > deepest->field().size()))
          deepest = fault;
      }
    }
    if (deepest) throw model::Fault(*deepest);
    refuse(path, value, schema);
  }

  static void number(const json& schema, const json& value, const std::string& path) {
    const auto v = value.get<double>();
    if ((schema.contains("minimum") && v < schema["minimum"].get<double>()) ||
        (schema.contains("maximum") && v > schema["maximum"].get<double>()) ||
        (schema.contains("exclusiveMinimum") && v <= schema["exclusiveMinimum"].get<double>()))
      refuse(path, value, schema);
  }

  static void size(const json& schema, const json& value, const std::string& path,
                   std::size_t count, const char* least, const char* most) {
    if ((schema.contains(least) && count < schema[least].get<std::size_t>()) ||
        (schema.contains(most) && count > schema[most].get<std::size_t>()))
      refuse(path, value, schema);
  }

  void array(const json& schema, const json& value, const std::string& path) {
    size(schema, value, path, value.size(), "minItems", "maxItems");
    if (!schema.contains("items")) return;
    for (std::size_t i = 0; i < value.size(); ++i)
      this->value(schema["items"], value[i], path + "[" + std::to_string(i) + "]");
  }

  void object(const json& schema, const json& value, const std::string& path) {
    const auto place = [&](const std::string& name) {
      return path.empty() ? name : path + "." + name;
    };
    if (schema.contains("required"))
      for (const auto& required : schema["required"]) {
        const auto name = required.get<std::string>();
        if (value.contains(name) && !value[name].is_null()) continue;
        throw model::Fault::parameter(place(name), value.contains(name) ? "null" : "missing",
                                      allowed_by(resolve(schema["properties"][name])));
      }
    if (schema.contains("additionalProperties") && schema["additionalProperties"].is_object())
      for (const auto& [name, member] : value.items())
        this->value(schema["additionalProperties"], member, place(name));
    if (!schema.contains("properties")) return;
    for (const auto& [name, member] : value.items()) {
      const auto known = schema["properties"].find(name);
      const bool is_known = known != schema["properties"].end();
      if (!is_known || known->contains("x-ignored")) ignored.push_back(place(name));
      if (is_known && !member.is_null()) this->value(*known, member, place(name));
    }
  }
};

}  // namespace

std::vector<std::string> check_body(const json& schema, const json& body) {
  if (!resolve(schema).contains("type") || body.is_object()) {
    Check check;
    check.value(schema, body, "");
    return std::move(check.ignored);
  }
  throw model::Fault::parameter("The body", shown(body), "a JSON object");
}

}  // namespace minerva::openai
