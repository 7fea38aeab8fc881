// From paint to film: colours to YUV, darkened corners, grain.

#include <algorithm>
#include <cstring>
#include <vector>

#include "media/picture.h"
#include "sample_film/internal/bitmap.h"
#include "sample_film/internal/noise.h"
#include "sample_film/internal/simd.h"

namespace sample_film {
namespace {

constexpr int kGrainSize = 512;

const std::vector<std::int8_t>& grain_field() {
  static const std::vector<std::int8_t> field = [] {
    std::vector<std::int8_t> f(kGrainSize * kGrainSize);
    Random random(77);
    for (auto& v : f)
      v = static_cast<std::int8_t>((random() + random() + random() + random() - 2) * 28);
    return f;
  }();
  return field;
}

// The brightness of a place, 256 at most: a row's, less a column's.
struct Gain {
  Gain(const Bitmap& bitmap, const Print& o) : height(bitmap.height()), options(o) {
    for (int x = 0; x < bitmap.width(); ++x) {
      const double d = (x + 0.5) / bitmap.width() * 2 - 1;
      const double less = o.vignette * d * d * 0.6 * 256 * o.gain * (1 - o.flash);
      across.push_back(static_cast<std::uint16_t>(less));
      if (x % 2 == 0) across_half.push_back(across.back());
    }
  }
  std::uint16_t of_row(int y) const {
    const double d = (y + 0.5) / height * 2 - 1;
    const double row = (1 - options.vignette * 0.5 * d * d) * 256 * options.gain;
    return static_cast<std::uint16_t>(std::max(row * (1 - options.flash), 1.0 * across.front()));
  }
  int height;
  std::vector<std::uint16_t> across, across_half;
  const Print& options;
};

// With the weights of BT.709; luma without its offset is 0 to 219.
CINECUT_SAMPLE_FAST
void print_luma(const std::uint32_t* pixels, const std::uint16_t* less, int gain, int lift,
                std::uint8_t* out, int count) {
  for (int x = 0; x < count; ++x) {
    const std::uint32_t p = pixels[x];
    // Three products in 16 bits each: 219 / 255 of 18.6, 182.7 and 54.7 in 256.
    const auto blue = static_cast<std::uint16_t>((p & 255u) * 16u);
    const auto green = static_cast<std::uint16_t>((p >> 8 & 255u) * 157u);
    const auto red = static_cast<std::uint16_t>((p >> 16 & 255u) * 47u);
    const auto luma =
        static_cast<std::uint16_t>(static_cast<std::uint16_t>(blue + green + red) >> 8);
    const auto g = static_cast<std::uint16_t>(gain - less[x]);
    out[x] = static_cast<std::uint8_t>((static_cast<std::uint16_t>(luma * g) >> 8) + lift);
  }
}

void add_grain(std::uint8_t* out, int y, int count, const Print& options) {
  if (options.grain == 0 || options.gain <= 0) return;
  const std::uint32_t h = hash(options.seed);
  const std::int8_t* row =
      grain_field().data() + static_cast<std::ptrdiff_t>((y + (h >> 16)) % kGrainSize) * kGrainSize;
  for (int x = 0; x < count;) {
    const int start = static_cast<int>((x + h) % kGrainSize);
    const int run = std::min(kGrainSize - start, count - x);
    for (int i = 0; i < run; ++i) {
      const int v = out[x + i] + (row[start + i] * options.grain >> 4);
      out[x + i] = static_cast<std::uint8_t>(std::clamp(v, 16, 235));
    }
    x += run;
  }
}

// Sums of two by two pixels, per colour.
CINECUT_SAMPLE_FAST
void sum_squares(const std::uint32_t* upper, const std::uint32_t* lower, std::uint64_t* out,
                 int count) {
  for (int x = 0; x < count; ++x) {
    const Wide sum = load_pair(upper + 2 * x) + load_pair(lower + 2 * x);
    const Wide squares = sum + __builtin_shufflevector(sum, sum, 4, 5, 6, 7, 0, 1, 2, 3);
    std::memcpy(out + x, &squares, sizeof *out);
  }
}

CINECUT_SAMPLE_FAST
void print_chroma(const std::uint64_t* squares, const std::uint16_t* less, int gain,
                  std::uint8_t* u, std::uint8_t* v, int count) {
  for (int x = 0; x < count; ++x) {
    const int b = static_cast<int>(squares[x] & 0xffff);
    const int g = static_cast<int>(squares[x] >> 16 & 0xffff);
    const int r = static_cast<int>(squares[x] >> 32 & 0xffff);
    const int power = gain - less[x];
    u[x] = static_cast<std::uint8_t>(128 + (((-26 * r - 86 * g + 112 * b) >> 10) * power >> 8));
    v[x] = static_cast<std::uint8_t>(128 + (((112 * r - 102 * g - 10 * b) >> 10) * power >> 8));
  }
}

}  // namespace

media::Picture print(const Bitmap& bitmap, const Print& options) {
  const int w = bitmap.width(), h = bitmap.height();
  media::Picture picture = media::Picture::make(w, h, media::PixelFormat::yuv420p);
  const media::Plane luma = picture.plane(0), u = picture.plane(1), v = picture.plane(2);
  const Gain gain(bitmap, options);
  const int lift = 16 + static_cast<int>(options.flash * 219);
  std::vector<std::uint64_t> squares(w / 2);
  for (int y = 0; y < h; ++y) {
    std::uint8_t* out = luma.data + y * luma.stride_bytes;
    print_luma(bitmap.row(y), gain.across.data(), gain.of_row(y), lift, out, w);
    add_grain(out, y, w, options);
    if (y % 2 == 1) continue;
    sum_squares(bitmap.row(y), bitmap.row(y + 1), squares.data(), w / 2);
    print_chroma(squares.data(), gain.across_half.data(), gain.of_row(y),
                 u.data + y / 2 * u.stride_bytes, v.data + y / 2 * v.stride_bytes, w / 2);
  }
  return picture;
}

}  // namespace sample_film
