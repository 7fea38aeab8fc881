#include "minerva/constrain/internal/number_range.h"

#include <gtest/gtest.h>

#include <random>

#include "minerva/constrain/internal/testing.h"

namespace minerva::constrain {
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

TEST(IntegersIn, KeepToSteps) {
  const std::pair<int, int> cases[] = {{0, 9},     {-5, 17}, {95, 1003},
                                       {-120, -7}, {0, 0},   {-99, 101}};
  for (const int step : {1, 2, 5, 10, 20, 50, 100, 500}) {
    for (const auto& [low, high] : cases) {
      auto in = bounds(std::to_string(low), std::to_string(high));
      in.step = step_of({step, 0});
      ASSERT_TRUE(in.step);
      const auto e = integers_in(in);
      std::optional<Automaton> automaton;
      if (e) automaton.emplace(Grammar{*e});
      for (int n = -1300; n <= 1300; ++n)
        EXPECT_EQ(automaton && testing::fits(*automaton, std::to_string(n)),
                  low <= n && n <= high && n % step == 0)
            << n << " in " << low << ".." << high << " by " << step;
      EXPECT_FALSE(automaton && testing::fits(*automaton, "00"));
      EXPECT_FALSE(automaton && testing::fits(*automaton, "-0"));
    }
  }
  Bounds open;
  open.step = step_of({100, 0});
  Automaton hundreds({*integers_in(open)});
  for (const auto* inside : {"0", "100", "-300", "123456789012300"})
    EXPECT_TRUE(testing::fits(hundreds, inside)) << inside;
  for (const auto* outside : {"1", "10", "150", "0100", "1000000000000000"})
    EXPECT_FALSE(testing::fits(hundreds, outside)) << outside;
}

TEST(NumbersIn, KeepToSteps) {
  struct {
    const char* step;
    std::vector<const char*> inside, outside;
  } const cases[] = {
      {"0.01",
       {"0", "1", "0.5", "0.50", "-0.99", "1.25"},
       {"0.005", "0.125", "-1", "1.26", "0.010"}},
      {"0.05", {"0", "0.05", "0.1", "0.15", "-0.95", "1.25"}, {"0.01", "0.12", "1.24", "0.050"}},
      {"0.2", {"0", "0.2", "-0.8", "1", "1.0", "1.2"}, {"0.1", "0.25", "1.1", "1.25", "-0.9"}},
      {"1", {"0", "1"}, {"0.5", "1.0", "2", "-1"}},
      {"10", {"0"}, {"10", "1", "0.0"}}};
  for (const auto& c : cases) {
    auto in = bounds("-1", "1.25", true);
    in.step = step_of(*read_decimal(c.step));
    Automaton automaton({*numbers_in(in)});
    for (const auto* n : c.inside)
      EXPECT_TRUE(testing::fits(automaton, n)) << n << " by " << c.step;
    for (const auto* n : c.outside)
      EXPECT_FALSE(testing::fits(automaton, n)) << n << " by " << c.step;
  }
  EXPECT_FALSE(step_of(*read_decimal("3")));
  EXPECT_FALSE(step_of(*read_decimal("0.25")));
  EXPECT_FALSE(step_of({0, 0}));
}

TEST(IsMultiple, IsExact) {
  const auto is = [](const char* value, const char* step) {
    return is_multiple(*read_decimal(value), *read_decimal(step));
  };
  EXPECT_TRUE(is("0.3", "0.1") && is("-7.25", "0.25") && is("1e3", "8") && is("0", "7"));
  EXPECT_FALSE(is("0.35", "0.1") || is("10", "3") || is("0.1", "1"));
  EXPECT_TRUE(is("999999999999999", "1e-12"));
}

}  // namespace
}  // namespace minerva::constrain
