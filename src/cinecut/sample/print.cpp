// From paint to film: colours to YUV, darkened corners, grain.

#include <algorithm>
#include <cstring>
#include <vector>

#include "cinecut/sample/bitmap.h"
#include "cinecut/sample/noise.h"
#include "media/picture.h"

namespace cinecut::sample {
namespace {

using Words = std::uint32_t __attribute__((vector_size(16)));
using Halves = std::uint16_t __attribute__((vector_size(16)));

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

// Luma without its offset of 16, 0 to 219, with the weights of BT.709.
void to_luma(const std::uint32_t* pixels, std::uint16_t* luma, int count) {
  const Halves blue_red = {16, 47, 16, 47, 16, 47, 16, 47};
  const Halves green = {157, 0, 157, 0, 157, 0, 157, 0};
  for (int x = 0; x < count; x += 4) {
    Words p;
    std::memcpy(&p, pixels + x, sizeof p);
    const auto even = reinterpret_cast<Halves>(p & 0x00ff00ffu);
    const auto odd = reinterpret_cast<Halves>((p >> 8) & 0x00ff00ffu);
    auto sum = reinterpret_cast<Words>(even * blue_red + odd * green);
    sum = ((sum & 0xffffu) + (sum >> 16)) >> 8;
    for (int i = 0; i < 4; ++i) luma[x + i] = static_cast<std::uint16_t>(sum[i]);
  }
}

struct Chroma {
  std::vector<std::int16_t> u, v;
};

void to_chroma(const std::uint32_t* upper, const std::uint32_t* lower, Chroma& out, int count) {
  for (int x = 0; x < count; ++x) {
    const std::uint32_t p[4] = {upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1]};
    std::uint32_t blue_red = 0, green = 0;
    for (const std::uint32_t q : p) {
      blue_red += q & 0x00ff00ffu;
      green += q >> 8 & 0xffu;
    }
    const int b = static_cast<int>(blue_red & 0xffffu), r = static_cast<int>(blue_red >> 16);
    const int g = static_cast<int>(green);
    out.u[x] = static_cast<std::int16_t>((-26 * r - 86 * g + 112 * b) >> 10);
    out.v[x] = static_cast<std::int16_t>((112 * r - 102 * g - 10 * b) >> 10);
  }
}

// The brightness of a place: 256 in the middle of a picture without vignette.
struct Gain {
  Gain(const Bitmap& bitmap, const Print& o)
      : height(bitmap.height()), across(bitmap.width()), options(o) {
    const double w = bitmap.width();
    for (int x = 0; x < bitmap.width(); ++x) {
      const double d = (x + 0.5) / w * 2 - 1;
      across[x] = static_cast<std::uint16_t>(o.vignette * d * d * 0.6 * 256 * o.gain);
    }
  }
  std::uint16_t of_row(int y) const {
    const double d = (y + 0.5) / height * 2 - 1;
    const double row = (1 - options.vignette * 0.5 * d * d) * 256 * options.gain;
    return static_cast<std::uint16_t>(row * (1 - options.flash));
  }
  int height;
  std::vector<std::uint16_t> across;
  const Print& options;
};

void print_luma(const std::uint16_t* luma, const Gain& gain, int y, std::uint8_t* out, int count) {
  const std::uint16_t base = gain.of_row(y);
  const auto lift = static_cast<std::uint16_t>(gain.options.flash * 219);
  const std::uint16_t keep = static_cast<std::uint16_t>((1 - gain.options.flash) * 256);
  for (int x = 0; x < count; ++x) {
    const std::uint16_t less = static_cast<std::uint16_t>(gain.across[x] * keep >> 8);
    const std::uint16_t g = base > less ? static_cast<std::uint16_t>(base - less) : 0;
    out[x] = static_cast<std::uint8_t>(16 + lift + (luma[x] * g >> 8));
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

void print_chroma(const std::vector<std::int16_t>& values, const Gain& gain, int y,
                  std::uint8_t* out, int count) {
  const int base = gain.of_row(y);
  for (int x = 0; x < count; ++x)
    out[x] =
        static_cast<std::uint8_t>(128 + (values[x] * std::max(0, base - gain.across[2 * x]) >> 8));
}

}  // namespace

media::Picture print(const Bitmap& bitmap, const Print& options) {
  const int w = bitmap.width(), h = bitmap.height();
  media::Picture picture = media::Picture::make(w, h, media::PixelFormat::yuv420p);
  const media::Plane planes[3] = {picture.plane(0), picture.plane(1), picture.plane(2)};
  const Gain gain(bitmap, options);
  std::vector<std::uint16_t> luma(w + 8);
  Chroma chroma{std::vector<std::int16_t>(w / 2), std::vector<std::int16_t>(w / 2)};
  for (int y = 0; y < h; ++y) {
    to_luma(bitmap.row(y), luma.data(), w);
    std::uint8_t* out = planes[0].data + y * planes[0].stride_bytes;
    print_luma(luma.data(), gain, y, out, w);
    add_grain(out, y, w, options);
    if (y % 2 == 1) continue;
    to_chroma(bitmap.row(y), bitmap.row(std::min(y + 1, h - 1)), chroma, w / 2);
    print_chroma(chroma.u, gain, y, planes[1].data + y / 2 * planes[1].stride_bytes, w / 2);
    print_chroma(chroma.v, gain, y, planes[2].data + y / 2 * planes[2].stride_bytes, w / 2);
  }
  return picture;
}

}  // namespace cinecut::sample
