#include "media/text_track.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/error.h"
#include "media/testing.h"

namespace media {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing_media::make_film;
using testing_media::TempFolder;

TEST(ReadTextTrack, GivesEventsOnTheFilmsClock) {
  const std::vector<testing_media::Text> texts = {
      {{base::film_time(0.5), base::film_time(1.25)}, "Who is there?"},
      {{base::film_time(1.5), base::film_time(1.75)}, "Größe – 映画"},
  };
  const TempFolder folder;
  for (const char* name : {"film.mkv", "film.mp4"})
    for (const auto starts : {0s, 4s}) {
      make_film(folder / name, {{2s, testing_media::kRed}}, {.starts = starts, .texts = texts});
      const auto film = probe(folder / name);
      ASSERT_EQ(film.text_tracks.size(), 1u) << name;
      const auto events = read_text_track(folder / name, film.text_tracks[0].stream);
      ASSERT_EQ(events.size(), 2u) << name;
      for (std::size_t i = 0; i < 2; ++i) {
        EXPECT_EQ(events[i].range, texts[i].range) << name;
        EXPECT_THAT(events[i].ass, HasSubstr(texts[i].text)) << name;
      }
    }
}

TEST(ReadTextTracks, GivesEachTrackOrWhyItCannot) {
  const auto text = [](double start_s, const char* words) {
    return testing_media::Text{{base::film_time(start_s), base::film_time(start_s + 0.25)}, words};
  };
  const TempFolder folder;
  make_film(folder / "film.mkv", {{2s, testing_media::kRed}},
            {.texts = {text(0.5, "One."), text(1, "Two.")},
             .more_texts = {{{text(0.75, "Eins.")}, "ger"},
                            {{text(0.75, "xx")}, "fre", "", "dvd_subtitle"},
                            {{text(0.75, "x")}, "ita", "", "hdmv_text_subtitle"}}});
  const auto tracks = read_text_tracks(folder / "film.mkv", {3, 2, 4, 5, 0, 99});
  ASSERT_EQ(tracks.size(), 6u);
  ASSERT_TRUE(tracks[0] && tracks[1]);
  ASSERT_EQ(tracks[0]->size(), 1u);
  EXPECT_THAT(tracks[0]->front().ass, HasSubstr("Eins."));
  EXPECT_EQ(tracks[0]->front().range, text(0.75, "").range);
  EXPECT_EQ(tracks[1]->size(), 2u);
  for (std::size_t i = 2; i < tracks.size(); ++i) {
    ASSERT_FALSE(tracks[i]) << i;
    EXPECT_EQ(tracks[i].error().kind(), base::ErrorKind::unsupported) << i;
  }
  EXPECT_THAT(tracks[2].error().what(), HasSubstr("pictures"));
  EXPECT_TRUE(read_text_tracks(folder / "film.mkv", {}).empty());
}

TEST(ReadTextTrack, RefusesWhatIsNoText) {
  const TempFolder folder;
  make_film(folder / "film.mkv", {{1s, testing_media::kRed}});
  EXPECT_THROW(read_text_track(folder / "film.mkv", 0), base::Error);
  EXPECT_THROW(read_text_track(folder / "film.mkv", 9), base::Error);
  EXPECT_THROW(read_text_track(folder / "film.mkv", -1), base::Error);
}

}  // namespace
}  // namespace media
