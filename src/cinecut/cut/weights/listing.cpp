#include "cinecut/cut/weights/listing.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cinecut::weights {
namespace {

/// The shortest text that reads back as the same number.
std::string text_of(double value) { return nlohmann::json(value + 0.0).dump(); }

std::string short_text_of(double value) {
  auto text = text_of(value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

std::string text_of(std::span<const double> values) {
  std::string text;
  for (const double v : values) {
    if (!text.empty()) text += ' ';
    text += short_text_of(v);
  }
  return text;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out + "  ";
}

/// A row's numbers are too many for a column; they stand in a line of their own.
constexpr std::size_t kValueWidth = 7;

}  // namespace

std::string_view name_of(Origin origin) {
  switch (origin) {
    case Origin::rule:
      return "rule";
    case Origin::measure:
      return "measure";
    case Origin::trial:
      return "trial";
  }
  return "";
}

std::string to_table(const Listing& listing) {
  std::size_t name = 0;
  std::size_t unit = 0;
  for (const auto& w : listing) {
    name = std::max(name, w.name.size());
    unit = std::max(unit, w.unit.size());
  }
  std::string text = padded("weight", name) + padded("value", kValueWidth) + padded("unit", unit) +
                     padded("from", 7) + "meaning\n";
  for (const auto& w : listing) {
    const auto value = text_of(w.values);
    const bool is_row = value.size() > kValueWidth;
    text += padded(w.name, name) + padded(is_row ? "" : value, kValueWidth) + padded(w.unit, unit) +
            padded(name_of(w.origin), 7) + std::string(w.meaning) + "\n";
    if (is_row) text += padded("", name) + value + "\n";
  }
  return text;
}

std::string to_json(const Listing& listing) {
  auto all = nlohmann::ordered_json::array();
  for (const auto& w : listing) {
    nlohmann::ordered_json one{{"name", w.name}};
    if (w.values.size() == 1) {
      one["value"] = w.values[0];
    } else {
      one["value"] = std::vector<double>(w.values.begin(), w.values.end());
    }
    one["unit"] = w.unit;
    one["from"] = name_of(w.origin);
    one["meaning"] = w.meaning;
    all.push_back(std::move(one));
  }
  return all.dump(2);
}

}  // namespace cinecut::weights
