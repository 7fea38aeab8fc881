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
      make_film(folder / name, {{2s, testing_media::red}}, {.starts = starts, .texts = texts});
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

TEST(ReadTextTrack, RefusesWhatIsNoText) {
  const TempFolder folder;
  make_film(folder / "film.mkv", {{1s, testing_media::red}});
  EXPECT_THROW(read_text_track(folder / "film.mkv", 0), base::Error);
  EXPECT_THROW(read_text_track(folder / "film.mkv", 9), base::Error);
  EXPECT_THROW(read_text_track(folder / "film.mkv", -1), base::Error);
}

}  // namespace
}  // namespace media
