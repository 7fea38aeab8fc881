#pragma once
// Values of a body that has been checked against its schema. Null counts as missing.

#include <string>
#include <vector>

#include "minerva/openai/json_text.h"

namespace minerva::openai {

bool has(const json& body, const char* name);
std::string text_or(const json& body, const char* name, const std::string& otherwise = {});
bool flag_or(const json& body, const char* name, bool otherwise);
double number_or(const json& body, const char* name, double otherwise);
/// What an int cannot hold becomes the nearest that it can.
int integer_or(const json& body, const char* name, int otherwise);
/// A text, or a list of them.
std::vector<std::string> texts_of(const json& value);

}  // namespace minerva::openai
