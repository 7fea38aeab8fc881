#include "minerva/constrain/internal/gbnf.h"

#include <gtest/gtest.h>

#include "minerva/constrain/internal/testing.h"
#include "minerva/model/fault.h"

namespace minerva::constrain {
namespace {

TEST(Gbnf, ReadsWhatLlamaCppReads) {
  Automaton automaton(read_gbnf(R"(
# A list of words, and a number.
root  ::= item+ ( ":" ws number )? "\n"
item  ::= "- " [a-z]{2,4} [^\n]? |
          "* " "\x41\u00e9"
number ::= "-"? [0-9]+
ws ::= " "*
)"));
  for (const auto* right : {"- ab\n", "- abcd!* A\xC3\xA9\n", "- ab:  -12\n"})
    EXPECT_TRUE(testing::fits(automaton, right)) << right;
  for (const auto* wrong : {"", "- a\n", "- ab", "- ab: x\n", "* B\xC3\xA9\n"})
    EXPECT_FALSE(testing::fits(automaton, wrong)) << wrong;
}

TEST(Gbnf, FollowsRulesThatNameThemselves) {
  Automaton automaton(read_gbnf("root ::= \"(\" root \")\" | \"x\""));
  EXPECT_TRUE(testing::fits(automaton, "(((x)))"));
  EXPECT_FALSE(testing::fits(automaton, "((x)"));
  EXPECT_EQ(automaton.forced(automaton.after(0, "((x"), 10), "))");
}

TEST(Gbnf, NamesTheLineOfAMistake) {
  struct {
    const char *text, *line;
  } const cases[] = {{"root ::= \"a\nb\"\nx", "line 3"}, {"root ::= missing", "missing"},
                     {"root = \"a\"", "line 1"},         {"root ::= [b-a]", "line 1"},
                     {"root ::= <tool>", "token"},       {"", "root"},
                     {"root ::= \"\\q\"", "escape"},     {"root ::= \"a\"{3,2}", "order"}};
  for (const auto& c : cases) {
    try {
      read_gbnf(c.text);
      ADD_FAILURE() << c.text;
    } catch (const model::Fault& fault) {
      EXPECT_EQ(fault.fault(), model::FaultKind::invalid_parameter);
      EXPECT_NE(std::string(fault.what()).find(c.line), std::string::npos) << fault.what();
    }
  }
}

TEST(Gbnf, RefusesLeftRecursion) {
  EXPECT_THROW(Automaton(read_gbnf("root ::= root \"a\" | \"b\"")), model::Fault);
  EXPECT_THROW(Automaton(read_gbnf("root ::= x root | \"b\"\nx ::= \"a\"?")), model::Fault);
}

}  // namespace
}  // namespace minerva::constrain
