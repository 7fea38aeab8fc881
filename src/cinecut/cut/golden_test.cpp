// Edits of made-up films, compared with those kept in goldens/. Whoever changes what an edit is
// sees here which clips change; UPDATE_GOLDENS=1 in the environment accepts the new edits.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/files.h"
#include "cinecut/cut/cut.h"
#include "cinecut/cut/grid/testing_songs.h"
#include "cinecut/cut/internal/made_up.h"

namespace cinecut::cut {
namespace {

using namespace std::chrono_literals;

int number_of_shot(const survey::Survey& survey, const edit::Clip& clip) {
  const auto found = std::find_if(survey.shots.begin(), survey.shots.end(), [&](const auto& shot) {
    return shot.range.contains(clip.source);
  });
  return found == survey.shots.end() ? -1 : static_cast<int>(found - survey.shots.begin());
}

/// Milliseconds, cut off: a time as every machine writes it.
long long ms(base::Duration d) { return d / 1ms; }

/// A line for each clip: where it stands and where it is from.
std::string text_of(const edit::Manifest& m, const survey::Survey& survey) {
  std::string text = "trailer_ms   film_ms  length_ms   shot  part       begins with\n";
  for (const auto& c : m.clips) {
    char line[160];
    std::snprintf(line, sizeof line, "%10lld %9lld %10lld %6d  %-10s %s\n",
                  ms(c.trailer.start.time_since_epoch()), ms(c.source.start.time_since_epoch()),
                  ms(c.trailer.length()), number_of_shot(survey, c),
                  std::string(edit::name_of(c.part)).c_str(),
                  std::string(edit::name_of(c.transition)).c_str());
    text += line;
  }
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Lines that went, with -, and that came, with +; the others are left out.
std::string difference(const std::string& before, const std::string& after) {
  const auto a = lines_of(before);
  const auto b = lines_of(after);
  std::vector<std::vector<int>> common(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = a.size(); i-- > 0;) {
    for (std::size_t j = b.size(); j-- > 0;) {
      common[i][j] =
          a[i] == b[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::string text;
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      ++i, ++j;
    } else if (j == b.size() || (i < a.size() && common[i + 1][j] >= common[i][j + 1])) {
      text += "- " + a[i++] + "\n";
    } else {
      text += "+ " + b[j++] + "\n";
    }
  }
  return text;
}

void expect_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path file =
      std::filesystem::path(CINECUT_SOURCE_DIR) / "src/cinecut/cut/goldens" / (name + ".txt");
  if (std::getenv("UPDATE_GOLDENS") != nullptr) {
    std::ofstream(file) << text;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(file)) << file << ": UPDATE_GOLDENS=1 makes it.";
  const auto golden = base::read_file(file);
  EXPECT_TRUE(golden == text) << "The edit is another one than in " << file << ":\n"
                              << difference(golden, text)
                              << "If it should be, run this test with UPDATE_GOLDENS=1.";
}

struct Wish {
  MadeUpOptions film;
  std::string_view vibe;
  base::Duration length;
  base::Duration song{};  ///< Zero: a score made for the trailer.
};

void expect_edit(const std::string& name, const Wish& wish) {
  const auto film = make_up_film(wish.film);
  const auto& vibe = vibe::find_vibe(vibe::built_in_vibes(), wish.vibe);
  const auto song = wish.song > 0s ? grid::make_up_song(wish.song, vibe.bpm * 0.93)
                                   : grid::make_up_score(vibe, wish.length, vibe.bpm);
  const auto m = make_cut(film.story, film.survey, film.scenes, film.cues, song, vibe,
                          {.length = wish.length, .title = "The Film", .seed = wish.film.seed});
  expect_golden(name, text_of(m, film.survey));
}

TEST(Goldens, AThrillerOnAScoreMadeForIt) {
  expect_edit("thriller",
              {.film = {.length = 90min, .seed = 11}, .vibe = "thriller", .length = 120s});
}

TEST(Goldens, ADramaWithoutWordsOnASongOfTheUsers) {
  expect_edit("drama", {.film = {.rate = {25, 1}, .seed = 12, .has_words = false},
                        .vibe = "drama",
                        .length = 60s,
                        .song = 180s});
}

TEST(Goldens, AComedyFromAShortFilmWhoseSpeakersAreUnknown) {
  expect_edit(
      "comedy",
      {.film = {.length = 6min, .mean_shot = 3, .rate = {30, 1}, .seed = 13, .has_speakers = false},
       .vibe = "comedy",
       .length = 45s,
       .song = 40s});
}

}  // namespace
}  // namespace cinecut::cut
