#pragma once
// Regular expressions of JSON schemas (ECMA 262) as expressions.
//
// Not supported, since they are not regular or rare: look-around, back references, word borders,
// properties of characters, anchors in the middle.

#include <functional>
#include <string>
#include <string_view>

#include "minerva/constrain/expression.h"

namespace minerva::constrain {

/// Why a pattern is not supported.
struct RegexError {
  std::string reason;
};

/// The texts in which the pattern is found, as JSON schemas mean it: anywhere, unless it is
/// anchored. Throws RegexError.
Expression regex(std::string_view pattern);

/// The lengths in characters that an expression of sets can have; max -1: without end.
struct Lengths {
  int min = 0, max = 0;
};
Lengths lengths_of(const Expression& e);

/// The texts of `e` with `min` to `max` (-1: any) characters. Throws RegexError if that cannot be
/// said by changing one repetition.
Expression of_length(Expression e, int min, int max);

/// The same with each character replaced.
Expression map_sets(const Expression& e, const std::function<Expression(const CodeSet&)>& f);

}  // namespace minerva::constrain
