#pragma once
// What a request says its reply must look like.

#include <memory>

#include "minerva/constrain/constraint.h"
#include "minerva/openai/json_text.h"

namespace minerva::openai {

/// The constraint of response_format, json_schema or grammar; nothing if there is none. Compiled
/// ones are kept for requests with the same schema. From any thread. Throws Fault:
/// invalid_parameter naming the field.
std::shared_ptr<const constrain::Constraint> constraint_of(const json& body);

}  // namespace minerva::openai
