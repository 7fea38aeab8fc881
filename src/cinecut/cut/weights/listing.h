#pragma once
// A listing of weights: every one of them by its name, to be read or changed.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cinecut/cut/weights/weight.h"

namespace cinecut::weights {

/// One weight of a struct that outlives this.
struct Listed {
  std::string_view name;  ///< "casting.reuse.second"
  std::string_view unit;
  std::string_view meaning;
  Origin origin;
  std::span<double> values;  ///< One, or those of a row.
  std::size_t size_bytes;    ///< What it takes in its struct.

  Listed(std::string_view listed_name, Weight& w)
      : name(listed_name),
        unit(w.unit),
        meaning(w.meaning),
        origin(w.origin),
        values(&w.value, 1),
        size_bytes(sizeof(w)) {}
  template <std::size_t N>
  Listed(std::string_view listed_name, Row<N>& w)
      : name(listed_name),
        unit(w.unit),
        meaning(w.meaning),
        origin(w.origin),
        values(w.values),
        size_bytes(sizeof(w)) {}
};

using Listing = std::vector<Listed>;

/// A line for each: name, value, unit, origin, meaning.
std::string to_table(const Listing& listing);

/// [{"name", "value": a number or several, "unit", "from", "meaning"}, …]
std::string to_json(const Listing& listing);

}  // namespace cinecut::weights
