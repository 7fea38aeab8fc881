#include "cinecut/cut/cut.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "base/log.h"
#include "cinecut/cut/grid/testing_songs.h"
#include "cinecut/cut/internal/made_up.h"
#include "cinecut/edit/cards.h"

namespace cinecut::cut {
namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

edit::Manifest cut(const MadeUpFilm& film, const beats::Song& song, const vibe::Vibe& vibe,
                   base::Duration length, std::uint32_t seed = 0) {
  return make_cut(film.story, film.survey, film.scenes, film.cues, song, vibe,
                  {.length = length, .title = "The Film", .seed = seed});
}

const vibe::Vibe& vibe_named(std::string_view name) {
  return vibe::find_vibe(vibe::built_in_vibes(), name);
}

base::Duration frame_of(const edit::Manifest& m) { return base::frame_start(1, m.frame_rate); }

bool is_on_frame(const edit::Manifest& m, base::TrailerTime t) {
  const auto since = t.time_since_epoch();
  return base::frame_start(base::nearest_frame(since, m.frame_rate), m.frame_rate) == since;
}

bool is_under_music(const edit::Manifest& m, base::TrailerTime t) {
  return std::any_of(m.music.segments.begin(), m.music.segments.end(), [t](const auto& s) {
    return s.start <= t && t <= s.start + s.source.length();
  });
}

bool is_on_beat(const edit::Manifest& m, base::TrailerTime t) {
  return std::any_of(m.beats.begin(), m.beats.end(), [&](base::TrailerTime beat) {
    return std::chrono::abs(beat - t) <= frame_of(m) / 2 + 1us;
  });
}

std::array<double, 3> act_means(const edit::Manifest& m) {
  std::array<double, 3> sum{};
  std::array<double, 3> count{};
  for (const auto& c : m.clips) {
    sum[static_cast<std::size_t>(c.act - 1)] += base::to_seconds(c.trailer.length());
    count[static_cast<std::size_t>(c.act - 1)] += 1;
  }
  for (std::size_t a = 0; a < 3; ++a) sum[a] = count[a] > 0 ? sum[a] / count[a] : 0;
  return sum;
}

/// The shot a clip is from, or -1 if it does not lie in one.
int shot_of(const survey::Survey& survey, const edit::Clip& clip) {
  for (std::size_t i = 0; i < survey.shots.size(); ++i) {
    if (survey.shots[i].range.contains(clip.source)) return static_cast<int>(i);
  }
  return -1;
}

void expect_places(const edit::Manifest& m) {
  base::TrailerTime end{};
  for (const auto& c : m.clips) {
    EXPECT_TRUE(is_on_frame(m, c.trailer.start) && is_on_frame(m, c.trailer.end));
    EXPECT_GE(c.trailer.start, end);
    EXPECT_EQ(c.source.length(), c.trailer.length());
    EXPECT_GE(c.trailer.length() + 1us, base::frame_start(8, m.frame_rate));
    end = c.trailer.end;
  }
  EXPECT_LE(end.time_since_epoch(), m.length);
}

/// Each clip in one shot, clear of its joints also with what a crossfade takes; nothing twice.
void expect_clean_sources(const edit::Manifest& m, const survey::Survey& survey) {
  std::vector<base::FilmRange> used;
  for (std::size_t i = 0; i < m.clips.size(); ++i) {
    const auto half = [&](std::size_t k) {
      const bool fades = k < m.clips.size() && m.clips[k].transition == edit::Transition::crossfade;
      return fades ? m.clips[k].transition_length / 2 : base::Duration{};
    };
    auto wide = m.clips[i].source;
    wide.start -= half(i) + 2 * frame_of(m);
    wide.end += half(i + 1) + 2 * frame_of(m);
    const int shot = shot_of(survey, m.clips[i]);
    ASSERT_GE(shot, 0) << i;
    EXPECT_TRUE(survey.shots[static_cast<std::size_t>(shot)].range.contains(wide)) << i;
    used.push_back(m.clips[i].source);
    if (i > 0) {
      EXPECT_NE(shot, shot_of(survey, m.clips[i - 1])) << i;
    }
  }
  std::sort(used.begin(), used.end(), [](auto& a, auto& b) { return a.start < b.start; });
  for (std::size_t i = 1; i < used.size(); ++i) EXPECT_LE(used[i - 1].end, used[i].start);
}

void expect_on_beats(const edit::Manifest& m) {
  for (std::size_t i = 0; i < m.clips.size(); ++i) {
    const auto at = m.clips[i].trailer.start;
    if (is_under_music(m, at)) {
      EXPECT_TRUE(is_on_beat(m, at)) << i;
    }
  }
}

/// No spoken word is cut where the film is heard.
void expect_whole_words(const edit::Manifest& m, const std::vector<subtitles::Cue>& cues) {
  std::vector<base::FilmRange> heard;
  for (const auto& c : m.clips) {
    if (c.film_sound_db <= -60) continue;
    heard.push_back({c.source.start - c.sound_lead, c.source.end + c.sound_tail});
  }
  for (const auto& v : m.voice) heard.push_back(v.source);
  for (const auto& range : heard) {
    for (const auto& cue : cues) {
      EXPECT_FALSE(cue.range.start < range.start && range.start < cue.range.end) << cue.text;
      EXPECT_FALSE(cue.range.start < range.end && range.end < cue.range.end) << cue.text;
    }
  }
}

/// No two lines at once: clips that speak, with leads and tails, and voices.
void expect_one_voice_at_a_time(const edit::Manifest& m, const std::vector<subtitles::Cue>& cues) {
  std::vector<base::TrailerRange> spoken;
  for (const auto& c : m.clips) {
    if (c.film_sound_db <= -60) continue;
    const base::FilmRange heard{c.source.start - c.sound_lead, c.source.end + c.sound_tail};
    for (const auto& cue : cues) {
      if (!heard.contains(cue.range)) continue;
      const auto start = c.trailer.start + (cue.range.start - c.source.start);
      spoken.push_back({start, start + cue.range.length()});
    }
  }
  for (const auto& v : m.voice) spoken.push_back({v.start, v.start + v.source.length()});
  std::sort(spoken.begin(), spoken.end(), [](auto& a, auto& b) { return a.start < b.start; });
  for (std::size_t i = 1; i < spoken.size(); ++i) {
    EXPECT_LE(spoken[i - 1].end, spoken[i].start)
        << base::to_string(spoken[i].start.time_since_epoch());
  }
}

/// The mean length of the clips in the bodies of the acts, without cold open, drop and button.
std::vector<double> body_means(const edit::Manifest& m) {
  std::vector<double> means;
  for (const auto part : {edit::Part::act_1, edit::Part::act_2, edit::Part::act_3}) {
    double sum = 0;
    int count = 0;
    for (const auto& c : m.clips) {
      if (c.part != part) continue;
      sum += base::to_seconds(c.trailer.length());
      ++count;
    }
    if (count > 0) means.push_back(sum / count);
  }
  return means;
}

void expect_quicker_acts(const edit::Manifest& m) {
  const auto means = body_means(m);
  EXPECT_GE(means.size(), 2u);
  for (std::size_t a = 1; a < means.size(); ++a) EXPECT_LT(means[a], means[a - 1]) << a;
}

void expect_form(const edit::Manifest& m, base::Duration length) {
  expect_quicker_acts(m);
  const auto means = act_means(m);
  EXPECT_GT(means[0], means[2]);
  if (means[1] > 0) {
    EXPECT_GT(means[0], means[1]);
    EXPECT_GT(means[1], means[2]);
  }
  int zone = -1;
  for (std::size_t i = 1; i < m.clips.size(); ++i) {
    EXPECT_GE(static_cast<int>(m.clips[i].part), static_cast<int>(m.clips[i - 1].part));
    zone = std::max(zone, static_cast<int>(m.clips[i].zone));
  }
  if (length >= 45s) {
    base::Duration gap{};
    for (std::size_t i = 1; i < m.clips.size(); ++i) {
      if (m.clips[i].part != edit::Part::act_3 || m.clips[i - 1].part != edit::Part::act_2)
        continue;
      gap = m.clips[i].trailer.start - m.clips[i - 1].trailer.end;
    }
    EXPECT_GE(gap, 3s - 2 * frame_of(m));
    EXPECT_LE(gap, 5s + 2 * frame_of(m));
  }
  ASSERT_EQ(m.titles.size(), 2u);
  EXPECT_EQ(m.titles[0].text, "The Film");
  EXPECT_TRUE(is_on_beat(m, m.titles[0].trailer.start));
}

void expect_good(const edit::Manifest& m, const MadeUpFilm& film, base::Duration length) {
  EXPECT_THAT(edit::problems(m, film.survey.film.duration), IsEmpty());
  expect_places(m);
  // A run uses what it made, a later one reads it: both must be the same edit.
  EXPECT_TRUE(edit::manifest_from_json(edit::to_json(m)) == m);
  expect_clean_sources(m, film.survey);
  expect_on_beats(m);
  expect_whole_words(m, film.cues);
  expect_one_voice_at_a_time(m, film.cues);
  expect_form(m, length);
}

double spread(const edit::Manifest& m) {
  double sum = 0;
  double squares = 0;
  for (const auto& c : m.clips) {
    const double s = base::to_seconds(c.trailer.length());
    sum += s;
    squares += s * s;
  }
  const auto n = static_cast<double>(m.clips.size());
  return std::sqrt(squares / n - sum / n * sum / n) / (sum / n);
}

class Quiet : public ::testing::Test {
 protected:
  void SetUp() override {
    base::set_log_listener(
        [this](base::LogLevel, const std::string& text) { warnings_.push_back(text); });
  }
  void TearDown() override {
    base::set_log_listener([](base::LogLevel, const std::string&) {});
  }
  std::vector<std::string> warnings_;
};
class MakeCut : public Quiet {};

TEST_F(MakeCut, KeepsItsPromisesForEveryVibeAndLength) {
  const auto film = make_up_film();
  for (const auto& vibe : vibe::built_in_vibes()) {
    for (const auto length : {15s, 30s, 60s, 120s, 150s}) {
      SCOPED_TRACE(vibe.name + " " + base::to_string(length));
      const auto song = grid::make_up_score(vibe, length, vibe.bpm * 1.013);
      const auto m = cut(film, song, vibe, length);
      expect_good(m, film, length);
      EXPECT_LE(std::chrono::abs(m.length - length), 10s);
    }
  }
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(MakeCut, KeepsItsPromisesOnASongThatWasNotMadeForIt) {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    const auto film = make_up_film({.rate = {25, 1}, .seed = seed, .has_speakers = false});
    for (const auto* name : {"action", "drama", "comedy", "horror"}) {
      for (const auto length : {15s, 60s, 120s}) {
        for (const auto song_length : {40s, 200s}) {
          SCOPED_TRACE(std::string(name) + " " + std::to_string(seed) + " " +
                       base::to_string(length) + " of " + base::to_string(song_length));
          const auto& vibe = vibe_named(name);
          const auto song = grid::make_up_song(song_length, vibe.bpm * 0.93);
          const auto m = cut(film, song, vibe, length, seed);
          expect_good(m, film, length);
          EXPECT_LE(std::chrono::abs(m.length - length), 8s);
        }
      }
    }
  }
}

TEST_F(MakeCut, ReachesTheRateAndTheVarietyOfRealTrailers) {
  const auto film = make_up_film();
  for (const auto* name : {"action", "thriller", "war", "sci-fi", "horror", "adventure"}) {
    SCOPED_TRACE(name);
    const auto& vibe = vibe_named(name);
    const auto m = cut(film, grid::make_up_score(vibe, 120s, vibe.bpm), vibe, 120s);
    EXPECT_GE(m.clips.size(), 58u);
    EXPECT_LE(m.clips.size(), 100u);
    EXPECT_GE(spread(m), 0.6);
  }
  for (const auto* name : {"romance", "documentary", "drama"}) {
    SCOPED_TRACE(name);
    const auto& vibe = vibe_named(name);
    const auto m = cut(film, grid::make_up_score(vibe, 120s, vibe.bpm), vibe, 120s);
    EXPECT_GE(static_cast<int>(m.clips.size()), vibe.shots_min);
    EXPECT_LE(m.clips.size(), 45u);
  }
}

TEST_F(MakeCut, SpeaksAboutAsMuchAsTheVibeWishes) {
  const auto film = make_up_film({.length = 90min});
  for (const auto* name : {"action", "horror", "comedy", "drama"}) {
    SCOPED_TRACE(name);
    const auto& vibe = vibe_named(name);
    const auto m = cut(film, grid::make_up_score(vibe, 120s, vibe.bpm), vibe, 120s);
    double talk = 0;
    for (const auto& c : m.clips) {
      const base::FilmRange heard{c.source.start - c.sound_lead, c.source.end + c.sound_tail};
      for (const auto& cue : film.cues) {
        if (!c.dialogue.empty() && heard.contains(cue.range)) {
          talk += base::to_seconds(cue.range.length());
        }
      }
    }
    for (const auto& v : m.voice) talk += base::to_seconds(v.source.length());
    EXPECT_NEAR(talk / base::to_seconds(m.length), vibe.dialogue_share, 0.15);
  }
}

TEST_F(MakeCut, FollowsTheStorysZones) {
  const auto film = make_up_film({.length = 90min});
  const auto& vibe = vibe_named("action");
  const auto m = cut(film, grid::make_up_score(vibe, 120s, vibe.bpm), vibe, 120s);
  std::array<int, 2> clips{}, strangers{};  // Of acts 1 and 2.
  std::vector<edit::Zone> montage;
  for (const auto& c : m.clips) {
    if (c.part == edit::Part::cold_open || c.part == edit::Part::button) continue;
    if (c.act == 3) {
      montage.push_back(c.zone);
      continue;
    }
    const auto act = static_cast<std::size_t>(c.act - 1);
    ++clips[act];
    strangers[act] += c.zone != static_cast<edit::Zone>(act);
  }
  EXPECT_LE(4 * strangers[0], clips[0]);
  EXPECT_LE(3 * strangers[1], clips[1]);
  // The montage runs through the film once more, to its height.
  ASSERT_GE(montage.size(), 12u);
  EXPECT_THAT(std::vector(montage.end() - 4, montage.end()), Each(edit::Zone::climax));
}

TEST_F(MakeCut, IsTheSameEveryTime) {
  const auto film = make_up_film();
  const auto& vibe = vibe_named("thriller");
  const auto song = grid::make_up_song(180s, 118);
  EXPECT_EQ(edit::to_json(cut(film, song, vibe, 90s, 3)),
            edit::to_json(cut(film, song, vibe, 90s, 3)));
}

TEST_F(MakeCut, WritesAManifestThatReadsBack) {
  const auto film = make_up_film();
  const auto& vibe = vibe_named("mystery");
  const auto json = edit::to_json(cut(film, grid::make_up_score(vibe, 60s, 90), vibe, 60s));
  EXPECT_EQ(edit::to_json(edit::manifest_from_json(json, film.survey.film.duration)), json);
}

TEST_F(MakeCut, UsesOnlyShotsWithExactBorders) {
  auto film = make_up_film();
  for (std::size_t i = 0; i < film.survey.shots.size(); i += 2) {
    film.survey.shots[i].start_error = 1ms;
  }
  const auto& vibe = vibe_named("action");
  const auto m = cut(film, grid::make_up_score(vibe, 60s, 120), vibe, 60s);
  for (const auto& c : m.clips) EXPECT_EQ(shot_of(film.survey, c) % 2, 1);
}

TEST_F(MakeCut, GetsShorterWithTheFilmAndSaysSo) {
  for (const auto length : {40s, 60s, 100s, 150s}) {
    SCOPED_TRACE(base::to_string(length));
    const auto film = make_up_film({.length = length, .mean_shot = 3});
    const auto& vibe = vibe_named("adventure");
    const auto m = cut(film, grid::make_up_score(vibe, 120s, 110), vibe, 120s);
    EXPECT_THAT(edit::problems(m, length), IsEmpty());
    expect_places(m);
    expect_on_beats(m);
    expect_whole_words(m, film.cues);
    EXPECT_GE(m.length, 12s);
    EXPECT_LE(m.length, length);
    EXPECT_GE(m.clips.size(), 3u);
  }
  ASSERT_GE(warnings_.size(), 4u);
  EXPECT_THAT(warnings_[0], HasSubstr("too little for a trailer of 0:02:00"));
}

TEST_F(MakeCut, QuickensFromActToActAtEveryLengthFromLittle) {
  const auto film = make_up_film({.length = 4min, .mean_shot = 2.5, .rate = {30, 1}, .seed = 7});
  for (const auto& vibe : vibe::built_in_vibes()) {
    for (auto length = 30s; length <= 180s; length += 50s) {
      SCOPED_TRACE(vibe.name + " " + base::to_string(length));
      const auto song = grid::make_up_score(vibe, length, vibe.bpm * 0.987);
      expect_quicker_acts(cut(film, song, vibe, length));
    }
  }
}

TEST_F(MakeCut, QuickensOrSaysThatItCannot) {
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    for (const auto film_length : {25s, 40s, 60s, 90s, 120s}) {
      const auto film =
          make_up_film({.length = film_length, .mean_shot = 0.8 + seed * 0.5, .seed = seed});
      for (const auto* name : {"action", "drama", "comedy"}) {
        SCOPED_TRACE(std::string(name) + " " + std::to_string(seed) + " " +
                     base::to_string(film_length));
        warnings_.clear();
        const auto& vibe = vibe_named(name);
        edit::Manifest m;
        try {
          m = cut(film, grid::make_up_score(vibe, 60s, vibe.bpm), vibe, 60s);
        } catch (const base::Error& error) {
          EXPECT_EQ(error.kind(), base::ErrorKind::unsupported);
          continue;
        }
        expect_on_beats(m);
        const auto means = body_means(m);
        const bool falls = std::is_sorted(means.rbegin(), means.rend());
        if (!falls) {
          EXPECT_THAT(warnings_, Contains(HasSubstr("gets quicker from act to act")));
        }
      }
    }
  }
}

