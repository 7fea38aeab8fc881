// Texts of JSON schemas: lengths, patterns and formats.

#include <nlohmann/json.hpp>

#include "minerva/constrain/internal/json_expressions.h"
#include "minerva/constrain/internal/regex.h"
#include "minerva/constrain/internal/schema_compiler.h"

namespace minerva::constrain::json_schema {

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

}  // namespace minerva::constrain::json_schema
