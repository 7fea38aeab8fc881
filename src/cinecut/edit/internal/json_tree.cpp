#include "cinecut/edit/internal/json_tree.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/watched_text.h"

namespace cinecut::edit {
namespace {

constexpr std::size_t kDeepest = 32;
constexpr std::size_t kMostKeys = 256;  // Keys are searched one by one.

/// Where the parser has read to. A number is read one character too far, so the line is that of
/// the last character that is not white space.
struct Reader {
  int line_here = 1;
  int line = 1;

  void operator()(char c) {
    if (c == '\n') ++line_here;
    if (c != '\n' && c != ' ' && c != '\t' && c != '\r') line = line_here;
  }
};

[[noreturn]] void fail(const std::string& message) {
  throw base::Error(base::ErrorKind::usage, message);
}

std::string place(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const auto line_start = before.rfind('\n');
  const auto column =
      before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
  return "line " + std::to_string(lines + 1) + ", column " + std::to_string(column);
}

/// nlohmann's message without its name for the error and its idea of the place.
std::string plain(std::string_view what) {
  if (const auto end = what.find("] "); end != std::string_view::npos) what.remove_prefix(end + 2);
  if (what.starts_with("parse error at ")) {
    if (const auto end = what.find(": "); end != std::string_view::npos) {
      what.remove_prefix(end + 2);
    }
  }
  return std::string(what);
}

/// Builds the tree from the parser's events.
class Builder {
 public:
  using Json = nlohmann::json;

  Builder(std::string_view text, const Reader& reader) : text_(text), reader_(reader) {}

  JsonNode take() { return std::move(root_); }

  bool null() { return add(JsonNode::Kind::null) != nullptr; }
  bool boolean(bool value) {
    add(JsonNode::Kind::boolean)->boolean = value;
    return true;
  }
  bool number_integer(Json::number_integer_t value) { return number(static_cast<double>(value)); }
  bool number_unsigned(Json::number_unsigned_t value) { return number(static_cast<double>(value)); }
  bool number_float(Json::number_float_t value, const std::string&) { return number(value); }
  bool string(std::string& value) {
    add(JsonNode::Kind::string)->text = std::move(value);
    return true;
  }
  bool binary(Json::binary_t&) { return false; }
  bool start_object(std::size_t) { return open(JsonNode::Kind::object); }
  bool key(std::string& value) {
    auto& object = *open_.back();
    if (object.find(value) != nullptr) {
      fail("line " + std::to_string(reader_.line) + ": \"" + value +
           "\" is given twice in the same object.");
    }
    if (object.keys.size() >= kMostKeys) {
      fail("line " + std::to_string(reader_.line) + ": more than " + std::to_string(kMostKeys) +
           " keys in one object, which no manifest has.");
    }
    object.keys.push_back(std::move(value));
    return true;
  }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(JsonNode::Kind::array); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& error) {
    fail(place(text_, byte) + ": this is not JSON: " + plain(error.what()) + ".");
  }

 private:
  JsonNode* add(JsonNode::Kind kind) {
    auto* node = &root_;
    if (!open_.empty()) node = &open_.back()->items.emplace_back();
    node->kind = kind;
    node->line = reader_.line;
    return node;
  }
  bool number(double value) {
    add(JsonNode::Kind::number)->number = value;
    return true;
  }
  bool open(JsonNode::Kind kind) {
    if (open_.size() >= kDeepest) {
      fail("line " + std::to_string(reader_.line) + ": nested deeper than " +
           std::to_string(kDeepest) + " levels, which no manifest is.");
    }
    // A parent's items do not move while one of them is open, so the pointers stay good.
    open_.push_back(add(kind));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  const Reader& reader_;
  JsonNode root_;
  std::vector<JsonNode*> open_;
};

}  // namespace

const JsonNode* JsonNode::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size() && i < items.size(); ++i) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

std::string_view name_of(JsonNode::Kind kind) {
  switch (kind) {
    case JsonNode::Kind::null:
      return "null";
    case JsonNode::Kind::boolean:
      return "true or false";
    case JsonNode::Kind::number:
      return "a number";
    case JsonNode::Kind::string:
      return "a string";
    case JsonNode::Kind::array:
      return "a list";
    case JsonNode::Kind::object:
      return "an object";
  }
  return "unknown";
}

JsonNode parse_json(std::string_view json) {
  Reader reader;
  Builder builder(json, reader);
  const base::WatchedText text(json, reader);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

int line_of(const JsonNode& root, std::string_view field) {
  const auto* node = &root;
  while (!field.empty()) {
    const JsonNode* next = nullptr;
    if (field.front() == '[') {
      const auto end = field.find(']');
      if (end == std::string_view::npos) break;
      std::size_t index = 0;
      std::from_chars(field.data() + 1, field.data() + end, index);
      if (index < node->items.size()) next = &node->items[index];
      field.remove_prefix(end + 1);
    } else {
      const auto end = std::min(field.find_first_of(".["), field.size());
      next = node->find(field.substr(0, end));
      field.remove_prefix(end);
    }
    if (!field.empty() && field.front() == '.') field.remove_prefix(1);
    if (next == nullptr) break;
    node = next;
  }
  return node->line;
}

}  // namespace cinecut::edit
