#include "media/upright.h"

extern "C" {
#include <libavutil/display.h>
}

#include <gtest/gtest.h>

#include <cmath>

#include "media/internal/ffmpeg.h"

namespace media {
namespace {

VideoInfo info(int width, int height) {
  VideoInfo v;
  v.width_px = v.display_width_px = width;
  v.height_px = v.display_height_px = height;
  v.colour = {1, 1, 1, false};
  return v;
}

/// A picture whose luma is `value(x, y)`, of up to 16 bits per sample.
template <typename Value>
Picture make(const VideoInfo& v, AVPixelFormat format, Value value, int n = 0) {
  FramePtr frame(av_frame_alloc());
  frame->width = v.width_px;
  frame->height = v.height_px;
  frame->format = format;
  check(av_frame_get_buffer(frame.get(), 0), "make a picture");
  const bool is_deep = v.bit_depth > 8;
  for (int p = 0; p < 3; ++p) {
    const int w = p == 0 ? v.width_px : (v.width_px + 1) / 2;
    const int h = p == 0 ? v.height_px : (v.height_px + 1) / 2;
    for (int y = 0; y < h; ++y)
      for (int x = 0; x < w; ++x) {
        const int code = p == 0 ? value(x, y) : is_deep ? 128 << (v.bit_depth - 8) : 128;
        std::uint8_t* row = frame->data[p] + y * frame->linesize[p];
        if (is_deep)
          reinterpret_cast<std::uint16_t*>(row)[x] = static_cast<std::uint16_t>(code);
        else
          row[x] = static_cast<std::uint8_t>(code);
      }
  }
  frame->color_primaries = static_cast<AVColorPrimaries>(v.colour.primaries);
  frame->color_trc = static_cast<AVColorTransferCharacteristic>(v.colour.transfer);
  frame->colorspace = static_cast<AVColorSpace>(v.colour.matrix);
  frame->color_range = v.colour.full_range ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
  frame->interlaced_frame = v.is_interlaced ? 1 : 0;
  frame->top_field_first = 1;
  frame->sample_aspect_ratio = {static_cast<int>(v.sample_aspect.num),
                                static_cast<int>(v.sample_aspect.den)};
  auto* matrix = av_frame_new_side_data(frame.get(), AV_FRAME_DATA_DISPLAYMATRIX, 9 * 4);
  auto* numbers = reinterpret_cast<std::int32_t*>(matrix->data);
  av_display_rotation_set(numbers, v.rotation_degrees);
  if (v.is_mirrored) numbers[0] = -numbers[0], numbers[1] = -numbers[1];
  return {frame.release(), base::FilmTime{base::frame_start(n, {25, 1})}, {}};
}

std::vector<Picture> all(const VideoInfo& v, const std::vector<Picture>& pictures) {
  Upright upright(v);
  std::vector<Picture> out;
  for (const Picture& p : pictures)
    for (Picture& q : upright.add(p)) out.push_back(std::move(q));
  for (Picture& q : upright.finish()) out.push_back(std::move(q));
  return out;
}

int luma(const Picture& p, int x, int y) {
  return p.plane(0).data[y * p.plane(0).stride_bytes + x];
}

TEST(Upright, PassesOrdinaryPicturesThroughUntouched) {
  const VideoInfo v = info(64, 48);
  const Picture p = make(v, AV_PIX_FMT_YUV420P, [](int x, int) { return x; });
  const auto out = all(v, {p});
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].frame(), p.frame());
}

