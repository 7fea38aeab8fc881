#include "sample_film/internal/bitmap.h"

#include <gtest/gtest.h>

#include "media/picture.h"
#include "sample_film/internal/noise.h"

namespace sample_film {
namespace {

Bitmap filled(int width, int height, std::uint32_t pixel) {
  Bitmap b(width, height);
  b.clear(pixel);
  return b;
}

// Opaque in the middle of each row, transparent at its ends, and as noisy as possible.
Bitmap ragged(int width, int height) {
  Bitmap b(width, height);
  Random random(9);
  for (int y = 0; y < height; ++y)
    for (int x = random.pick(width / 3); x < width - random.pick(width / 3); ++x)
      b.row(y)[x] = 0xff000000u | static_cast<std::uint32_t>(random.pick(0x1000000));
  return b;
}

TEST(Place, CopiesOpaquePixelsAtWholePositions) {
  const Bitmap source = ragged(24, 10);
  Bitmap target = filled(40, 20, 0xff123456u);
  place(target, source, Spans(source), {1, 5, 3}, everything(target));
  for (int y = 0; y < 20; ++y)
    for (int x = 0; x < 40; ++x) {
      const bool is_inside = x >= 5 && x < 29 && y >= 3 && y < 13;
      const std::uint32_t s = is_inside ? source.row(y - 3)[x - 5] : 0;
      EXPECT_EQ(target.row(y)[x], s == 0 ? 0xff123456u : s) << x << ", " << y;
    }
}

TEST(Place, LeavesOutWhatIsNotWanted) {
  const Bitmap source = filled(40, 20, 0xffffffffu);
  Bitmap target = filled(40, 20, 0xff000000u);
  place(target, source, Spans(source), {}, Rows(20, Columns{10, 17}));
  for (int x = 0; x < 40; ++x)
    EXPECT_EQ(target.row(7)[x], x >= 10 && x < 17 ? 0xffffffffu : 0xff000000u) << x;
}

TEST(SolidRows, AreCoveredWhateverWasThere) {
  const Bitmap source = ragged(60, 30);
  const Spans spans(source);
  for (const double scale : {0.7, 1.0, 1.37, 2.6}) {
    const Placement where{scale, -3.3, 2.7};
    Bitmap on_black = filled(80, 50, 0xff000000u), on_white = filled(80, 50, 0xffffffffu);
    place(on_black, source, spans, where, everything(on_black));
    place(on_white, source, spans, where, everything(on_white));
    const Rows solid = solid_rows(80, 50, spans, where);
    for (int y = 0; y < 50; ++y)
      for (int x = solid[y].first; x < solid[y].last; ++x)
        EXPECT_EQ(on_black.row(y)[x], on_white.row(y)[x]) << x << ", " << y << " at " << scale;
  }
}

TEST(Place, AcceptsWhatLiesOutside) {
  const Bitmap source = filled(10, 10, 0xffffffffu);
  Bitmap target = filled(16, 16, 0xff000000u);
  for (const Placement where : {Placement{1, 100, 0}, {1, -100, 0}, {1, 0, 99}, {30, -140, -150}})
    place(target, source, Spans(source), where, everything(target));
  EXPECT_EQ(target.row(0)[0], 0xffffffffu);
}

TEST(Dissolve, GoesFromOneToTheOther) {
  const Bitmap other = filled(8, 4, 0xff204060u);
  for (const auto& [share, want] :
       {std::pair{0, 0xff806040u}, {128, 0xff505050u}, {256, 0xff204060u}}) {
    Bitmap target = filled(8, 4, 0xff806040u);
    dissolve(target, other, share);
    EXPECT_EQ(target.row(3)[7], want) << share;
  }
}

TEST(Print, KeepsBlackWhiteAndGrey) {
  struct {
    std::uint32_t pixel;
    int luma, u, v;
  } cases[] = {{0xff000000u, 16, 128, 128},
               {0xffffffffu, 235, 128, 128},
               {0xffff0000u, 63, 102, 240},
               {0xff0000ffu, 32, 240, 118}};
  for (const auto& c : cases) {
    const media::Picture p = print(filled(16, 8, c.pixel), {.vignette = 0});
    EXPECT_NEAR(p.plane(0).data[5], c.luma, 2) << std::hex << c.pixel;
    EXPECT_NEAR(p.plane(1).data[2], c.u, 2) << std::hex << c.pixel;
    EXPECT_NEAR(p.plane(2).data[2], c.v, 2) << std::hex << c.pixel;
  }
}

TEST(Print, FadesToBlackAndFlashesToWhite) {
  const Bitmap grey = filled(16, 8, 0xff808080u);
  EXPECT_EQ(print(grey, {.gain = 0}).plane(0).data[8], 16);
  EXPECT_NEAR(print(grey, {.flash = 1}).plane(0).data[8], 235, 1);
}

}  // namespace
}  // namespace sample_film
