#include "media/picture_text_track.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/error.h"
#include "base/files.h"
#include "media/testing.h"
#include "media/testing_pgs.h"

namespace media {
namespace {

using namespace std::chrono_literals;
using testing_media::make_sup;
using testing_media::SupPicture;
using testing_media::TempFolder;

base::FilmRange range(std::chrono::milliseconds start, std::chrono::milliseconds end) {
  return {base::FilmTime{start}, base::FilmTime{end}};
}

/// A frame of colour 1 with colour 2 inside.
SupPicture box(base::FilmRange range, int width, int height) {
  SupPicture p{range, 100, 900, width, height, {}};
  p.pixels.assign(static_cast<std::size_t>(width * height), 2);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      if (x == 0 || y == 0 || x + 1 == width || y + 1 == height)
        p.pixels[static_cast<std::size_t>(y * width + x)] = 1;
  return p;
}

const std::vector<testing_media::SupColour> kPalette = {{}, {16, 255}, {235, 128}};

std::vector<PictureEvent> events_of(const std::filesystem::path& path, int stream = 0) {
  std::vector<PictureEvent> events;
  read_picture_track(path, stream, [&](PictureEvent e) { events.push_back(std::move(e)); });
  return events;
}

TEST(ReadPictureTrack, GivesBitmapsAndTimes) {
  const TempFolder folder;
  const auto path = folder / "film.sup";
  base::write_file_atomically(path,
                              make_sup({box(range(1s, 3s), 300, 40), box(range(5s, 8s), 20, 10),
                                        box(range(8s, 9500ms), 16, 70)},
                                       kPalette));
  const auto tracks = probe_picture_file(path);
  ASSERT_EQ(tracks.size(), 1u);
  EXPECT_TRUE(tracks[0].is_pictures);
  const auto events = events_of(path);
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].range, range(1s, 3s));
  EXPECT_EQ(events[1].range, range(5s, 8s));
  EXPECT_EQ(events[2].range, range(8s, 9500ms));
  ASSERT_EQ(events[1].bitmaps.size(), 1u);
  const auto& b = events[1].bitmaps[0];
  EXPECT_EQ(b.x_px, 100);
  EXPECT_EQ(b.y_px, 900);
  ASSERT_EQ(b.width_px, 20);
  ASSERT_EQ(b.height_px, 10);
  ASSERT_EQ(b.rgba.size(), 20u * 10 * 4);
  EXPECT_THAT(std::vector<int>(b.rgba.begin(), b.rgba.begin() + 4),
              testing::ElementsAre(0, 0, 0, 255));
  EXPECT_THAT(std::vector<int>(b.rgba.begin() + 84, b.rgba.begin() + 88),
              testing::ElementsAre(255, 255, 255, 128));
}

TEST(ReadPictureTrack, RefusesWhatHoldsNone) {
  const TempFolder folder;
  testing_media::make_film(folder / "film.mkv", {{1s, testing_media::kRed}});
  EXPECT_THROW(events_of(folder / "film.mkv", 0), base::Error);
  EXPECT_THROW(events_of(folder / "film.mkv", 9), base::Error);
  EXPECT_THROW(events_of(folder / "film.mkv", -1), base::Error);
  EXPECT_THROW(events_of(folder / "none.sup", 0), base::Error);
}

TEST(ReadPictureTrack, StopsWhenAsked) {
  const TempFolder folder;
  base::write_file_atomically(folder / "film.sup",
                              make_sup({box(range(1s, 3s), 30, 40)}, kPalette));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(read_picture_track(folder / "film.sup", 0, [](const PictureEvent&) {},
                                  {nullptr, stop.get_token()}),
               base::Error);
}

TEST(ReadPictureTrack, SurvivesDamage) {
  const TempFolder folder;
  const auto whole = make_sup({box(range(1s, 3s), 300, 40), box(range(5s, 8s), 64, 64)}, kPalette);
  std::uint32_t random = 2463534242u;
  const auto next = [&](std::size_t bound) {
    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    return random % bound;
  };
  for (int i = 0; i < 200; ++i) {
    std::string bytes = i % 2 ? whole.substr(0, 1 + next(whole.size())) : whole;
    for (int n = 0; n < 4; ++n) bytes[next(bytes.size())] = static_cast<char>(next(256));
    base::write_file_atomically(folder / "film.sup", bytes);
    try {
      for (const auto& event : events_of(folder / "film.sup")) {
        EXPECT_LT(event.range.start, event.range.end);
        for (const auto& b : event.bitmaps)
          EXPECT_EQ(b.rgba.size(), static_cast<std::size_t>(b.width_px * b.height_px * 4));
      }
    } catch (const base::Error& e) {
      EXPECT_STRNE(e.what(), "");
    }
  }
}

}  // namespace
}  // namespace media
