#include "cinecut/story/internal/spine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace cinecut::story {
namespace {

using namespace std::chrono_literals;

/// Lines that are unlike each other, every third of them a threat, a want or a question.
struct Dialogue {
  std::vector<Line> lines;
  meaning::Meaning meaning;
  edit::Anchors anchors;

  explicit Dialogue(int count) {
    meaning.model = "taught";
    anchors.climax = base::FilmTime{1h};
    for (int i = 0; i < count; ++i) {
      Line line;
      line.cue = line.last_cue = i;
      line.range = {base::FilmTime{i * 10s}, base::FilmTime{i * 10s + 2s}};
      line.score = 0.5f;
      lines.push_back(line);
      meaning::Said said;
      constexpr std::array roles{edit::Role::threat, edit::Role::want, edit::Role::question,
                                 edit::Role::world};
      said.role[static_cast<std::size_t>(roles[static_cast<std::size_t>(i) % roles.size()])] = 0.8f;
      said.vector.assign(64, 0);
      said.vector[static_cast<std::size_t>(i) % 64] = 1;
      meaning.said.push_back(said);
    }
  }
  std::vector<reading::SpineLine> spine() const { return spine_from(lines, meaning, anchors); }
};

TEST(SpineFrom, TakesAFewLinesOfEachRoleInTheOrderOfTheFilm) {
  Dialogue d(40);
  std::reverse(d.lines.begin(), d.lines.end());  // The best are the last ones.
  const auto spine = d.spine();
  ASSERT_EQ(spine.size(), 12u);
  for (std::size_t i = 1; i < spine.size(); ++i) EXPECT_LT(spine[i - 1].cue, spine[i].cue);
  std::map<edit::Role, int> count;
  for (const auto& line : spine) ++count[line.role];
  for (const auto& [role, n] : count) EXPECT_EQ(n, 3) << edit::name_of(role);
}

TEST(SpineFrom, TakesNoTwoLinesThatSayTheSame) {
  Dialogue d(40);
  d.meaning.said[1].vector = d.meaning.said[0].vector;
  const auto spine = d.spine();
  EXPECT_EQ(spine[0].cue, 0);
  EXPECT_NE(spine[1].cue, 1);
}

TEST(SpineFrom, TellsNothingFromTheClimaxOn) {
  Dialogue d(40);
  d.anchors.climax = base::FilmTime{100s};
  for (const auto& line : d.spine()) EXPECT_LT(line.cue, 10);
}

TEST(SpineFrom, IsEmptyWhereTooFewLinesHaveARole) {
  EXPECT_TRUE(Dialogue(5).spine().empty());
  Dialogue of_one_role(40);
  for (auto& said : of_one_role.meaning.said) {
    said.role = {};
    said.role[0] = 0.9f;
  }
  EXPECT_TRUE(of_one_role.spine().empty());
  Dialogue unknown(40);
  for (auto& said : unknown.meaning.said) said.vector.clear();
  EXPECT_TRUE(unknown.spine().empty());
}

}  // namespace
}  // namespace cinecut::story
