#pragma once
// Constraints: what a reply may look like, from a JSON schema or a grammar.
//
// A constraint is compiled once, from any thread, and shared by requests. JSON is written
// compactly: no white space outside of strings, and members in the schema's order.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace minerva::model {
struct ChatPrompt;
}

namespace minerva::constrain {

class Automaton;
struct Expression;
class Constraint {
 public:
  /// From a JSON schema. Throws Fault: invalid_parameter with the path of what is not supported
  /// ("response_format.json_schema.schema: #/properties/a/not is not supported").
  static std::shared_ptr<const Constraint> from_schema(std::string_view schema);
  /// Any JSON object, as response_format json_object asks for.
  static std::shared_ptr<const Constraint> any_object();
  /// From GBNF, llama.cpp's form of grammars, beginning with the rule "root". Throws
  /// Fault: invalid_parameter with the line.
  static std::shared_ptr<const Constraint> from_grammar(std::string_view grammar);

  /// What makes the calls of a chat's tools well formed; nothing if the chat has none.
  static std::shared_ptr<const Constraint> of_tool_calls(const model::ChatPrompt& prompt);

  ~Constraint();
  Constraint(const Constraint&) = delete;
  Constraint& operator=(const Constraint&) = delete;

  /// What is wrong with a finished reply; empty: nothing. Looks at the schema, not at the grammar
  /// made from it.
  std::string mistake_in(std::string_view reply) const;

  /// For src/minerva only.
  const std::shared_ptr<Automaton>& automaton() const { return automaton_; }

 private:
  Constraint(const std::vector<Expression>& grammar, std::string schema);
  std::shared_ptr<Automaton> automaton_;
  std::string schema_;  ///< Empty: a grammar.
};

}  // namespace minerva::constrain
