// A client's JSON schema or grammar: compiled, or refused with a Fault that says why.

#include <cstdint>
#include <string>

#include "minerva/constrain/constraint.h"
#include "minerva/model/fault.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 16384) return 0;
  const std::string text(data, data + size);
  try {
    const auto constraint = minerva::constrain::Constraint::from_schema(text);
    (void)constraint->mistake_in(R"({"name": "a", "items": [1, 2.5, null, true]})");
    (void)constraint->mistake_in(text);
  } catch (const minerva::model::Fault&) {
  }
  try {
    (void)minerva::constrain::Constraint::from_grammar(text);
  } catch (const minerva::model::Fault&) {
  }
  return 0;
}
