#include "minerva/constrain/constraint.h"

#include <gtest/gtest.h>

#include "minerva/constrain/internal/testing.h"
#include "minerva/model/chat.h"
#include "minerva/model/fault.h"

namespace minerva::constrain {
namespace {

TEST(Constraint, ChecksAFinishedReplyAgainstItsSchema) {
  const auto constraint = Constraint::from_schema(R"({"type":"object","required":["a"]})");
  EXPECT_EQ(constraint->mistake_in(R"({"a":1})"), "");
  EXPECT_NE(constraint->mistake_in(R"({"b":1})").find("\"a\""), std::string::npos);
  EXPECT_NE(constraint->mistake_in(R"({"a":)"), "");
}

TEST(Constraint, AnyObjectIsAnObject) {
  const auto constraint = Constraint::any_object();
  EXPECT_TRUE(testing::fits(*constraint->automaton(), R"({"a":[1,{"b":"c"}],"d":-1.5})"));
  EXPECT_FALSE(testing::fits(*constraint->automaton(), "[]"));
}

TEST(Constraint, WrapsCallsOfTools) {
  model::ChatPrompt prompt;
  EXPECT_EQ(Constraint::of_tool_calls(prompt), nullptr);
  prompt.calls = {
      "<c>",
      R"({"anyOf":[{"type":"object","properties":{"name":{"const":"f"}},"required":["name"]},{"$ref":"#"}]})",
      "</c>", true};
  EXPECT_THROW(Constraint::of_tool_calls(prompt), model::Fault);  // The $ref leads back to itself.
  prompt.calls.schema =
      R"({"type":"object","properties":{"name":{"const":"f"},"in":{"$ref":"#"}},"required":["name"]})";
  const auto constraint = Constraint::of_tool_calls(prompt);
  EXPECT_TRUE(testing::fits(*constraint->automaton(),
                            R"(<c>{"name":"f"}</c><c>{"name":"f","in":{"name":"f"}}</c>)"));
  EXPECT_FALSE(testing::fits(*constraint->automaton(), R"({"name":"f"})"));
}

}  // namespace
}  // namespace minerva::constrain