TEST_F(MakeCut, RefusesAFilmWithNextToNothing) {
  const auto film = make_up_film({.length = 6s, .mean_shot = 3});
  const auto& vibe = vibe_named("drama");
  try {
    cut(film, grid::make_up_score(vibe, 120s, 80), vibe, 120s);
    FAIL() << "no error";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.kind(), base::ErrorKind::unsupported);
    EXPECT_THAT(error.what(), HasSubstr("of usable material"));
  }
}

TEST_F(MakeCut, ManagesWithoutWordsBeatsOrSound) {
  const auto film = make_up_film({.has_words = false});
  const auto& vibe = vibe_named("western");
  beats::Song song;
  song.source = "noise.wav";
  song.sound.samples.resize(48000 * 2 * 20);
  const auto m = cut(film, song, vibe, 60s);
  EXPECT_THAT(edit::problems(m, film.survey.film.duration), IsEmpty());
  expect_places(m);
  expect_on_beats(m);
  EXPECT_THAT(m.voice, IsEmpty());
}

TEST_F(MakeCut, TellsWhyAndWhatElse) {
  const auto film = make_up_film();
  const auto& vibe = vibe_named("action");
  const auto m = cut(film, grid::make_up_score(vibe, 60s, 128), vibe, 60s);
  for (const auto& c : m.clips) {
    EXPECT_THAT(c.reason, HasSubstr("A made up moment. It "));
    EXPECT_LE(c.alternatives.size(), 5u);
    for (const auto& a : c.alternatives) {
      EXPECT_EQ(a.source.length(), c.trailer.length());
      EXPECT_FALSE(a.reason.empty());
    }
  }
}

