#include "minerva/constrain/internal/regex.h"

#include <gtest/gtest.h>

#include "minerva/constrain/internal/testing.h"

namespace minerva::constrain {
namespace {

bool matches(const std::string& pattern, const std::string& text) {
  Automaton automaton({regex(pattern)});
  return testing::fits(automaton, text);
}

TEST(Regex, MatchesAsEcmaScriptDoes) {
  struct {
    const char *pattern, *text;
    bool is_match;
  } const cases[] = {{"^abc$", "abc", true},
                     {"^abc$", "abcd", false},
                     {"b", "abc", true},
                     {"^a", "ba", false},
                     {"a$", "ba", true},
                     {"^[a-c]+$", "cab", true},
                     {"^[^a-c]+$", "xyz", true},
                     {"^[^a-c]+$", "xaz", false},
                     {"^\\d{3}-\\d{2,4}$", "123-4567", true},
                     {"^\\d{3}-\\d{2,4}$", "123-4", false},
                     {"^(foo|ba[rz])?$", "baz", true},
                     {"^(foo|ba[rz])?$", "", true},
                     {"^\\w+\\s\\S$", "a_1 !", true},
                     {"^a|b$", "ac", true},
                     {"^a|b$", "cb", true},
                     {"^a|b$", "c", false},
                     {"^.$", "\xC3\xA9", true},
                     {"^\\u00e9$", "\xC3\xA9", true},
                     {"^(?:a){2}$", "aa", true},
                     {"^(?<n>a)b$", "ab", true},
                     {"^a{2$", "a{2", true},
                     {"^[\\]\\-x]$", "]", true},
                     {"", "anything", true},
                     {"^[\xD0\xB0-\xD1\x8F]+$", "\xD0\xB4\xD0\xB0", true}};
  for (const auto& c : cases)
    EXPECT_EQ(matches(c.pattern, c.text), c.is_match) << c.pattern << " " << c.text;
}

TEST(Regex, SaysWhatItDoesNotSupport) {
  for (const auto* pattern : {"(?=a)", "(?<!a)b", "\\bword", "(a)\\1", "a^b", "(a$)b", "[b-a]",
                              "a**", "(", ")", "[a", "\\p{L}", "a{5,2}", "a{99999}"})
    EXPECT_THROW(regex(pattern), RegexError) << pattern;
}

TEST(OfLength, NarrowsTheOneRepetition) {
  Automaton automaton({of_length(regex("^[a-z]+\\d$"), 3, 4)});
  EXPECT_FALSE(testing::fits(automaton, "a1"));
  EXPECT_TRUE(testing::fits(automaton, "ab1"));
  EXPECT_TRUE(testing::fits(automaton, "abc1"));
  EXPECT_FALSE(testing::fits(automaton, "abcd1"));
  EXPECT_NO_THROW(of_length(regex("^\\d{3}$"), 1, 5));
  EXPECT_THROW(of_length(regex("^\\d{3}$"), 4, 5), RegexError);
  EXPECT_THROW(of_length(regex("^a+b+$"), 4, 5), RegexError);
}

}  // namespace
}  // namespace minerva::constrain
