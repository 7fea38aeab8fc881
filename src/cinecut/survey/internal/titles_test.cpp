#include "cinecut/survey/internal/titles.h"

#include <gtest/gtest.h>

namespace cinecut::survey {
namespace {

constexpr int kSeconds = 100;
const base::FilmTime kEnd = base::film_time(kSeconds);

/// A glance each second; `words` for each.
template <typename Words>
std::vector<Glance> glances(Words words) {
  std::vector<Glance> all(kSeconds);
  for (int i = 0; i < kSeconds; ++i) {
    all[static_cast<std::size_t>(i)].measures.time = base::film_time(i);
    all[static_cast<std::size_t>(i)].measures.words = words(i);
  }
  return all;
}

const WordLine kSubtitle{0.2f, 0.9f, 0.8f, 0.95f, 1}, kTitle{0.3f, 0.4f, 0.7f, 0.5f, 1};

std::vector<Shot> ten_shots() {
  std::vector<Shot> shots(10);
  for (int i = 0; i < 10; ++i)
    shots[static_cast<std::size_t>(i)].range = {base::film_time(10 * i),
                                                base::film_time(10 * (i + 1))};
  return shots;
}

TEST(FindWordRows, KnowsSubtitlesThatArePartOfThePicture) {
  const auto all = glances([](int i) {
    std::vector<WordLine> words;
    if (i % 3 == 0) words.push_back(kSubtitle);
    if (i < 8) words.push_back(kTitle);
    return words;
  });
  const auto rows = find_word_rows(all, kEnd);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_LE(rows[0].top, kSubtitle.top);
  EXPECT_GE(rows[0].bottom, kSubtitle.bottom);
  auto shots = ten_shots();
  measure_text(shots, all, rows);
  EXPECT_EQ(shots[0].measures.text, 1);  // The title counts all the same.
  EXPECT_EQ(shots[5].measures.text, 0);
}

TEST(FindWordRows, CreditsAtTheEndAndAFewSignsAreNone) {
  EXPECT_TRUE(find_word_rows(glances([](int i) {
                               return i >= 70 ? std::vector{kSubtitle} : std::vector<WordLine>();
                             }),
                             kEnd)
                  .empty());
  EXPECT_TRUE(find_word_rows(glances([](int i) {
                               return i % 11 == 0 ? std::vector{kTitle} : std::vector<WordLine>();
                             }),
                             kEnd)
                  .empty());
  EXPECT_TRUE(find_word_rows({}, kEnd).empty());
}

TEST(MeasureText, ATitleNeedNotStandForTheWholeShot) {
  const auto all = glances(
      [](int i) { return i >= 10 && i < 15 ? std::vector{kTitle} : std::vector<WordLine>(); });
  auto shots = ten_shots();
  measure_text(shots, all, {});
  EXPECT_EQ(shots[0].measures.text, 0);
  EXPECT_EQ(shots[1].measures.text, 1);
}

}  // namespace
}  // namespace cinecut::survey