TEST(Upright, MirrorsAndTurnsPictures) {
  // Where the light corner, upper left as coded, comes to.
  const struct {
    int degrees;
    bool is_mirrored;
    int x, y;
  } cases[] = {{0, false, 0, 0}, {90, false, 1, 0}, {180, false, 1, 1}, {270, false, 0, 1},
               {0, true, 1, 0},  {90, true, 1, 1},  {180, true, 0, 1},  {270, true, 0, 0}};
  for (const auto& c : cases) {
    VideoInfo v = info(64, 48);
    v.rotation_degrees = c.degrees;
    v.is_mirrored = c.is_mirrored;
    if (c.degrees % 180 != 0) std::swap(v.display_width_px, v.display_height_px);
    const auto out = all(
        v, {make(v, AV_PIX_FMT_YUV420P, [](int x, int y) { return x < 16 && y < 16 ? 200 : 30; })});
    ASSERT_EQ(out.size(), 1u);
    EXPECT_EQ(out[0].width_px(), v.display_width_px);
    for (int y = 0; y < 2; ++y)
      for (int x = 0; x < 2; ++x)
        EXPECT_NEAR(
            luma(out[0], x == 0 ? 4 : v.display_width_px - 5, y == 0 ? 4 : v.display_height_px - 5),
            x == c.x && y == c.y ? 200 : 30, 2)
            << c.degrees << " " << c.is_mirrored << " " << x << y;
  }
}

TEST(Upright, StretchesToSquarePixelsAndEvenSizes) {
  VideoInfo v = info(63, 49);
  v.sample_aspect = {84, 64};
  v.display_width_px = 84;
  v.display_height_px = 48;
  const auto out = all(v, {make(v, AV_PIX_FMT_YUV420P, [](int, int) { return 120; })});
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].width_px(), 84);
  EXPECT_EQ(out[0].height_px(), 48);
  EXPECT_NEAR(luma(out[0], 80, 40), 120, 1);
}

TEST(Upright, DithersTenBitsToEight) {
  VideoInfo v = info(64, 48);
  v.bit_depth = 10;
  // A quarter of the way between two 8-bit codes.
  const auto out = all(v, {make(v, AV_PIX_FMT_YUV420P10LE, [](int, int) { return 4 * 100 + 1; })});
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].format(), PixelFormat::yuv420p);
  double sum = 0;
  for (int y = 0; y < 48; ++y)
    for (int x = 0; x < 64; ++x) {
      EXPECT_NEAR(luma(out[0], x, y), 100, 1);
      sum += luma(out[0], x, y);
    }
  EXPECT_NEAR(sum / (64 * 48), 100.25, 0.13);
}

TEST(Upright, JoinsFieldsAndKeepsTimes) {
  VideoInfo v = info(64, 48);
  v.is_interlaced = true;
  // A bar that moves by 8 between fields: combed as coded.
  std::vector<Picture> pictures;
  pictures.reserve(5);
  for (int n = 0; n < 5; ++n)
    pictures.push_back(make(
        v, AV_PIX_FMT_YUV420P,
        [&](int x, int y) { return x / 8 == 2 * n % 8 + (y % 2) ? 200 : 40; }, n));
  const auto out = all(v, pictures);
  ASSERT_EQ(out.size(), 5u);
  for (std::size_t n = 0; n < 5; ++n) EXPECT_EQ(out[n].time(), pictures[n].time());
  int combed = 0;
  for (int y = 8; y < 40; ++y)
    for (int x = 0; x < 64; ++x)
      if (std::abs(2 * luma(out[2], x, y) - luma(out[2], x, y - 1) - luma(out[2], x, y + 1)) > 160)
        ++combed;
  EXPECT_LT(combed, 40);
}

