#pragma once
// GBNF, llama.cpp's form of grammars (its grammars/README.md).

#include <string_view>

#include "minerva/constrain/expression.h"

namespace minerva::constrain {

/// Throws Fault: invalid_parameter ("grammar") with the line. Token references (<…>) are refused.
Grammar read_gbnf(std::string_view text);

}  // namespace minerva::constrain
