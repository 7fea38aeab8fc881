#pragma once
// The columns of a user's CSV: what each is called, and how a vibe's field is read from it and
// written to it. docs/vibes.md describes them.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cinecut/vibe/internal/csv_records.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut::vibe {

struct Column {
  /// Who may leave it out, or its fields empty: nobody, a vibe that is like another, everybody.
  enum class Need { required, required_unless_like, optional };

  std::string_view name;
  Need need = Need::optional;
  std::function<void(Vibe&, const Field&)> read;  ///< Throws Error: usage.
  std::function<std::string(const Vibe&)> write;
};

/// In the order in which they are written. `like` is none of them: it is no field of a vibe.
const std::vector<Column>& columns();

/// With up to six decimals.
std::string written(double value);

}  // namespace cinecut::vibe