TEST_F(MakeCut, PutsVoicesOverOtherPicturesOnly) {
  const auto film = make_up_film({.length = 60min});
  const auto& vibe = vibe_named("drama");
  const auto m = cut(film, grid::make_up_score(vibe, 120s, 80), vibe, 120s);
  EXPECT_GE(m.voice.size(), 1u);
  EXPECT_LE(m.voice.size(), 3u);
  for (const auto& v : m.voice) {
    EXPECT_GE(v.source.length(), 800ms);
    EXPECT_THAT(v.text, HasSubstr("ANNA: "));  // Who says most.
    for (const auto& c : m.clips) {
      const base::TrailerRange spoken{v.start, v.start + v.source.length()};
      if (c.trailer.overlaps(spoken)) {
        EXPECT_THAT(c.dialogue, IsEmpty());
      }
      EXPECT_FALSE(c.act == 3 && c.trailer.overlaps(spoken));
    }
  }
}

/// The shares of an edit's clips from stages of the film that end at 10, 25, 50, 75 and 94.5 %.
std::array<double, 6> stage_shares(const edit::Manifest& m, base::Duration film) {
  constexpr std::array kEnds{0.1, 0.25, 0.5, 0.75, 0.945};
  std::array<double, 6> shares{};
  for (const auto& c : m.clips) {
    const double place = base::to_seconds(c.source.middle()) / base::to_seconds(film);
    const auto stage = std::upper_bound(kEnds.begin(), kEnds.end(), place) - kEnds.begin();
    shares[static_cast<std::size_t>(stage)] += 1 / static_cast<double>(m.clips.size());
  }
  return shares;
}

