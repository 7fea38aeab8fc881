#include "minerva/constrain/constraint.h"

#include <utility>

#include "minerva/constrain/automaton.h"
#include "minerva/constrain/internal/gbnf.h"
#include "minerva/constrain/internal/schema.h"
#include "minerva/model/chat.h"
#include "minerva/model/fault.h"

namespace minerva::constrain {
namespace {

void move_rules(Expression& e, int by) {
  if (e.kind == Expression::Kind::rule) e.rule += by;
  for (auto& part : e.parts) move_rules(part, by);
}

std::shared_ptr<const Constraint> made_from(std::string source, const Constraint* constraint) {
  std::shared_ptr<const Constraint> shared(constraint);
  shared->automaton()->set_source(std::move(source));
  return shared;
}

}  // namespace

Constraint::Constraint(const Grammar& grammar, std::string schema)
    : automaton_(std::make_shared<Automaton>(grammar)), schema_(std::move(schema)) {}
Constraint::~Constraint() = default;

std::shared_ptr<const Constraint> Constraint::from_schema(std::string_view schema) {
  const auto grammar = grammar_of_schema(schema);
  return made_from("schema " + std::string(schema), new Constraint(grammar, std::string(schema)));
}

std::shared_ptr<const Constraint> Constraint::any_object() {
  return from_schema(R"({"type":"object"})");
}

std::shared_ptr<const Constraint> Constraint::from_grammar(std::string_view grammar) {
  const auto rules = read_gbnf(grammar);
  return made_from("grammar " + std::string(grammar), new Constraint(rules, {}));
}

std::shared_ptr<const Constraint> Constraint::of_tool_calls(const model::ChatPrompt& prompt) {
  if (!prompt.grammar.empty()) return from_grammar(prompt.grammar);
  const auto& calls = prompt.calls;
  if (calls.schema.empty()) return nullptr;
  auto grammar = grammar_of_schema(calls.schema);
  for (auto& e : grammar) move_rules(e, 1);
  const auto call = sequence({text(calls.before), rule(1), text(calls.after)});
  grammar.insert(grammar.begin(), calls.are_many ? repeat(call, 1, -1) : call);
  return made_from("calls " + calls.before + '\n' + calls.schema + '\n' + calls.after +
                       (calls.are_many ? "+" : ""),
                   new Constraint(grammar, {}));
}

std::string Constraint::mistake_in(std::string_view reply) const {
  return schema_.empty() ? std::string{} : mistake_in_json(schema_, reply);
}

}  // namespace minerva::constrain
