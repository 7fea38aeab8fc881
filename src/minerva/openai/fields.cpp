#include "minerva/openai/fields.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

namespace minerva::openai {

bool has(const json& body, const char* name) {
  const auto found = body.find(name);
  return found != body.end() && !found->is_null();
}

std::string text_or(const json& body, const char* name, const std::string& otherwise) {
  return has(body, name) ? body[name].get<std::string>() : otherwise;
}

bool flag_or(const json& body, const char* name, bool otherwise) {
  return has(body, name) ? body[name].get<bool>() : otherwise;
}

double number_or(const json& body, const char* name, double otherwise) {
  return has(body, name) ? body[name].get<double>() : otherwise;
}

int integer_or(const json& body, const char* name, int otherwise) {
  if (!has(body, name)) return otherwise;
  constexpr double kMost = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp(body[name].get<double>(), -kMost, kMost));
}

std::vector<std::string> texts_of(const json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  return value.get<std::vector<std::string>>();
}

}  // namespace minerva::openai
