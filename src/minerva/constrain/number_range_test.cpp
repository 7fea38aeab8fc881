#include "minerva/constrain/number_range.h"

#include <gtest/gtest.h>

#include <random>

#include "minerva/constrain/testing.h"

namespace minerva {
namespace {

Bounds bounds(const std::string& low, const std::string& high, bool low_out = false,
              bool high_out = false) {
  return {low.empty() ? std::nullopt : read_decimal(low),
          high.empty() ? std::nullopt : read_decimal(high), low_out, high_out};
}

TEST(ReadDecimal, AcceptsAndRejects) {
  struct {
    const char* text;
    std::int64_t digits;
    int places;
  } const cases[] = {
      {"0", 0, 0}, {"-12.5", -125, 1}, {"1e3", 1000, 0}, {"2.50", 25, 1}, {"1e-07", 1, 7}};
  for (const auto& c : cases) {
    const auto d = read_decimal(c.text);
    ASSERT_TRUE(d) << c.text;
    EXPECT_EQ(d->digits, c.digits) << c.text;
    EXPECT_EQ(d->places, c.places) << c.text;
  }
  EXPECT_FALSE(read_decimal("1e40"));
  EXPECT_FALSE(read_decimal("12345678901234567890"));
}

TEST(IntegersIn, HoldExactlyTheNumbersBetweenTheBounds) {
  struct {
    int low, high;
  } const cases[] = {{0, 9}, {-5, 17}, {95, 1003}, {-120, -7}, {7, 7}, {0, 0}, {-1, 0}};
  for (const auto& [low, high] : cases) {
    const auto e = integers_in(bounds(std::to_string(low), std::to_string(high)));
    ASSERT_TRUE(e);
    Automaton automaton({*e});
    for (int n = -1300; n <= 1300; ++n)
      EXPECT_EQ(testing::fits(automaton, std::to_string(n)), low <= n && n <= high)
          << n << " in " << low << ".." << high;
    EXPECT_FALSE(testing::fits(automaton, "007"));
    EXPECT_FALSE(testing::fits(automaton, "-0"));
    EXPECT_FALSE(testing::fits(automaton, ""));
  }
}

TEST(IntegersIn, KnowOpenBoundsAndEmptyOnes) {
  EXPECT_FALSE(integers_in(bounds("3", "3", true)));
  EXPECT_FALSE(integers_in(bounds("0.2", "0.8")));
  Automaton above({*integers_in(bounds("3.5", ""))});
  EXPECT_FALSE(testing::fits(above, "3"));
  EXPECT_TRUE(testing::fits(above, "4"));
  EXPECT_TRUE(testing::fits(above, "123456789"));
}

TEST(NumbersIn, WhatTheyLetThroughLiesBetweenTheBounds) {
  std::mt19937 random(1);
  struct {
    const char *low, *high;
    bool low_out, high_out;
  } const cases[] = {{"0", "1", false, false},
                     {"0", "1", true, true},
                     {"-2.5", "0.25", false, true},
                     {"0.1", "0.3", true, false},
                     {"99.95", "100.05", false, false}};
  for (const auto& c : cases) {
    Automaton automaton({*numbers_in(bounds(c.low, c.high, c.low_out, c.high_out))});
    for (int i = 0; i < 300; ++i) {
      const auto text = testing::random_text(automaton, random);
      const double x = std::stod(text), low = std::stod(c.low), high = std::stod(c.high);
      EXPECT_TRUE(c.low_out ? x > low : x >= low) << text;
      EXPECT_TRUE(c.high_out ? x < high : x <= high) << text;
    }
  }
  Automaton tenths({*numbers_in(bounds("0.1", "0.3"))});
  for (const auto* inside : {"0.1", "0.10", "0.3", "0.2999"})
    EXPECT_TRUE(testing::fits(tenths, inside)) << inside;
  for (const auto* outside : {"0.09", "0.31", "1", "-0.2", ".2", "0.2e0"})
    EXPECT_FALSE(testing::fits(tenths, outside)) << outside;
}

}  // namespace
}  // namespace minerva