TEST_F(MakeCut, TakesItsClipsFromWhereTrailersTakeTheirs) {
  constexpr std::array kTrailers{0.20, 0.16, 0.25, 0.21, 0.13, 0.04};
  constexpr std::array kVibes{"thriller", "drama", "action", "romance", "horror", "comedy"};
  std::array<double, 6> mean{};
  for (std::size_t i = 0; i < kVibes.size(); ++i) {
    const auto& vibe = vibe_named(kVibes[i]);
    const auto seed = static_cast<std::uint32_t>(i + 1);
    const auto film = make_up_film({.length = 90min, .seed = seed});
    const auto shares =
        stage_shares(cut(film, grid::make_up_score(vibe, 120s, vibe.bpm), vibe, 120s), 90min);
    double divergence = 0;
    for (std::size_t s = 0; s < 6; ++s) {
      mean[s] += shares[s] / 6;
      if (shares[s] > 0) divergence += shares[s] * std::log(shares[s] / kTrailers[s]);
    }
    EXPECT_LE(divergence, 0.15) << vibe.name;
  }
  // Nothing is taken from behind the spoiler limit, in the fifth stage.
  for (std::size_t s = 0; s < 6; ++s) EXPECT_NEAR(mean[s], kTrailers[s], 0.05) << s;
}

