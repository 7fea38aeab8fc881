#include "base/json.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/internal/watched_text.h"
#include "base/utf8.h"

namespace base {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using Reason = JsonError::Reason;
using Format = json::input_format_t;

constexpr std::size_t kKeysLookedThrough = 32;  ///< One by one; more have an index.
constexpr std::size_t kLongestToken = 40;       ///< Shown in an error.

/// How far the parser has come.
class Place {
 public:
  Place(std::string_view bytes, Format format) : bytes_(bytes), format_(format) {}

  void operator()(char) { ++read_; }
  std::size_t read() const { return read_; }

  /// A number is read one character too far, so the line is that of the last character that is not
  /// white space.
  int line() {
    auto end = read_;
    while (end > counted_ && std::string_view(" \t\r\n").contains(bytes_[end - 1])) --end;
    const auto* const from = bytes_.data();
    line_ += static_cast<int>(std::count(from + counted_, from + std::max(end, counted_), '\n'));
    counted_ = std::max(end, counted_);
    return line_;
  }

  std::string text() const { return text(read_); }
  /// `count`: how many bytes were read, with the one that is wrong.
  std::string text(std::size_t count) const {
    if (format_ != Format::json) return "byte " + std::to_string(count);
    const auto before = bytes_.substr(0, std::min(count > 0 ? count - 1 : 0, bytes_.size()));
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto line_start = before.rfind('\n') + 1;  // npos + 1 is 0.
    return "line " + std::to_string(lines + 1) + ", column " +
           std::to_string(before.size() - line_start + 1);
  }

 private:
  std::string_view bytes_;
  Format format_;
  std::size_t read_ = 0, counted_ = 0;
  int line_ = 1;
};

/// nlohmann's message without its name for the error and its idea of the place, and with the
/// beginning only of what was read last, which may be a long text.
std::string detail_of(std::string_view what) {
  if (const auto end = what.find("] "); end != std::string_view::npos) what.remove_prefix(end + 2);
  if (what.starts_with("parse error at "))
    if (const auto end = what.find(": "); end != std::string_view::npos)
      what.remove_prefix(end + 2);
  constexpr std::string_view kLast = "; last read: '";
  const auto last = what.find(kLast);
  if (last == std::string_view::npos || what.size() <= last + kLast.size() + kLongestToken)
    return visible(what);
  return visible(what.substr(0, last + kLast.size() + kLongestToken)) + "…'";
}

/// Builds a value from nlohmann's events.
template <typename Json>
class Builder {
 public:
  Builder(const JsonLimits& limits, Place& place, std::vector<int>* lines)
      : limits_(limits), place_(place), lines_(lines) {}

  Json take() { return std::move(root_); }

