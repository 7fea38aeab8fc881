#include "cinecut/survey/cuts.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>

#include "cinecut/survey/internal/view.h"
#include "cinecut/survey/test_pictures.h"

namespace cinecut::survey {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using Numbers = std::vector<std::int64_t>;

Numbers cuts_of(const std::vector<SmallPicture>& pictures) {
  CutFinder finder;
  for (const auto& picture : pictures) finder.add(picture);
  return finder.finish();
}

/// A picture of a scene, by its number, from 0 on.
using Shot = std::function<SmallPicture(int)>;

std::vector<SmallPicture> shown(const Shot& shot, int count) {
  std::vector<SmallPicture> pictures;
  pictures.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) pictures.push_back(shot(i));
  return pictures;
}

std::vector<SmallPicture> calm(std::uint32_t seed, int count) {
  return shown([=](int i) { return scene(seed, 0.4f * static_cast<float>(i)); }, count);
}

/// `times` as near, around the middle.
SmallPicture zoomed(const SmallPicture& from, float times) {
  SmallPicture picture = from;
  constexpr int w = SmallPicture::kWidth, h = SmallPicture::kHeight;
  for (int y = 0; y < h; ++y)
    for (int x = 0; x < w; ++x) {
      const auto of = [times](int at, int size) {
        const float middle = static_cast<float>(size) / 2;
        return std::clamp(
            static_cast<int>(std::lround(middle + (static_cast<float>(at) - middle) / times)), 0,
            size - 1);
      };
      picture.luma[static_cast<std::size_t>(y * w + x)] =
          from.luma[static_cast<std::size_t>(of(y, h) * w + of(x, w))];
    }
  fill_half(picture);
  return picture;
}

/// `other` covers the columns from `left` on, for `width` of them.
SmallPicture covered(SmallPicture picture, const SmallPicture& other, int left, int width) {
  constexpr int w = SmallPicture::kWidth;
  for (int y = 0; y < SmallPicture::kHeight; ++y)
    for (int x = std::max(0, left); x < std::min(w, left + width); ++x) {
      const auto at = static_cast<std::size_t>(y * w + x);
      picture.luma[at] = other.luma[at];
    }
  fill_half(picture);
  return picture;
}

float noise(int i, int of) { return 2 * noise_at(77, i, of) - 1; }

struct Trouble {
  std::string name;
  Shot shot;
};

std::vector<Trouble> troubles() {
  const auto light = [](int i, float share) {
    return mix(scene(20, 0.3f * static_cast<float>(i)), plain(235), share);
  };
  return {
      {"six pictures a second",
       [](int i) {
         const int step = i / 4;
         return scene(21, 8 * static_cast<float>(step), 2 * noise(step, 1));
       }},
      {"ten pictures a second, unevenly",
       [](int i) {
         const int step = i * 10 / 24;
         return scene(22, 9 * static_cast<float>(step));
       }},
      {"a timelapse at eight pictures a second",
       [](int i) { return mix(scene(23), scene(500 + static_cast<std::uint32_t>(i / 3)), 0.35f); }},
      {"violent shaking",
       [](int i) {
         const float size = i > 20 && i < 40 ? 16.0f : 0.5f;
         return scene(24, size * noise(i, 2), size / 2 * noise(i, 3));
       }},
      {"a jolt and back", [](int i) { return scene(25, i == 30 || i == 31 ? 40.0f : 0.0f); }},
      {"a crash zoom",
       [](int i) {
         return zoomed(scene(26), std::pow(1.22f, static_cast<float>(std::clamp(i - 30, 0, 5))));
       }},
      {"a whip pan",
       [](int i) { return scene(27, 35.0f * static_cast<float>(std::clamp(i - 30, 0, 4))); }},
      {"something passes close by",
       [](int i) { return covered(scene(28), scene(29), -90 + 60 * (i - 30), 90); }},
      {"something comes close and stays",
       [](int i) { return covered(scene(30), scene(31), 0, std::clamp(45 * (i - 29), 0, 90)); }},
      {"a stroboscope",
       [=](int i) { return light(i, i > 20 && i < 48 && i % 4 == 0 ? 0.8f : 0.0f); }},
      {"lightning",
       [=](int i) {
         return light(i, i == 30 || i == 33 ? 0.7f : i == 34 ? 0.4f : 0);
       }},
      {"a sudden exposure",
       [](int i) {
         return mix(plain(16), scene(32, 0.2f * static_cast<float>(i)), i < 30 ? 0.4f : 1.0f);
       }},
      {"a damaged picture",
       [](int i) { return i == 30 ? scene(600) : scene(33, 0.3f * static_cast<float>(i)); }},
      {"a frozen picture",
       [](int i) {
         return scene(34, 3.0f * static_cast<float>(i < 30 ? i : std::max(30, i - 12)));
       }},
  };
}

TEST(Cuts, AreNotSeenInTroubleButAtItsEnds) {
  for (const auto& [name, shot] : troubles()) {
    auto pictures = calm(1, 30);
    for (const auto& part : {shown(shot, 60), calm(2, 30)})
      pictures.insert(pictures.end(), part.begin(), part.end());
    EXPECT_EQ(cuts_of(pictures), (Numbers{30, 90})) << name;
  }
}

TEST(Cuts, OfAPictureOrTwoBetweenOthersAreAllSeen) {
  for (const int length : {1, 2, 3, 5}) {
    auto pictures = calm(3, 30);
    for (const auto& part : {calm(4, length), calm(5, 30)})
      pictures.insert(pictures.end(), part.begin(), part.end());
    EXPECT_EQ(cuts_of(pictures), (Numbers{30, 30 + length})) << length;
  }
}

TEST(Cuts, ThroughAMixtureAreNotTwo) {
  auto pictures = calm(6, 30);
  pictures.push_back(mix(scene(6, 12), scene(7), 0.5f));
  const auto after = calm(7, 30);
  pictures.insert(pictures.end(), after.begin(), after.end());
  EXPECT_LE(cuts_of(pictures).size(), 1u);
}

TEST(View, IsTheSameAfterAWayAZoomOrAChangeOfLight) {
  const View view(scene(40));
  EXPECT_GT(likeness(view, View(scene(40, 30, 8)), 1), 0.8f);
  EXPECT_GT(likeness(view, View(zoomed(scene(40), 1.4f)), 1), 0.7f);
  EXPECT_GT(likeness(View(zoomed(scene(40), 1.4f)), view, 1), 0.7f);
  EXPECT_GT(likeness(view, View(mix(scene(40), plain(235), 0.7f)), 1), 0.9f);
}

TEST(View, IsNotThatOfAnotherScene) {
  const View view(scene(41));
  for (std::uint32_t seed = 50; seed < 80; ++seed)
    EXPECT_LT(likeness(view, View(scene(seed)), 1), 0.65f) << seed;
}

TEST(View, OfNothingIsLikeNothing) {
  EXPECT_LT(likeness(View(plain(16)), View(scene(42)), 1), 0.3f);
  EXPECT_LT(likeness(View(plain(16)), View(plain(235)), 1), 0.3f);
}

}  // namespace
}  // namespace cinecut::survey
