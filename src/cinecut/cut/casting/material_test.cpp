#include "cinecut/cut/casting/material.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cinecut::casting {
namespace {

using namespace std::chrono_literals;

base::FilmRange film_range(double start, double end) {
  return {base::film_time(start), base::film_time(end)};
}

/// A film of shots with these borders, in seconds, and a moment in each.
struct CutFilm {
  survey::Survey survey;
  story::Story story;
  std::vector<subtitles::Cue> cues;

  explicit CutFilm(const std::vector<double>& borders) {
    survey.film.video.frame_rate = {25, 1};
    survey.film.duration = base::from_seconds(borders.back());
    for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
      survey::Shot shot;
      shot.range = film_range(borders[i], borders[i + 1]);
      survey.shots.push_back(shot);
      story::Moment moment;
      moment.shot = static_cast<int>(i);
      moment.range = shot.range;
      moment.focus = shot.range.middle();
      moment.score = 0.5f;
      story.moments.push_back(moment);
    }
  }

  void say(double start, double end, const std::string& text) {
    subtitles::Cue cue;
    cue.range = film_range(start, end);
    cue.text = text;
    cues.push_back(cue);
  }

  Material material(const MaterialOptions& options = {}) const {
    return find_material(story, survey, cues, options);
  }
};

TEST(FindMaterial, TakesAPieceOfEachMomentClearOfItsShotsBorders) {
  const auto material = CutFilm({0, 4, 10}).material();
  ASSERT_EQ(material.pieces.size(), 2u);
  EXPECT_EQ(material.pieces[0].range, film_range(0.08, 3.92));
  EXPECT_EQ(material.pieces[1].range, film_range(4.08, 9.92));
  EXPECT_NEAR(material.pieces[1].length, 5.84, 1e-9);
  EXPECT_NEAR(material.pieces[1].place, 0.7, 1e-9);
  EXPECT_EQ(material.film, 10s);
  EXPECT_EQ(material.usable, 3840ms + 5840ms);
}

TEST(FindMaterial, LeavesOutCreditsUncertainBordersAndWhatIsTooShort) {
  CutFilm film({0, 4, 8, 8.5, 12});
  film.survey.shots[0].is_credits = true;
  film.survey.shots[1].end_error = 1ms;
  film.story.moments.push_back({.shot = 99});
  const auto material = film.material();
  ASSERT_EQ(material.pieces.size(), 1u);
  EXPECT_EQ(material.pieces[0].shot, 3);
  EXPECT_EQ(film.material({.only_exact = false}).pieces.size(), 2u);
}

TEST(FindMaterial, KeepsFilmOrderWhateverTheMomentsOrder) {
  CutFilm film({0, 4, 8, 12});
  std::swap(film.story.moments[0], film.story.moments[2]);
  const auto material = film.material();
  ASSERT_EQ(material.pieces.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(material.pieces[i].shot, static_cast<int>(i));
}

TEST(FindMaterial, ALongShotGivesSeveralPiecesOneOfThemTheBest) {
  CutFilm film({0, 30});
  film.story.moments[0].focus = base::film_time(10);
  const auto material = film.material();
  ASSERT_EQ(material.pieces.size(), 4u);
  int best = 0;
  for (std::size_t i = 0; i < material.pieces.size(); ++i) {
    const auto& piece = material.pieces[i];
    if (i > 0) {
      EXPECT_GT(piece.range.start, material.pieces[i - 1].range.end);
    }
    EXPECT_TRUE(piece.range.contains(piece.focus));
    if (piece.is_second) {
      EXPECT_LT(piece.score, 0.5f);
    } else {
      ++best;
      EXPECT_EQ(piece.focus, base::film_time(10));
    }
  }
  EXPECT_EQ(best, 1);
  EXPECT_EQ(material.usable, 29840ms);  // Once, not once a piece.
}

TEST(FindMaterial, SplitsShorterShotsIfAsked) {
  const CutFilm film({0, 8});
  EXPECT_EQ(film.material().pieces.size(), 1u);
  EXPECT_EQ(film.material({.splits_more = true}).pieces.size(), 3u);
}

TEST(FindMaterial, KnowsTheBestLinesThatBeginInAPiece) {
  CutFilm film({0, 10, 20});
  for (int i = 0; i < 5; ++i) {
    story::Line line;
    line.range = film_range(1 + i, 1.5 + i);
    line.text = "Line " + std::to_string(i);
    line.speaker = i == 0 ? "ANNA" : "";
    film.story.lines.push_back(line);
  }
  const auto material = film.material();
  ASSERT_EQ(material.pieces[0].speech.size(), 3u);
  EXPECT_EQ(material.pieces[0].speech[0].text, "ANNA: Line 0");
  EXPECT_TRUE(material.pieces[1].speech.empty());
}

TEST(FindMaterial, HearsTheMomentsOwnCueWhereTheStoryHasNoLine) {
  CutFilm film({0, 10, 20});
  film.say(3, 4, "Go.");
  film.say(19.5, 21, "Not whole in it.");
  film.story.moments[0].line = 0;
  film.story.moments[1].line = 1;
  const auto material = film.material();
  ASSERT_EQ(material.pieces[0].speech.size(), 1u);
  EXPECT_EQ(material.pieces[0].speech[0].range, film_range(2.9, 4.1));
  EXPECT_TRUE(material.pieces[1].speech.empty());
}

TEST(FindMaterial, MakesNumbersOfWhatIsNone) {
  CutFilm film({0, 10});
  film.story.moments[0].score = std::numeric_limits<float>::quiet_NaN();
  film.survey.shots[0].measures.light = 3;
  const auto material = film.material();
  EXPECT_EQ(material.pieces[0].score, 0);
  EXPECT_EQ(material.pieces[0].light, 1);
}

TEST(FindMaterial, OfNothingIsNothing) {
  const auto material = find_material({}, {}, {}, {});
  EXPECT_TRUE(material.pieces.empty());
  EXPECT_EQ(material.usable, 0s);
}

TEST(Words, AreCutOnlyByABorderInsideThem) {
  CutFilm film({0, 20});
  film.say(5, 6, "One.");
  film.say(10, 12, "Two.");
  film.say(14, 15, "(door)");
  film.cues[2].is_sound = true;
  const auto material = film.material();
  EXPECT_EQ(material.words.size(), 2u);
  EXPECT_TRUE(cuts_words(material, film_range(5.5, 8)));
  EXPECT_TRUE(cuts_words(material, film_range(3, 11)));
  EXPECT_FALSE(cuts_words(material, film_range(5, 6)));
  EXPECT_FALSE(cuts_words(material, film_range(3, 8)));
  EXPECT_FALSE(cuts_words(material, film_range(14.5, 16)));
  EXPECT_TRUE(has_words(material, film_range(3, 8)));
  EXPECT_TRUE(has_words(material, film_range(5.5, 5.6)));
  EXPECT_FALSE(has_words(material, film_range(6, 10)));
  EXPECT_FALSE(has_words(material, film_range(13, 19)));
}

}  // namespace
}  // namespace cinecut::casting
