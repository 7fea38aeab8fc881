#include "base/internal/watched_text.h"

#include <gtest/gtest.h>

#include <string>

namespace base {
namespace {

TEST(WatchedText, TellsOfEachCharacterOnceItIsPassed) {
  std::string passed;
  auto watch = [&](char c) { passed += c; };
  const WatchedText text("abc", watch);
  auto at = text.begin();
  EXPECT_EQ(*at, 'a');
  EXPECT_EQ(passed, "");
  EXPECT_EQ(*at++, 'a');
  EXPECT_EQ(*++at, 'c');
  EXPECT_EQ(passed, "ab");
  EXPECT_NE(at, text.end());
  EXPECT_EQ(++at, text.end());
  EXPECT_EQ(passed, "abc");
}

TEST(WatchedText, AnEmptyTextTellsNothing) {
  int count = 0;
  auto watch = [&](char) { ++count; };
  const WatchedText text("", watch);
  EXPECT_EQ(text.begin(), text.end());
  EXPECT_EQ(std::string(text.begin(), text.end()), "");
  EXPECT_EQ(count, 0);
}

}  // namespace
}  // namespace base
