#include "cinecut/vibe/form.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"

namespace cinecut::vibe {
namespace {

using namespace std::chrono_literals;

base::Duration sum_of(const std::vector<FormPart>& form) {
  base::Duration sum{};
  for (const auto& p : form) sum += p.length;
  return sum;
}

bool has(const std::vector<FormPart>& form, edit::Part part) {
  return std::ranges::any_of(form, [&](const FormPart& p) { return p.part == part; });
}

base::Duration length_of(const std::vector<FormPart>& form, edit::Part part) {
  for (const auto& p : form) {
    if (p.part == part) return p.length;
  }
  return {};
}

TEST(PlanForm, SumsExactlyToTheLengthForEveryVibeAndLength) {
  for (const auto& vibe : built_in_vibes()) {
    for (const base::Duration length : {10s, 15s, 20s, 30s, 44s, 45s, 60s, 90s, 120s, 150s, 599s}) {
      const auto form = plan_form(vibe, length + 12345ns);
      EXPECT_EQ(sum_of(form), length + 12345ns) << vibe.name;
      for (const auto& p : form) EXPECT_GE(p.length, 500ms) << vibe.name << edit::name_of(p.part);
    }
  }
}

TEST(PlanForm, KeepsThePartsInTheirOrderAndEachOnce) {
  for (const base::Duration length : {15s, 30s, 120s}) {
    const auto form = plan_form(built_in_vibes().front(), length);
    EXPECT_TRUE(std::ranges::is_sorted(
        form, [](const FormPart& a, const FormPart& b) { return a.part < b.part; }));
    EXPECT_EQ(form.back().part, edit::Part::end_card);
  }
}

TEST(PlanForm, LeavesPartsOutOfShortTrailers) {
  const auto brief = plan_form(built_in_vibes().front(), 30s);
  for (const auto part : {edit::Part::cold_open, edit::Part::silence, edit::Part::button}) {
    EXPECT_FALSE(has(brief, part)) << edit::name_of(part);
    EXPECT_TRUE(has(plan_form(built_in_vibes().front(), 45s), part)) << edit::name_of(part);
  }
  for (const auto part : {edit::Part::act_1, edit::Part::act_3, edit::Part::title})
    EXPECT_TRUE(has(brief, part));
}

TEST(PlanForm, KeepsTheSilenceBetweenThreeAndFiveSeconds) {
  for (const auto& vibe : built_in_vibes()) {
    for (const base::Duration length : {45s, 60s, 90s, 120s, 150s, 300s}) {
      const auto silence = length_of(plan_form(vibe, length), edit::Part::silence);
      EXPECT_GE(silence, 3s);
      EXPECT_LE(silence, 5s);
    }
  }
}

TEST(PlanForm, GivesCalmVibesMoreTimeToTellAndFastOnesALongerMontage) {
  const auto calm = plan_form(find_vibe(built_in_vibes(), "documentary"), 120s);
  const auto fast = plan_form(find_vibe(built_in_vibes(), "action"), 120s);
  EXPECT_GT(length_of(calm, edit::Part::act_1), length_of(fast, edit::Part::act_1));
  EXPECT_LT(length_of(calm, edit::Part::act_3), length_of(fast, edit::Part::act_3));
}

TEST(PlanForm, RefusesLengthsThatAreNoTrailer) {
  for (const base::Duration length : {-5s, 0s, 9s, 601s}) {
    EXPECT_THROW(plan_form(built_in_vibes().front(), length), base::Error);
  }
}

}  // namespace
}  // namespace cinecut::vibe
