#include "minerva/constrain/internal/schema.h"

#include <nlohmann/json.hpp>
#include <string>

#include "base/json.h"
#include "minerva/constrain/internal/schema_compiler.h"

namespace minerva::constrain {

Grammar grammar_of_schema(std::string_view schema) {
  using json_schema::json;
  try {
    const auto parsed = base::parse_json(schema, {.depth = 4 * json_schema::kDeepest});
    return json_schema::Compiler(parsed).compile();
  } catch (const base::JsonError& error) {
    if (error.reason() == base::JsonError::Reason::too_deep)
      json_schema::refuse("#", "is nested too deeply");
    json_schema::refuse("#", "is not JSON (" + error.place() + ": " + error.detail() + ")");
  } catch (const json::exception& error) {
    json_schema::refuse("#", std::string("cannot be read: ") + error.what());
  }
}

}  // namespace minerva::constrain
