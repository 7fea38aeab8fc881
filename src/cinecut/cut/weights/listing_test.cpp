#include "cinecut/cut/weights/listing.h"

#include <gtest/gtest.h>

namespace cinecut::weights {
namespace {

struct Two {
  Weight pause = by_rule(0.25, "s", "Before a word.");
  Row<3> lengths = row_by_trial({1, 2.5, 4}, "beats", "Of shots.");
};

Listing listing_of(Two& two) { return {{"two.pause", two.pause}, {"two.lengths", two.lengths}}; }

TEST(Listing, IsATableThatPeopleRead) {
  Two two;
  EXPECT_EQ(to_table(listing_of(two)),
            "weight       value    unit   from     meaning\n"
            "two.pause    0.25     s      rule     Before a word.\n"
            "two.lengths  1 2.5 4  beats  trial    Of shots.\n");
}

TEST(Listing, PutsALongRowIntoALineOfItsOwn) {
  Two two;
  two.lengths.values = {10.5, 20.5, 40.5};
  EXPECT_EQ(to_table({{"two.lengths", two.lengths}}),
            "weight       value    unit   from     meaning\n"
            "two.lengths           beats  trial    Of shots.\n"
            "             10.5 20.5 40.5\n");
}

TEST(Listing, IsJsonForPrograms) {
  Two two;
  EXPECT_EQ(to_json({{"two.pause", two.pause}}),
            "[\n  {\n    \"name\": \"two.pause\",\n    \"value\": 0.25,\n    \"unit\": \"s\",\n"
            "    \"from\": \"rule\",\n    \"meaning\": \"Before a word.\"\n  }\n]");
  EXPECT_EQ(to_json({}), "[]");
}

TEST(Listing, ChangesTheWeightItself) {
  Two two;
  for (const auto& w : listing_of(two)) {
    for (auto& value : w.values) value *= 2;
  }
  EXPECT_EQ(two.pause, 0.5);
  EXPECT_EQ(two.lengths[1], 5);
}

}  // namespace
}  // namespace cinecut::weights
