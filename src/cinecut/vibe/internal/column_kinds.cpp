#include "cinecut/vibe/internal/column_kinds.h"

#include <charconv>
#include <cmath>
#include <cstdio>

#include "base/nearest.h"

namespace cinecut::vibe {

std::string written(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.6f", value);
  std::string s = text;
  s.erase(s.find_last_not_of('0') + 1);
  if (s.back() == '.') s.pop_back();
  return s == "-0" ? "0" : s;
}

namespace column_kinds {
namespace {

constexpr std::size_t kManyChoices = 12;

std::string must_be(std::string_view name, const std::string& what, const Field& f) {
  return std::string(name) + " must be " + what + ", not \"" + shortened(f.text) + "\".";
}

std::string enumeration(const std::vector<std::string>& words) {
  std::string all;
  for (std::size_t i = 0; i < words.size(); ++i)
    all += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  return all;
}

/// The number that `text` is, all of it.
std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || rest != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// Of "#rrggbb".
std::optional<Rgb> colour_of_digits(std::string_view text) {
  unsigned value = 0;
  const char* end = text.data() + text.size();
  if (text.size() != 7 || text.front() != '#') return std::nullopt;
  const auto [rest, error] = std::from_chars(text.data() + 1, end, value, 16);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return Rgb{(value >> 16) / 255.0, (value >> 8 & 255) / 255.0, (value & 255) / 255.0};
}

/// Of "0.97 0.98 1".
std::optional<Rgb> colour_of_shares(std::string_view text) {
  Rgb colour{};
  for (std::size_t c = 0; c < colour.size(); ++c) {
    const auto end = c + 1 < colour.size() ? text.find(' ') : text.size();
    if (end == std::string_view::npos) return std::nullopt;
    const auto share = number_in(text.substr(0, end));
    if (!share || *share < 0 || *share > 1) return std::nullopt;
    colour[c] = *share;
    text.remove_prefix(std::min(text.find_first_not_of(' ', end), text.size()));
  }
  return colour;
}

}  // namespace

double read_number(const Field& f, std::string_view name, double least, double most) {
  const auto value = number_in(f.text);
  if (!value) fail(f, must_be(name, "a number", f));
  if (*value < least || *value > most) {
    char range[64];
    std::snprintf(range, sizeof range, "from %g to %g", least, most);
    fail(f, std::string(name) + " must be " + range + ", not " + f.text + ".");
  }
  return *value;
}

int read_whole_number(const Field& f, std::string_view name, int least, int most) {
  const double value = read_number(f, name, least, most);
  if (value != std::floor(value)) fail(f, std::string(name) + " must be a whole number.");
  return static_cast<int>(value);
}

bool read_yes_or_no(const Field& f, std::string_view name) {
  if (f.text != "yes" && f.text != "no") fail_with_choices(f, name, {"yes", "no"});
  return f.text == "yes";
}

Rgb read_colour(const Field& f, std::string_view name) {
  if (const auto digits = colour_of_digits(f.text)) return *digits;
  if (const auto shares = colour_of_shares(f.text)) return *shares;
  fail(f, must_be(name, "a colour, as #ffcc00 or as three shares from 0 to 1, as 1 0.8 0", f));
}

std::string written_colour(const Rgb& colour) {
  const auto level = [&](std::size_t i) { return std::lround(colour[i] * 255) & 255; };
  char digits[8];
  std::snprintf(digits, sizeof digits, "#%02lx%02lx%02lx", level(0), level(1), level(2));
  // Not every colour is one of these.
  if (colour_of_digits(digits) == colour) return digits;
  return written(colour[0]) + " " + written(colour[1]) + " " + written(colour[2]);
}

void fail_with_choices(const Field& f, std::string_view name,
                       const std::vector<std::string>& choices) {
  if (choices.size() <= kManyChoices) fail(f, must_be(name, enumeration(choices), f));
  const std::string nearest = base::nearest_word(f.text, choices);
  const std::string message = must_be(name, "one of a list", f);
  fail(f, nearest.empty() ? message + " The list is: " + enumeration(choices) + "."
                          : message + " Did you mean \"" + nearest + "\"?");
}

}  // namespace column_kinds
}  // namespace cinecut::vibe
