#pragma once
// Weights: the numbers that decide an edit, each with its unit, what it means and where it is from.
//
//   Weight second = by_trial(0.35, "cost", "Another stretch of a long shot.");
//
// They stand in structs by concern; a weight is used like the double that it holds.

#include <array>
#include <cstddef>
#include <string_view>

namespace cinecut::weights {

/// Where a number is from.
enum class Origin {
  rule,     ///< Of thumb: of editing, or of what can be seen and heard.
  measure,  ///< Of real trailers or films.
  trial     ///< Tried on films, and kept because the edits were better; not measured.
};

std::string_view name_of(Origin origin);  ///< "trial"

struct Weight {
  double value = 0;
  std::string_view unit;  ///< "s", "frames", …; "cost" where only the sum with others counts.
  std::string_view meaning;
  Origin origin = Origin::trial;

  constexpr operator double() const { return value; }  // NOLINT: used like the number it is.
};

/// Several numbers that are one choice.
template <std::size_t N>
struct Row {
  std::array<double, N> values{};
  std::string_view unit;
  std::string_view meaning;
  Origin origin = Origin::trial;

  constexpr double operator[](std::size_t i) const { return values[i]; }
};

constexpr Weight by_rule(double value, std::string_view unit, std::string_view meaning) {
  return {value, unit, meaning, Origin::rule};
}
constexpr Weight by_measure(double value, std::string_view unit, std::string_view meaning) {
  return {value, unit, meaning, Origin::measure};
}
constexpr Weight by_trial(double value, std::string_view unit, std::string_view meaning) {
  return {value, unit, meaning, Origin::trial};
}
template <std::size_t N>
constexpr Row<N> row_by_rule(const double (&values)[N], std::string_view unit,
                             std::string_view meaning) {
  return {std::to_array(values), unit, meaning, Origin::rule};
}
template <std::size_t N>
constexpr Row<N> row_by_trial(const double (&values)[N], std::string_view unit,
                              std::string_view meaning) {
  return {std::to_array(values), unit, meaning, Origin::trial};
}

}  // namespace cinecut::weights
