#pragma once
// JSON texts as expressions.

#include <string_view>

#include "minerva/constrain/expression.h"

namespace minerva::constrain {

/// One character of a JSON string: itself, or as its escape where JSON asks for one.
Expression json_character(const CodeSet& set);
/// A JSON string whose characters are those of `content` (sets of what is meant, not of how it is
/// written).
Expression json_string(const Expression& content);
Expression json_string(int min = 0, int max = -1);

/// The rules of any value, any object and any array, from the index `first` on.
struct AnyRules {
  int value, object, array;
};
AnyRules add_any_rules(Grammar& grammar);

/// A pattern for texts of a format ("date", "uuid"); nothing for one that says nothing of the text
/// ("password"); throws RegexError for one that is not known.
std::string_view pattern_of_format(std::string_view format);

}  // namespace minerva::constrain