  bool null() { return add(nullptr); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(json::number_integer_t value) { return add(value); }
  bool number_unsigned(json::number_unsigned_t value) { return add(value); }
  bool number_float(json::number_float_t value, const std::string&) { return add(value); }
  bool string(std::string& value) { return add(std::move(value)); }
  bool binary(json::binary_t& value) { return add(std::move(value)); }
  bool start_object(std::size_t) { return open(Json::value_t::object); }
  bool start_array(std::size_t) { return open(Json::value_t::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    auto& object = open_.back();
    object.member = find(object, name);
    if (object.member != nullptr && !limits_.repeated_keys)
      fail(Reason::repeated_key, "\"" + visible(name) + "\" is given twice in the same object");
    if (object.member == nullptr) object.member = append(object, std::move(name));
    return true;
  }
  bool parse_error(std::size_t byte, const std::string&, const json::exception& error) {
    throw JsonError(Reason::syntax, place_.text(byte), detail_of(error.what()));
  }

 private:
  using Object = typename Json::object_t;
  static constexpr bool kIsOrdered = std::is_same_v<Json, ordered_json>;

  struct Open {
    Json* value;             ///< It does not move while it is open: nothing is added to its parent.
    Json* member = nullptr;  ///< Whose value comes next.
    std::map<std::string, std::ptrdiff_t> places;  ///< The index of a large ordered object.
  };

  [[noreturn]] void fail(Reason reason, std::string what) const {
    throw JsonError(reason, place_.text(), std::move(what));
  }

  template <typename Value>
  Json* put(Value&& value) {
    if (++values_ > limits_.values)
      fail(Reason::too_large, "more than " + std::to_string(limits_.values) + " values");
    if (lines_ != nullptr) lines_->push_back(place_.line());
    auto* target = &root_;
    if (!open_.empty()) {
      auto& parent = open_.back();
      if (parent.value->is_array()) {
        auto& items = parent.value->template get_ref<typename Json::array_t&>();
        return &items.emplace_back(std::forward<Value>(value));
      }
      target = parent.member;
    }
    *target = Json(std::forward<Value>(value));
    return target;
  }
  template <typename Value>
  bool add(Value&& value) {
    put(std::forward<Value>(value));
    return true;
  }
  bool open(typename Json::value_t type) {
    if (open_.size() >= limits_.depth)
      fail(Reason::too_deep, "nested deeper than " + std::to_string(limits_.depth) + " levels");
    open_.push_back({.value = put(type), .places = {}});
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  static Json* find(Open& object, const std::string& name) {
    auto& members = object.value->template get_ref<Object&>();
    if (!kIsOrdered || members.size() <= kKeysLookedThrough) {
      const auto found = members.find(name);
      return found == members.end() ? nullptr : &found->second;
    }
    if (object.places.empty())
      for (const auto& member : members)
        object.places.emplace(member.first, std::ssize(object.places));
    const auto place = object.places.find(name);
    return place == object.places.end() ? nullptr
                                        : &std::next(members.begin(), place->second)->second;
  }
  Json* append(Open& object, std::string name) {
    auto& members = object.value->template get_ref<Object&>();
    if (members.size() >= limits_.keys)
      fail(Reason::too_large, "more than " + std::to_string(limits_.keys) + " keys in one object");
    if constexpr (kIsOrdered) {
      if (!object.places.empty()) object.places.emplace(name, std::ssize(members));
      return &members.emplace_back(std::move(name), nullptr).second;  // It does not look again.
    } else {
      return &members.emplace(std::move(name), nullptr).first->second;
    }
  }

  const JsonLimits& limits_;
  Place& place_;
  std::vector<int>* lines_;
  Json root_;
  std::vector<Open> open_;
  std::size_t values_ = 0;
};

/// `read`: how many bytes the value took. Without it, they must be all.
template <typename Json>
Json read_value(std::string_view bytes, Format format, const JsonLimits& limits,
                std::vector<int>* lines, std::size_t* read) {
  Place place(bytes, format);
  if (bytes.size() > limits.bytes)
    throw JsonError(Reason::too_large, place.text(limits.bytes + 1),
                    "more than " + std::to_string(limits.bytes) + " bytes");
  Builder<Json> builder(limits, place, lines);
  const WatchedText text(bytes, place);
  Json::sax_parse(text.begin(), text.end(), &builder, format, read == nullptr);
  if (read != nullptr) *read = place.read();
  return builder.take();
}

std::string message_of(Reason reason, const std::string& place, const std::string& detail) {
  const bool is_text = place.starts_with("line");
  const char* const kind = is_text ? "this is not JSON: " : "this is not msgpack: ";
  return place + ": " + (reason == Reason::syntax ? kind : "") + detail + ".";
}

}  // namespace

JsonError::JsonError(Reason reason, std::string place, std::string detail)
    : Error(ErrorKind::corrupt, message_of(reason, place, detail)),
      reason_(reason),
      place_(std::move(place)),
      detail_(std::move(detail)) {}

ordered_json parse_json(std::string_view text, const JsonLimits& limits) {
  return read_value<ordered_json>(text, Format::json, limits, nullptr, nullptr);
}

ordered_json parse_json(std::string_view text, JsonLimits limits, std::vector<int>& lines) {
  limits.repeated_keys = false;
  lines.clear();
  return read_value<ordered_json>(text, Format::json, limits, &lines, nullptr);
}

std::optional<ordered_json> try_parse_json(std::string_view text, const JsonLimits& limits) {
  try {
    return parse_json(text, limits);
  } catch (const JsonError&) {
    return std::nullopt;
  }
}

json parse_msgpack(std::string_view bytes, const JsonLimits& limits) {
  return read_value<json>(bytes, Format::msgpack, limits, nullptr, nullptr);
}

std::optional<json> take_msgpack(std::string_view& bytes, const JsonLimits& limits) {
  try {
    std::size_t read = 0;
    auto value = read_value<json>(bytes, Format::msgpack, limits, nullptr, &read);
    bytes.remove_prefix(read);
    return value;
  } catch (const JsonError&) {
    return std::nullopt;
  }
}

}  // namespace base
