#pragma once
// Typed reading of JSON objects. Mistakes are collected, not thrown, so
// that a person sees all of them at once.

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "cinecut/edit/internal/json_tree.h"
#include "cinecut/edit/manifest.h"

namespace cinecut::edit {

/// Something wrong with one field.
struct Mistake {
  std::string field;     ///< "clips[3].source_end_s"
  std::string sentence;  ///< Starts with the field.
};

/// "12.5"
std::string number_text(double value);
inline std::string number_text(base::Duration d) { return number_text(base::to_seconds(d)); }

/// The fields of one object. Each getter leaves its target alone if the field is absent.
class Fields {
 public:
  struct Report {
    std::vector<Mistake> mistakes;
    int unknown_keys = 0;
    std::string first_unknown;
  };
  struct Limits {
    double least;
    double most;
  };

  /// `node` may be null or of another kind: then every field is absent (and a mistake noted).
  Fields(const JsonNode* node, std::string path, Report& report);
  /// Counts the keys that nobody asked for.
  ~Fields();
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  bool has(std::string_view key);
  /// Notes a mistake if the field is absent.
  void require(std::string_view key);

  bool string(std::string_view key, std::string& target);
  bool number(std::string_view key, double& target, Limits limits);
  bool number(std::string_view key, float& target, Limits limits);
  bool integer(std::string_view key, std::int64_t& target, Limits limits);
  /// Seconds, 0 to 4,000,000.
  bool time(std::string_view key, base::Duration& target);
  template <typename Clock>
  bool time(std::string_view key, std::chrono::time_point<Clock, base::Duration>& target) {
    base::Duration since{};
    if (!time(key, since)) return false;
    target = std::chrono::time_point<Clock, base::Duration>(since);
    return true;
  }
  template <typename Values>
  bool name(std::string_view key, const Values& values, typename Values::value_type& target) {
    std::string text;
    if (!string(key, text)) return false;
    const auto value = value_named(values, text);
    if (!value) {
      mistake(key, " is \"" + text + "\"; it may be " + names_of(values));
      return false;
    }
    target = *value;
    return true;
  }
  template <typename Values>
  bool name(std::string_view key, const Values& values,
            std::optional<typename Values::value_type>& target) {
    typename Values::value_type value{};
    if (!name(key, values, value)) return false;
    target = value;
    return true;
  }
  const JsonNode* object(std::string_view key) { return child(key, JsonNode::Kind::object); }
  const JsonNode* array(std::string_view key) { return child(key, JsonNode::Kind::array); }

  std::string path_of(std::string_view key) const;
  void mistake(std::string_view key, const std::string& what);

 private:
  const JsonNode* get(std::string_view key);
  const JsonNode* child(std::string_view key, JsonNode::Kind kind);

  const JsonNode* node_;
  std::string path_;
  Report& report_;
  std::vector<bool> is_known_;
};

}  // namespace cinecut::edit
