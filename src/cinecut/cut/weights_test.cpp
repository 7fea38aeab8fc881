#include "cinecut/cut/weights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace cinecut::cut {
namespace {

TEST(Weights, AreAllListedOnce) {
  Weights w;
  std::size_t bytes = 0;
  std::set<std::string_view> names;
  std::set<const double*> places;
  for (const auto& one : list(w)) {
    bytes += one.size_bytes;
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_TRUE(places.insert(one.values.data()).second) << one.name;
  }
  EXPECT_EQ(bytes, sizeof(w));  // They hold nothing but weights.
}

TEST(Weights, AllHaveAUnitAndAMeaning) {
  Weights w;
  for (const auto& one : list(w)) {
    SCOPED_TRACE(one.name);
    EXPECT_FALSE(one.unit.empty());
    EXPECT_TRUE(one.meaning.ends_with('.'));
    EXPECT_EQ(std::count(one.name.begin(), one.name.end(), '.'), 2);
  }
}

TEST(Weights, AreChangedThroughTheirListing) {
  Weights w;
  for (const auto& one : list(w)) {
    if (one.name == "casting.reuse.second") one.values[0] = 7;
  }
  EXPECT_EQ(w.casting.reuse.second, 7);
}

}  // namespace
}  // namespace cinecut::cut