TEST(CandidateRanges, CoverTheBestMomentsAndLittleElse) {
  auto film = make_up_film({.length = 100min});
  for (auto& shot : film.survey.shots) shot.start_error = shot.end_error = 400ms;
  const auto& vibe = vibe_named("action");
  const auto ranges = casting::candidate_ranges(film.story, film.survey, vibe, {});
  base::Duration sum{};
  base::FilmTime end{};
  for (const auto& r : ranges) {
    EXPECT_GE(r.start, end);
    EXPECT_GT(r.end, r.start);
    end = r.end;
    sum += r.length();
  }
  EXPECT_LE(sum, 450s);
  EXPECT_GE(sum, 300s);
  EXPECT_LE(end, base::FilmTime(film.survey.film.duration));
  std::array<int, 3> covered{};
  for (const auto& m : film.story.moments) {
    const auto& shot = film.survey.shots[static_cast<std::size_t>(m.shot)].range;
    for (const auto& r : ranges) {
      if (r.contains(shot)) ++covered[static_cast<std::size_t>(m.zone)];
    }
  }
  for (const int n : covered) EXPECT_GE(n, 12);
}

TEST(CandidateRanges, AreNoneWhenEverythingIsExact) {
  auto film = make_up_film({.length = 5min});
  film.survey.is_exact = true;
  EXPECT_THAT(casting::candidate_ranges(film.story, film.survey, vibe_named("action"), {}),
              IsEmpty());
}

