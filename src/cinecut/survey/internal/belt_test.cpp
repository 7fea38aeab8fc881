#include "cinecut/survey/internal/belt.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/error.h"

namespace cinecut::survey {
namespace {

media::Picture picture() { return media::Picture::make(16, 16, media::PixelFormat::gray8); }

TEST(Belt, ShowsEveryPictureInOrder) {
  std::vector<const std::uint8_t*> put, seen;
  Belt belt([&](const media::Picture& p) { seen.push_back(p.plane(0).data); });
  std::vector<media::Picture> kept;
  for (int i = 0; i < 100; ++i) {
    kept.push_back(picture());
    put.push_back(kept.back().plane(0).data);
    belt.put(kept.back());
  }
  belt.finish();
  EXPECT_EQ(seen, put);
}

TEST(Belt, NeedsNoPicture) {
  Belt belt([](const media::Picture&) { FAIL(); });
  belt.finish();
}

TEST(Belt, HandsOnWhatLookingThrew) {
  const auto refuse = [](const media::Picture&) {
    throw base::Error(base::ErrorKind::out_of_memory, "enough");
  };
  Belt at_the_end(refuse);
  at_the_end.put(picture());
  EXPECT_THROW(at_the_end.finish(), base::Error);
  Belt on_the_way(refuse);
  EXPECT_THROW(
      {
        for (;;) on_the_way.put(picture());
      },
      base::Error);
}

TEST(Belt, MayBeLeftBeforeItsEnd) {
  Belt belt([](const media::Picture&) {});
  for (int i = 0; i < 10; ++i) belt.put(picture());
}

}  // namespace
}  // namespace cinecut::survey
