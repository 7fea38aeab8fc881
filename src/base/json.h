#pragma once
// JSON and msgpack that somebody else wrote or damaged, read within limits.

#include <cstddef>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace base {

/// What is refused before it takes much memory, or much stack of those who walk through the value,
/// copy or write it: they call themselves for each level.
struct JsonLimits {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t depth = 64;           ///< Objects and lists inside each other.
  std::size_t values = 10'000'000;  ///< Objects, lists and what is in them, keys not counted.
  std::size_t keys = std::numeric_limits<std::size_t>::max();  ///< In one object.
  bool repeated_keys = true;  ///< In one object: the last value counts. False: they are refused.
};

/// The message says where ("line 3, column 7: …") and what is wrong there, fit for a terminal.
class JsonError : public Error {
 public:
  enum class Reason {
    syntax,       ///< Not JSON or msgpack: cut short, not UTF-8, a number too large for a double.
    too_deep,     ///< JsonLimits::depth.
    too_large,    ///< JsonLimits::bytes, values or keys.
    repeated_key  ///< JsonLimits::repeated_keys.
  };

  JsonError(Reason reason, std::string place, std::string detail);
  Reason reason() const noexcept { return reason_; }
  /// "line 3, column 7", or "byte 17" of msgpack. Counted from 1.
  const std::string& place() const noexcept { return place_; }
  /// What is wrong, without the place and without a full stop.
  const std::string& detail() const noexcept { return detail_; }

 private:
  Reason reason_;
  std::string place_, detail_;
};

/// The one value that the text is; white space may be around it. Keeps the order of members.
/// Throws JsonError.
nlohmann::ordered_json parse_json(std::string_view text, const JsonLimits& limits = {});
/// Also tells the line where each value begins (a string: where it ends), a list or an object
/// before what is in it. Repeated keys are refused whatever the limits say.
nlohmann::ordered_json parse_json(std::string_view text, JsonLimits limits,
                                  std::vector<int>& lines);
/// Nothing: it is not JSON, or beyond a limit.
std::optional<nlohmann::ordered_json> try_parse_json(std::string_view text,
                                                     const JsonLimits& limits = {});

/// The one value that the bytes are. Its texts may be no UTF-8. Throws JsonError.
nlohmann::json parse_msgpack(std::string_view bytes, const JsonLimits& limits = {});
/// The value that `bytes` begins with, which is taken off them. Nothing, and they stay: there is
/// none, it is damaged, or beyond a limit.
std::optional<nlohmann::json> take_msgpack(std::string_view& bytes, const JsonLimits& limits = {});

}  // namespace base
