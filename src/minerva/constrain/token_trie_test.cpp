#include "minerva/constrain/token_trie.h"

#include <gtest/gtest.h>

#include "minerva/constrain/automaton.h"
#include "minerva/constrain/internal/gbnf.h"
#include "minerva/constrain/matcher.h"

namespace minerva::constrain {
namespace {

std::shared_ptr<const TokenTrie> trie(std::vector<std::string> pieces) {
  const auto end = static_cast<model::Token>(pieces.size());
  pieces.emplace_back();
  return std::make_shared<TokenTrie>(std::move(pieces), std::vector<model::Token>{end});
}

TEST(TokenTrie, FindsTheLongestToken) {
  const auto t = trie({"a", "ab", "abcd", "b", "bc"});
  EXPECT_EQ(t->longest_prefix("abc"), 1);
  EXPECT_EQ(t->longest_prefix("abcd!"), 2);
  EXPECT_EQ(t->longest_prefix("bcd"), 4);
  EXPECT_EQ(t->longest_prefix("x"), -1);
}

TEST(Matcher, AllowsByWalkingTheTreeWhatItAllowsOneByOne) {
  const auto t =
      trie({"a", "ab", "abb", "b", "bb", "c", "(", "(a", ")", "a)", "))", "\xC3", "\xA9"});
  const auto automaton =
      std::make_shared<Automaton>(read_gbnf("root ::= \"(\" root \")\" | [ab]{1,2} | \"\\u00e9\""));
  Matcher matcher(automaton, t);
  for (const model::Token next : {6, 7, 8}) {  // "(", "(a", ")"
    const auto allowed = matcher.allowed();
    for (model::Token token = 0; token < t->size(); ++token)
      EXPECT_EQ(allowed->contains(token), matcher.allows(token)) << token << " before " << next;
    EXPECT_TRUE(matcher.accept(next));
  }
  EXPECT_FALSE(matcher.can_end());
  EXPECT_TRUE(matcher.accept(8));
  EXPECT_TRUE(matcher.must_end());
  EXPECT_TRUE(matcher.allows(13));
}

TEST(Matcher, TakesBytesOfACharacterOneByOne) {
  Matcher matcher(std::make_shared<Automaton>(read_gbnf("root ::= [^a]")),
                  trie({"\xC3", "\xA9", "a"}));
  EXPECT_TRUE(matcher.accept(0));
  EXPECT_FALSE(matcher.can_end());
  EXPECT_FALSE(matcher.allows(0));
  EXPECT_TRUE(matcher.accept(1));
  EXPECT_TRUE(matcher.can_end());
}

TEST(Matcher, GuessesTokensOnlyUpToWhereAChoiceMayJoinThem) {
  const auto t = trie({"{", "\"", "name", "\":", "\"x", ":", "{\"", "1"});
  Matcher matcher(std::make_shared<Automaton>(read_gbnf("root ::= \"{\\\"name\\\":\" [1x\"]")), t);
  EXPECT_EQ(matcher.forced(100), "{\"name\":");
  EXPECT_EQ(matcher.draft(8), (std::vector<model::Token>{6, 2}));  // Not the last: it may be ':"x'.
  EXPECT_EQ(matcher.draft(1), (std::vector<model::Token>{6}));
}

TEST(Matcher, GuessesWhatOtherRepliesWrote) {
  const auto t = trie({"{", "\"", "name", "\":", "na", "me", "{\"", "1"});
  const auto automaton = std::make_shared<Automaton>(read_gbnf("root ::= \"{\\\"name\\\":\" [1x]"));
  Matcher first(automaton, t), second(automaton, t);
  for (const model::Token token : {0, 1, 4, 5, 3, 7}) EXPECT_TRUE(first.accept(token));
  EXPECT_EQ(second.draft(8), (std::vector<model::Token>{0, 1, 4, 5, 3}));
  for (const model::Token token : {6, 2, 3, 7}) EXPECT_TRUE(second.accept(token));
  EXPECT_TRUE(first.must_end());
  EXPECT_TRUE(second.must_end());
}

TEST(Matcher, BeginsAtItsTrigger) {
  const auto t = trie({"hello ", "<call>", "1", "2", "</call>", "<", "call>"});
  Matcher matcher(std::make_shared<Automaton>(read_gbnf("root ::= \"<call>\" \"1\" \"</call>\"")),
                  t, {"<call>"});
  EXPECT_FALSE(matcher.is_active());
  EXPECT_TRUE(matcher.accept(0));
  EXPECT_TRUE(matcher.can_end());
  EXPECT_TRUE(matcher.accept(5));  // "<"
  EXPECT_TRUE(matcher.accept(6));  // "call>"
  EXPECT_TRUE(matcher.is_active());
  EXPECT_FALSE(matcher.allows(3));
  EXPECT_TRUE(matcher.allows(2));
  EXPECT_FALSE(matcher.can_end());
}

}  // namespace
}  // namespace minerva::constrain
