#include "minerva/constrain/constraint.h"

#include "minerva/constrain/automaton.h"
#include "minerva/model/fault.h"

namespace minerva {

Constraint::Constraint() = default;
Constraint::~Constraint() = default;

std::shared_ptr<const Constraint> Constraint::from_schema(std::string_view) {
  throw Fault(FaultKind::invalid_parameter, "JSON schemas are not supported yet.", "schema");
}
std::shared_ptr<const Constraint> Constraint::any_object() { return from_schema("{}"); }
std::shared_ptr<const Constraint> Constraint::from_grammar(std::string_view) {
  throw Fault(FaultKind::invalid_parameter, "Grammars are not supported yet.", "grammar");
}
std::string Constraint::mistake_in(std::string_view) const { return {}; }

}  // namespace minerva
