#pragma once
// JSON schemas as grammars of compact JSON.
//
// The supported part, of draft 2020-12 and what older drafts call otherwise: type, enum, const;
// properties, required, additionalProperties; items, prefixItems, minItems, maxItems; minLength,
// maxLength, pattern, format; minimum, maximum and their exclusive forms; anyOf, oneOf whose
// alternatives exclude each other, allOf of objects, local $ref, $defs. Everything written for it
// fits the schema; not everything that fits can be written (members keep the schema's order, for
// example).

#include <string_view>

#include "minerva/constrain/expression.h"

namespace minerva::constrain {

/// The rules by which a JSON text that fits the schema is written. Throws Fault: invalid_parameter
/// ("schema") naming the place: "#/properties/a/not is not supported".
Grammar grammar_of_schema(std::string_view schema);

/// Where a JSON text does not fit the schema, and why; empty: it fits. Reads the schema anew, so
/// that a mistake in grammar_of_schema() does not hide itself.
std::string mistake_in_json(std::string_view schema, std::string_view text);

}  // namespace minerva::constrain
