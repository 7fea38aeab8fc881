#include "cinecut/conform/internal/look.h"

#include <gmock/gmock.h>

#include <sstream>

#include "cinecut/conform/internal/look_table.h"

namespace cinecut::conform {
namespace {

using testing::DoubleNear;
using testing::Each;

vibe::Vibe neutral() { return {.name = "neutral"}; }

double luma(const vibe::Rgb& c) { return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]; }

TEST(Look, OfANeutralVibeChangesNothing) {
  const Look look(neutral());
  for (const vibe::Rgb& c : {vibe::Rgb{0, 0, 0}, vibe::Rgb{1, 1, 1}, vibe::Rgb{0.2, 0.5, 0.9}})
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(look(c)[i], c[i], 1e-12);
}

TEST(Look, KeepsBlackBlackWithEveryVibe) {
  for (const vibe::Vibe& vibe : vibe::built_in_vibes())
    EXPECT_THAT(Look(vibe)({0, 0, 0}), Each(DoubleNear(0, 1e-12))) << vibe.name;
}

TEST(Look, RisesEverywhereWithoutClippingInsideTheRange) {
  for (const vibe::Vibe& vibe : vibe::built_in_vibes()) {
    const Look look(vibe);
    double before = -1;
    for (int i = 0; i <= 255; ++i) {
      const double now = luma(look({i / 255.0, i / 255.0, i / 255.0}));
      EXPECT_GT(now, before) << vibe.name << " at " << i;
      before = now;
    }
  }
}

TEST(Look, OfMoreContrastDarkensTheDarkAndLightensTheLight) {
  vibe::Vibe vibe = neutral();
  vibe.contrast = 1.3;
  const Look look(vibe);
  EXPECT_LT(luma(look({0.2, 0.2, 0.2})), 0.18);
  EXPECT_GT(luma(look({0.7, 0.7, 0.7})), 0.72);
}

TEST(Look, OfAWarmVibeIsRedderAndLessBlueAtTheSameLuma) {
  vibe::Vibe vibe = neutral();
  vibe.temperature_shift = 0.08;
  const vibe::Rgb c = Look(vibe)({0.5, 0.5, 0.5});
  EXPECT_GT(c[0], c[1]);
  EXPECT_LT(c[2], c[1]);
  EXPECT_NEAR(luma(c), 0.5, 0.005);
}

TEST(Look, OfNoSaturationIsGrey) {
  vibe::Vibe vibe = neutral();
  vibe.saturation = 0;
  const vibe::Rgb c = Look(vibe)({0.9, 0.3, 0.1});
  EXPECT_NEAR(c[0], c[1], 1e-12);
  EXPECT_NEAR(c[1], c[2], 1e-12);
}

TEST(LookCube, HoldsEveryPointOfTheFormula) {
  const vibe::Vibe& vibe = vibe::find_vibe(vibe::built_in_vibes(), "thriller");
  std::istringstream text(Cube(Look(vibe)).to_text("a look"));
  std::string line;
  std::getline(text, line);
  EXPECT_EQ(line, "TITLE \"a look\"");
  std::getline(text, line);
  EXPECT_EQ(line, "LUT_3D_SIZE 33");
  std::getline(text, line);
  std::getline(text, line);
  int count = 0;
  vibe::Rgb at{};
  while (text >> at[0] >> at[1] >> at[2]) {
    const int red = count % 33;
    const int green = count / 33 % 33;
    const int blue = count / 33 / 33;
    const vibe::Rgb from{red / 32.0, green / 32.0, blue / 32.0};
    const vibe::Rgb wanted = Look(vibe)(from);
    for (std::size_t i = 0; i < 3; ++i) ASSERT_NEAR(at[i], wanted[i], 1e-6) << count;
    ++count;
  }
  EXPECT_EQ(count, 33 * 33 * 33);
}

TEST(Coding, EncodesTheColourBarsOfTheStandards) {
  const Coding hd = Coding::of({1, 1, 1, false});
  const Coding sd = Coding::of({6, 6, 6, false});
  const vibe::Rgb white = hd.encode({1, 1, 1}), red = hd.encode({1, 0, 0}),
                  sd_red = sd.encode({1, 0, 0});
  EXPECT_NEAR(white[0], 235, 1e-9);
  EXPECT_NEAR(white[1], 128, 1e-9);
  EXPECT_NEAR(red[0], 62.6, 0.1);  // BT.709
  EXPECT_NEAR(red[2], 240, 1e-9);
  EXPECT_NEAR(sd_red[0], 81.5, 0.1);  // BT.601
  const vibe::Rgb back = sd.decode(sd_red);
  EXPECT_NEAR(back[0], 1, 1e-12);
  EXPECT_NEAR(back[1], 0, 1e-12);
}

/// What the table does, against the same look computed by way of RGB, over all colours there are.
struct Difference {
  double luma_max = 0, luma_mean = 0, chroma_mean = 0, share_above_2 = 0;
};

Difference difference(const vibe::Vibe& vibe, const Coding& in) {
  Coding out = in;
  out.full_range = false;
  const Cube cube{Look(vibe)};
  const LookTable table(cube, in);
  auto from = media::Picture::make(512, 512, media::PixelFormat::yuv420p);
  auto to = media::Picture::make(512, 512, media::PixelFormat::yuv420p);
  const auto at = [](const media::Picture& p, int plane, int x, int y) -> std::uint8_t& {
    const media::Plane q = p.plane(plane);
    return q.data[y * q.stride_bytes + x];
  };
  Difference d;
  double count = 0;
  for (int y = 0; y < 256; y += 12) {
    for (int v = 0; v < 512; ++v)
      for (int u = 0; u < 512; ++u) {
        at(from, 0, u, v) = static_cast<std::uint8_t>(y);
        at(from, 1, u / 2, v / 2) = static_cast<std::uint8_t>(u / 2);
        at(from, 2, u / 2, v / 2) = static_cast<std::uint8_t>(v / 2);
      }
    table.apply(from, to);
    for (int v = 0; v < 256; v += 5)
      for (int u = 0; u < 256; ++u) {
        const vibe::Rgb rgb = in.decode({y * 1.0, u * 1.0, v * 1.0});
        if (std::ranges::any_of(rgb, [](double c) { return c < 0 || c > 1; })) continue;
        const vibe::Rgb wanted = out.encode(cube(rgb));
        const double luma = std::abs(at(to, 0, 2 * u, 2 * v) - wanted[0]);
        const double chroma =
            std::max(std::abs(at(to, 1, u, v) - wanted[1]), std::abs(at(to, 2, u, v) - wanted[2]));
        d.luma_max = std::max(d.luma_max, luma);
        d.luma_mean += luma;
        d.chroma_mean += chroma;
        d.share_above_2 += chroma > 2 || luma > 2 ? 1 : 0;
        ++count;
      }
  }
  d.luma_mean /= count;
  d.chroma_mean /= count;
  d.share_above_2 /= count;
  return d;
}

TEST(LookTable, DoesWhatTheCubeDoesByWayOfRgb) {
  for (const char* name : {"action", "horror", "romance", "animation"}) {
    const Difference d = difference(vibe::find_vibe(vibe::built_in_vibes(), name), Coding{});
    EXPECT_LT(d.luma_max, 2.2) << name;
    EXPECT_LT(d.luma_mean, 0.3) << name;
    EXPECT_LT(d.chroma_mean, 0.5) << name;
    EXPECT_LT(d.share_above_2, 0.003) << name;
  }
}

TEST(LookTable, TakesFullRangeAndOldMatricesIn) {
  const Coding in{.red = 0.299, .blue = 0.114, .full_range = true};
  const Difference d = difference(vibe::find_vibe(vibe::built_in_vibes(), "drama"), in);
  EXPECT_LT(d.luma_max, 2);
  EXPECT_LT(d.luma_mean, 0.4);
  EXPECT_LT(d.chroma_mean, 0.5);
}

TEST(LookTable, OfANeutralVibeChangesNoPixel) {
  const LookTable table(Cube(Look(neutral())), Coding{});
  auto from = media::Picture::make(64, 2, media::PixelFormat::yuv420p);
  auto to = media::Picture::make(64, 2, media::PixelFormat::yuv420p);
  for (int p = 0; p < 3; ++p)
    for (int y = 0; y < from.plane(p).height_px; ++y)
      for (int x = 0; x < from.plane(p).width_px; ++x)
        from.plane(p).data[y * from.plane(p).stride_bytes + x] =
            static_cast<std::uint8_t>(p == 0 ? 60 + 2 * x : 120 + x / 2);
  table.apply(from, to);
  for (int p = 0; p < 3; ++p)
    for (int x = 0; x < from.plane(p).width_px; ++x)
      EXPECT_NEAR(to.plane(p).data[x], from.plane(p).data[x], p == 0 ? 0 : 1) << p << " " << x;
}

}  // namespace
}  // namespace cinecut::conform
