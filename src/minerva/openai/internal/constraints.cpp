#include "minerva/openai/internal/constraints.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "minerva/constrain/automaton.h"
#include "minerva/model/fault.h"
#include "minerva/openai/fields.h"

namespace minerva::openai {
namespace {

using ConstraintPtr = std::shared_ptr<const constrain::Constraint>;

/// Constraints that were compiled lately, by schema: most clients send the same few. Compiling one
/// takes up to a quarter of a second. Shared by all requests; from any thread.
class Compiled {
 public:
  ConstraintPtr find(const std::string& schema) {
    const base::Lock lock(mutex_);
    const auto found = std::find_if(kept_.begin(), kept_.end(),
                                    [&](const auto& kept) { return kept.first == schema; });
    if (found == kept_.end()) return nullptr;
    // It grows while it is used, up to a limit: long before that, it begins anew.
    if (found->second->automaton()->state_count() > kMostStates) {
      kept_.erase(found);
      return nullptr;
    }
    std::rotate(kept_.begin(), found, found + 1);  // The front was used last.
    return kept_.front().second;
  }

  void keep(std::string schema, ConstraintPtr constraint) {
    if (schema.size() > kLongest) return;
    const base::Lock lock(mutex_);
    kept_.insert(kept_.begin(), {std::move(schema), std::move(constraint)});
    if (kept_.size() > kMost) kept_.pop_back();
  }

 private:
  static constexpr std::size_t kMost = 8, kLongest = 64 << 10, kMostStates = 2048;
  base::Mutex mutex_;
  std::vector<std::pair<std::string, ConstraintPtr>> kept_ GUARDED_BY(mutex_);
};

ConstraintPtr compile(const std::string& schema) {
  static Compiled compiled;
  if (auto found = compiled.find(schema)) return found;
  auto constraint = constrain::Constraint::from_schema(schema);
  compiled.keep(schema, constraint);
  return constraint;
}

// What is wrong with the schema is told under `path`.
ConstraintPtr compile_schema(const json& schema, const std::string& path) {
  try {
    return compile(schema.dump());
  } catch (const model::Fault& fault) {
    if (fault.fault() != model::FaultKind::invalid_parameter) throw;
    throw model::Fault(model::FaultKind::invalid_parameter, path + ": " + fault.what(), path);
  }
}

}  // namespace

std::shared_ptr<const constrain::Constraint> constraint_of(const json& body) {
  if (has(body, "grammar")) return constrain::Constraint::from_grammar(text_or(body, "grammar"));
  if (has(body, "json_schema")) return compile_schema(body["json_schema"], "json_schema");
  if (!has(body, "response_format")) return nullptr;
  const auto& format = body["response_format"];
  const auto type = text_or(format, "type");
  if (type == "json_schema") {
    if (!has(format, "json_schema") || !has(format["json_schema"], "schema"))
      throw model::Fault::parameter("response_format.json_schema.schema", "missing",
                                    "a JSON schema");
    return compile_schema(format["json_schema"]["schema"], "response_format.json_schema.schema");
  }
  if (type != "json_object") return nullptr;
  // llama-server's form: {"type": "json_object", "schema": {…}}.
  if (has(format, "schema")) return compile_schema(format["schema"], "response_format.schema");
  return compile(json{{"type", "object"}}.dump());
}

}  // namespace minerva::openai
