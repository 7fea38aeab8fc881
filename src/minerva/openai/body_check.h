#pragma once
// Checks the body of a request against its schema, the one that /openapi.json shows.
//
// No library does it: valijson, which Debian has, reads no ordered_json, so that every body would
// be copied, and its errors hold no value, name neither the types nor the choices that are allowed,
// and do not tell which fields have no effect.

#include <string>
#include <vector>

#include "minerva/openai/json_text.h"

namespace minerva::openai {

/// Throws Fault: invalid_parameter naming the field ("messages[0].role"), its value and what is
/// allowed. Returns the fields that have no effect: those the schema does not know, and those it
/// marks as "x-ignored".
std::vector<std::string> check_body(const json& schema, const json& body);

}  // namespace minerva::openai
