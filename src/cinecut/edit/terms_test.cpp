#include "cinecut/edit/terms.h"

#include <gtest/gtest.h>

namespace cinecut::edit {
namespace {

template <typename Values>
void expect_found_again(const Values& values) {
  for (const auto value : values) EXPECT_EQ(value_named(values, name_of(value)), value);
}

TEST(Terms, AreFoundByTheirNames) {
  expect_found_again(kParts);
  expect_found_again(kZones);
  expect_found_again(kBeatTypes);
  expect_found_again(kAllSignals);
  expect_found_again(kEmotions);
  expect_found_again(kTransitions);
  expect_found_again(kRoles);
}

TEST(Terms, AnUnknownNameIsNone) {
  EXPECT_EQ(value_named(kTransitions, "wipe"), std::nullopt);
  EXPECT_EQ(value_named(kTransitions, ""), std::nullopt);
}

TEST(Terms, NamesAreListedInOrder) { EXPECT_EQ(names_of(kZones), "BEGINNING, ESCALATION, CLIMAX"); }

}  // namespace
}  // namespace cinecut::edit
