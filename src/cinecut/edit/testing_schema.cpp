#include "cinecut/edit/testing_schema.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/files.h"

namespace cinecut::edit {
namespace {

using Json = nlohmann::ordered_json;

/// The part of JSON Schema that our schema uses, and no more: an unknown keyword fails.
class Schema {
 public:
  explicit Schema(Json root) : root_(std::move(root)) {}

  std::vector<std::string> complaints(const Json& value) const {
    std::vector<std::string> found;
    check(root_, value, "", found);
    return found;
  }

 private:
  using Found = std::vector<std::string>;

  static bool is_of(const std::string& type, const Json& v) {
    return type == "object"    ? v.is_object()
           : type == "array"   ? v.is_array()
           : type == "string"  ? v.is_string()
           : type == "integer" ? v.is_number_integer()
           : type == "number"  ? v.is_number()
                               : false;
  }

  void check(const Json& schema, const Json& value, const std::string& at, Found& found) const {
    const auto complain = [&](const std::string& what) { found.push_back(at + ": " + what); };
    for (const auto& [keyword, rule] : schema.items()) {
      if (keyword == "$ref") {
        check(root_.at(Json::json_pointer(rule.get<std::string>().substr(1))), value, at, found);
      } else if (keyword == "type") {
        if (!is_of(rule, value)) complain("is no " + rule.get<std::string>());
      } else if (keyword == "required") {
        for (const auto& key : rule) {
          if (!value.contains(key)) complain("lacks " + key.get<std::string>());
        }
      } else if (keyword == "properties") {
        for (const auto& [key, inner] : rule.items()) {
          if (value.contains(key))
            check(inner, value.at(key), std::string(at).append(".").append(key), found);
        }
        for (const auto& [key, unused] : value.items()) {
          if (!rule.contains(key)) complain("has the unknown key " + key);
        }
      } else if (keyword == "items") {
        for (const auto& item : value) check(rule, item, at + "[]", found);
      } else if (keyword == "enum") {
        if (std::find(rule.begin(), rule.end(), value) == rule.end()) complain("is not allowed");
      } else if (keyword == "minimum") {
        if (value < rule) complain("is too small");
      } else if (keyword == "maximum") {
        if (value > rule) complain("is too large");
      } else if (keyword == "minItems" || keyword == "minLength") {
        const auto size = value.is_string() ? value.get<std::string>().size() : value.size();
        if (size < rule.get<std::size_t>()) complain("is too short");
      } else if (keyword == "pattern") {
        if (!testing::Matches(testing::ContainsRegex(rule.get<std::string>()))(
                value.get<std::string>())) {
          complain("does not match " + rule.get<std::string>());
        }
      } else if (!keyword.starts_with("$") && keyword != "title" && keyword != "description") {
        complain("the schema uses " + keyword);
      }
    }
  }

  Json root_;
};

}  // namespace

std::string doc(const char* name) {
  return base::read_file(std::filesystem::path(CINECUT_SOURCE_DIR) / "docs" / name);
}

std::vector<std::string> schema_complaints(const std::string& manifest) {
  static const Schema schema(Json::parse(doc("manifest.schema.json")));
  return schema.complaints(Json::parse(manifest));
}

}  // namespace cinecut::edit
