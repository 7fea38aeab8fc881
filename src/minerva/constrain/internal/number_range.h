#pragma once
// Numbers between bounds, as expressions over their digits.

#include <cstdint>
#include <optional>
#include <string_view>

#include "minerva/constrain/expression.h"

namespace minerva::constrain {

/// A decimal number, exactly: `digits` * 10^-`places`.
struct Decimal {
  std::int64_t digits = 0;
  int places = 0;
};

/// Reads "-12.5e3". Nothing if it has more than 15 digits or places.
std::optional<Decimal> read_decimal(std::string_view text);

/// Is `value` a whole number of times `step`? Exactly; `step` is not 0.
bool is_multiple(const Decimal& value, const Decimal& step);

/// `last` * 10^-`places`: a step that can be told by the last digit of a number.
struct Step {
  int last = 1;    ///< 1, 2 or 5.
  int places = 0;  ///< Negative: whole tens, hundreds …
};
std::optional<Step> step_of(const Decimal& number);

struct Bounds {
  std::optional<Decimal> low, high;
  bool is_low_excluded = false, is_high_excluded = false;
  std::optional<Step> step;  ///< Only multiples of it.
};

/// Whole numbers in these bounds, of at most 15 digits. Nothing if there are none.
std::optional<Expression> integers_in(const Bounds& bounds);
/// Numbers in these bounds with at most 6 places (or as many as the bounds have; as the step has,
/// if there is one), without an exponent.
std::optional<Expression> numbers_in(const Bounds& bounds);

}  // namespace minerva::constrain
