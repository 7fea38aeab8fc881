#pragma once
// The compiler of JSON schemas: what a schema is made of, whatever the type.

#include <map>
#include <optional>
#include <string>

#include "minerva/constrain/expression.h"
#include "minerva/constrain/internal/json_expressions.h"
#include "minerva/constrain/internal/schema_join.h"
#include "minerva/constrain/internal/schema_words.h"

namespace minerva::constrain::json_schema {

/// Compiles one schema, which must outlive it, once. Throws as refuse(), and json::exception for
/// words of another form than theirs.
class Compiler {
 public:
  explicit Compiler(const json& schema) : references_(schema) {}

  Grammar compile();

  // For what compiles arrays and objects.

  /// `depth`: of the schemas around it.
  Expression value(const json& schema, const std::string& path, int depth);
  Expression any();
  Expression any_object();
  int add_rule(Expression e);

 private:
  Expression reference(const json& schema, const std::string& path, int depth);
  Expression alternatives(const json& schema, const std::string& key, const std::string& path,
                          int depth);
  Expression listed(const json& values, const json& schema, const std::string& path) const;
  Expression typed(const json& schema, const std::string& path, int depth);
  Expression of_type(const std::string& type, const json& schema, const std::string& path,
                     int depth);

  References references_;
  Grammar grammar_;
  std::map<std::string, int> rules_of_refs_;
  std::optional<AnyRules> any_;
};

// One for each type, with what its own words say.
Expression array(Compiler& compiler, const json& schema, const std::string& path, int depth);
Expression object(Compiler& compiler, const json& schema, const std::string& path, int depth);
Expression number(const json& schema, const std::string& path, bool is_integer);
Expression string(const json& schema, const std::string& path);

}  // namespace minerva::constrain::json_schema
