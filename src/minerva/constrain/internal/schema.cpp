#include "minerva/constrain/internal/schema.h"

#include <nlohmann/json.hpp>
#include <string>

#include "minerva/constrain/internal/json_text.h"
#include "minerva/constrain/internal/schema_compiler.h"

namespace minerva::constrain {

Grammar grammar_of_schema(std::string_view schema) {
  using json_schema::json;
  if (is_nested_deeper(schema, 4 * json_schema::kDeepest))
    json_schema::refuse("#", "is nested too deeply");
  const auto parsed = json::parse(schema, nullptr, false);
  if (parsed.is_discarded()) json_schema::refuse("#", "is not JSON");
  try {
    return json_schema::Compiler(parsed).compile();
  } catch (const json::exception& error) {
    json_schema::refuse("#", std::string("cannot be read: ") + error.what());
  }
}

}  // namespace minerva::constrain
