#include "cinecut/survey/internal/rest.h"

#include <gtest/gtest.h>

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;

constexpr auto kFrame = 40ms;

/// Pictures one after another, 25 a second.
class Strip {
 public:
  Strip& show(int pictures, int light, bool moves) {
    for (int i = 0; i < pictures; ++i, ++count_) {
      SmallPicture picture;
      picture.time = base::FilmTime(count_ * kFrame);
      picture.duration = kFrame;
      for (std::size_t p = 0; p < picture.luma.size(); ++p) {
        const auto shift = moves ? static_cast<std::size_t>(count_) * 3 : 0;
        const bool is_lit = (p + shift) % SmallPicture::kWidth < 40;
        picture.luma[p] = static_cast<std::uint8_t>(is_lit ? light : 16);
      }
      finder_.add(picture);
    }
    return *this;
  }
  Rest rest() { return finder_.finish(); }

 private:
  RestFinder finder_;
  int count_ = 0;
};

base::FilmRange pictures(int from, int to) {
  return {base::FilmTime(from * kFrame), base::FilmTime(to * kFrame)};
}

TEST(RestFinder, FindsBlackToThePicture) {
  const auto rest = Strip().show(10, 120, true).show(3, 22, false).show(10, 120, true).rest();
  ASSERT_EQ(rest.black.size(), 1u);
  EXPECT_EQ(rest.black[0], pictures(10, 13));
  EXPECT_TRUE(rest.frozen.empty());
}

TEST(RestFinder, FindsFrozenStretchesButNotBlackOnes) {
  const auto rest = Strip().show(10, 120, true).show(25, 120, false).show(25, 16, false).rest();
  ASSERT_EQ(rest.frozen.size(), 1u);
  EXPECT_EQ(rest.frozen[0], pictures(10, 35));
  ASSERT_EQ(rest.black.size(), 1u);
  EXPECT_EQ(rest.black[0], pictures(35, 60));
}

TEST(RestFinder, TakesMovementAndShortHoldsForLife) {
  const auto rest = Strip().show(30, 120, true).show(8, 120, false).show(30, 90, true).rest();
  EXPECT_TRUE(rest.frozen.empty());
  EXPECT_TRUE(rest.black.empty());
}

}  // namespace
}  // namespace cinecut::survey