TEST(Upright, BringsHighDynamicRangeToOrdinaryWhite) {
  VideoInfo v = info(64, 48);
  v.bit_depth = 10;
  v.colour = {9, 16, 9, false};
  v.is_hdr = true;
  // BT.2408: 203 cd/m2, diffuse white, is 58 % of the PQ signal; 1000 cd/m2 is 75 %.
  const auto code = [](double signal) { return static_cast<int>(64 + 876 * signal); };
  const auto out = all(v, {make(v, AV_PIX_FMT_YUV420P10LE, [&](int x, int) {
                         return code(x < 16 ? 0 : x < 32 ? 0.38 : x < 48 ? 0.58 : 0.75);
                       })});
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(Upright(v).colour(), (ColourTags{1, 1, 1, false}));
  const int black = luma(out[0], 6, 24), grey = luma(out[0], 24, 24), white = luma(out[0], 40, 24),
            bright = luma(out[0], 58, 24);
  EXPECT_NEAR(black, 16, 2);
  EXPECT_GT(grey, 60);  // 0.38 is 26 cd/m2: a dark skin.
  EXPECT_LT(grey, 125);
  EXPECT_GT(white, 165);
  EXPECT_LE(white, 225);
  EXPECT_GT(bright, white + 8);  // Highlights are rolled off, not clipped.
  EXPECT_LE(bright, 236);
}

TEST(Upright, CompletesMissingColourTagsByCustom) {
  const struct {
    int width, height;
    ColourTags colour;
  } cases[] = {
      {1920, 1080, {1, 1, 1, false}}, {720, 576, {5, 6, 5, false}}, {720, 480, {6, 6, 6, false}}};
  for (const auto& c : cases) {
    VideoInfo v = info(c.width, c.height);
    v.colour = {};
    EXPECT_EQ(Upright(v).colour(), c.colour) << c.height;
  }
}

TEST(Upright, FitsPicturesOfAnotherShape) {
  const struct {
    int width, height;
    base::Rational pixel;
    Placement shown;  // In 128 x 72.
  } cases[] = {{96, 72, {1, 1}, {16, 0, 96, 72}},   {72, 72, {4, 3}, {16, 0, 96, 72}},
               {120, 30, {1, 1}, {0, 20, 128, 32}}, {256, 144, {1, 1}, {0, 0, 128, 72}},
               {90, 72, {64, 45}, {0, 0, 128, 72}}, {90, 72, {16, 11}, {0, 0, 128, 72}},
               {72, 128, {1, 1}, {44, 0, 40, 72}}};
  const VideoInfo film = info(128, 72);
  for (const auto& c : cases) {
    VideoInfo v = info(c.width, c.height);
    v.sample_aspect = c.pixel;
    EXPECT_EQ(place(c.width * c.pixel.value(), c.height, film), c.shown) << c.width;
    const auto out = all(film, {make(v, AV_PIX_FMT_YUV420P, [](int, int) { return 200; })});
    ASSERT_EQ(out.size(), 1u);
    const auto& p = out[0];
    ASSERT_EQ(p.width_px(), 128);
    ASSERT_EQ(p.height_px(), 72);
    for (int y = 0; y < 72; ++y)
      for (int x = 0; x < 128; ++x) {
        const bool is_inside = x >= c.shown.x_px && x < c.shown.x_px + c.shown.width_px &&
                               y >= c.shown.y_px && y < c.shown.y_px + c.shown.height_px;
        ASSERT_NEAR(luma(p, x, y), is_inside ? 200 : 16, 2) << c.width << " " << x << " " << y;
      }
  }
}

TEST(Upright, FollowsPicturesThatChangeTheirSize) {
  const VideoInfo v = info(64, 48);
  VideoInfo other = info(32, 24);
  const auto out = all(v, {make(
                               v, AV_PIX_FMT_YUV420P, [](int, int) { return 50; }, 0),
                           make(
                               other, AV_PIX_FMT_YUV420P, [](int, int) { return 90; }, 1),
                           make(v, AV_PIX_FMT_YUV420P, [](int, int) { return 130; }, 2)});
  ASSERT_EQ(out.size(), 3u);
  for (std::size_t n = 0; n < 3; ++n) {
    EXPECT_EQ(out[n].width_px(), 64);
    EXPECT_NEAR(luma(out[n], 30, 20), 50 + 40 * static_cast<int>(n), 1);
  }
}

}  // namespace
}  // namespace media
