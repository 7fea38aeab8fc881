#include "base/nearest.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(NearestWord, IsWhatWasMeant) {
  const std::vector<std::string> words = {"survey", "beats",  "structure", "check",
                                          "vibes",  "doctor", "explain",   "validate"};
  const struct {
    const char* typed;
    const char* meant;
  } rows[] = {
      {"surve", "survey"},       {"Suvrey", "survey"}, {"beat", "beats"},  {"doc", "doctor"},
      {"structur", "structure"}, {"chekc", "check"},   {"CHECK", "check"}, {"vibe", "vibes"},
      {"film.mkv", ""},          {"zzz", ""},          {"", ""},           {"q", ""}};
  for (const auto& row : rows) EXPECT_EQ(nearest_word(row.typed, words), row.meant) << row.typed;
  EXPECT_EQ(nearest_word("beats", {}), "");
  EXPECT_EQ(nearest_word(std::string(1 << 20, 'x'), words), "");
}

}  // namespace
}  // namespace base
