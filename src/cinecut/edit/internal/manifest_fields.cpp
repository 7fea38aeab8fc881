#include "cinecut/edit/internal/manifest_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cinecut::edit {

std::string number_text(double value) {
  std::array<char, 400> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

Fields::Fields(const JsonNode* node, std::string path, Report& report)
    : node_(node), path_(std::move(path)), report_(report) {
  if (node_ != nullptr && node_->kind != JsonNode::Kind::object) {
    report_.mistakes.push_back(
        {path_, path_ + " must be an object, not " + std::string(name_of(node_->kind))});
    node_ = nullptr;
  }
  if (node_ != nullptr) is_known_.resize(node_->keys.size());
}

Fields::~Fields() {
  for (std::size_t i = 0; i < is_known_.size(); ++i) {
    if (is_known_[i]) continue;
    if (report_.unknown_keys++ == 0) report_.first_unknown = path_of(node_->keys[i]);
  }
}

const JsonNode* Fields::get(std::string_view key) {
  if (node_ == nullptr) return nullptr;
  const auto found = std::find(node_->keys.begin(), node_->keys.end(), key);
  if (found == node_->keys.end()) return nullptr;
  const auto index = static_cast<std::size_t>(found - node_->keys.begin());
  is_known_[index] = true;
  return &node_->items[index];
}

bool Fields::has(std::string_view key) { return get(key) != nullptr; }

void Fields::require(std::string_view key) {
  if (node_ != nullptr && !has(key)) mistake(key, " is missing");
}

const JsonNode* Fields::child(std::string_view key, JsonNode::Kind kind) {
  const auto* node = get(key);
  if (node == nullptr || node->kind == JsonNode::Kind::null) return nullptr;
  if (node->kind == kind) return node;
  mistake(key,
          " must be " + std::string(name_of(kind)) + ", not " + std::string(name_of(node->kind)));
  return nullptr;
}

bool Fields::string(std::string_view key, std::string& target) {
  const auto* node = child(key, JsonNode::Kind::string);
  if (node != nullptr) target = node->text;
  return node != nullptr;
}

bool Fields::number(std::string_view key, double& target, Limits limits) {
  const auto* node = child(key, JsonNode::Kind::number);
  if (node == nullptr) return false;
  if (!(node->number >= limits.least && node->number <= limits.most)) {
    mistake(key, " must be from " + number_text(limits.least) + " to " + number_text(limits.most) +
                     ", not " + number_text(node->number));
    return false;
  }
  target = node->number;
  return true;
}

bool Fields::number(std::string_view key, float& target, Limits limits) {
  double value = 0;
  if (!number(key, value, limits)) return false;
  target = static_cast<float>(value);
  return true;
}

bool Fields::integer(std::string_view key, std::int64_t& target, Limits limits) {
  double value = 0;
  if (!number(key, value, limits)) return false;
  if (value != std::floor(value)) {
    mistake(key, " must be a whole number, not " + number_text(value));
    return false;
  }
  target = static_cast<std::int64_t>(value);
  return true;
}

bool Fields::time(std::string_view key, base::Duration& target) {
  // Above this a double no longer holds every nanosecond.
  double value = 0;
  if (!number(key, value, {.least = 0, .most = 4e6})) return false;
  target = base::from_seconds(value);
  return true;
}

std::string Fields::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void Fields::mistake(std::string_view key, const std::string& what) {
  report_.mistakes.push_back({path_of(key), path_of(key) + what});
}

}  // namespace cinecut::edit
