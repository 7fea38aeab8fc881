#pragma once
// JSON with the line of every value, for errors people can act on.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cinecut::edit {

struct JsonNode {
  enum class Kind { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  int line = 1;  ///< Where the value starts (a string: where it ends).
  bool boolean = false;
  double number = 0;
  std::string text;
  std::vector<JsonNode> items;    ///< Of an array or an object.
  std::vector<std::string> keys;  ///< Of an object, one for each item.

  /// The member with that key, or null.
  const JsonNode* find(std::string_view key) const;
};

/// "a number", for errors.
std::string_view name_of(JsonNode::Kind kind);

/// Throws Error: usage with line and column if it is not JSON, has a key twice in one object, or is
/// beyond a limit of base::JsonLimits.
JsonNode parse_json(std::string_view json);

/// The line of a field such as "clips[3].source_end_s", or of the nearest thing around it that is
/// there.
int line_of(const JsonNode& root, std::string_view field);

}  // namespace cinecut::edit