TEST_F(MakeCut, ShowsCardsOnBlackAndOverNoLine) {
  const std::vector<std::string> cards{"One night", "Nobody was told the whole truth", "Run",
                                       "What would you risk?"};
  for (const auto* name : {"thriller", "drama", "comedy"}) {
    auto film = make_up_film();
    // Lines that begin where their shots do, off the frames' grid: their sound would lead.
    for (auto& moment : film.story.moments) {
      if (moment.line < 0) continue;
      moment.range.start += 10ms;
      for (auto& line : film.story.lines)
        if (line.cue == moment.line) line.range.start = moment.range.start;
    }
    for (const auto length : {60s, 120s}) {
      for (const bool is_made : {true, false}) {
        SCOPED_TRACE(testing::Message() << name << " " << length.count() << " " << is_made);
        const auto& vibe = vibe_named(name);
        const auto song =
            is_made ? grid::make_up_score(vibe, length, 110) : grid::make_up_song(4min, 110);
        const auto m = make_cut(film.story, film.survey, film.scenes, film.cues, song, vibe,
                                {.length = length, .title = "The Film", .cards = cards});
        expect_places(m);
        EXPECT_THAT(edit::problems(m, film.survey.film.duration), IsEmpty());
        ASSERT_EQ(m.titles.size(), cards.size() + 2);
        EXPECT_EQ(m.film_title, "The Film");
        for (std::size_t i = 0; i < cards.size(); ++i) {
          const auto& card = m.titles[i];
          EXPECT_EQ(card.kind, "card");
          EXPECT_EQ(card.text, cards[i]);
          EXPECT_GE(card.trailer.length() + frame_of(m) / 2, edit::time_to_read(card.text));
          EXPECT_LE(card.trailer.length(), 5s);
          EXPECT_FALSE(edit::is_spoken_over(m, card.trailer)) << i;
          EXPECT_TRUE(std::ranges::none_of(
              m.clips, [&](const auto& c) { return c.trailer.overlaps(card.trailer); }));
          EXPECT_LT(card.trailer.end + 3s, m.titles[cards.size()].trailer.start);
        }
        const auto means = act_means(m);
        EXPECT_GT(means[0], means[1]);
        EXPECT_GT(means[1], means[2]);
      }
    }
  }
}

TEST_F(MakeCut, WithoutCardsIsAsBefore) {
  const auto film = make_up_film();
  const auto& vibe = vibe_named("thriller");
  const auto song = grid::make_up_score(vibe, 60s, 110);
  const auto with = [&](std::vector<std::string> cards) {
    return make_cut(film.story, film.survey, film.scenes, film.cues, song, vibe,
                    {.length = 60s, .title = "The Film", .cards = std::move(cards)});
  };
  EXPECT_EQ(with({}), with({"One card is none"}));
}

}  // namespace
}  // namespace cinecut::cut
