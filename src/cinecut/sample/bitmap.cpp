#include "cinecut/sample/bitmap.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace cinecut::sample {
namespace {

// Eight channels of two pixels at 16 bits: one register of SSE2 and of NEON.
using Wide = std::uint16_t __attribute__((vector_size(16)));
using Narrow = std::uint8_t __attribute__((vector_size(8)));

Wide load(const std::uint32_t* two_pixels) {
  Narrow bytes;
  std::memcpy(&bytes, two_pixels, sizeof bytes);
  return __builtin_convertvector(bytes, Wide);
}

void store(std::uint32_t* two_pixels, Wide value) {
  const Narrow bytes = __builtin_convertvector(value, Narrow);
  std::memcpy(two_pixels, &bytes, sizeof bytes);
}

Wide over(Wide source, Wide target) {
  const Wide alpha = __builtin_shufflevector(source, source, 3, 3, 3, 3, 7, 7, 7, 7);
  return source + (target * (256 - alpha) >> 8);
}

// Bilinear sampling along one axis: source index and weight of its right neighbour per target
// pixel.
struct Taps {
  int first = 0, last = 0;  // Of the target.
  std::vector<int> index;
  std::vector<std::uint16_t> weight;  // 0 to 255.
};

Taps taps(int target_size, int source_size, double scale, double offset) {
  Taps t;
  t.first = std::clamp(static_cast<int>(std::ceil(offset + 0.5 * scale - 0.5)), 0, target_size);
  const double end = offset + (source_size - 0.5) * scale - 0.5;
  t.last = std::clamp(static_cast<int>(std::floor(end)) + 1, t.first, target_size);
  t.index.resize(target_size);
  t.weight.resize(target_size);
  for (int i = t.first; i < t.last; ++i) {
    const double at = std::clamp((i + 0.5 - offset) / scale - 0.5, 0.0, source_size - 1.0);
    const auto fixed = static_cast<std::int64_t>(at * 256 + 0.5);
    t.index[i] = static_cast<int>(fixed >> 8);
    t.weight[i] = static_cast<std::uint16_t>(fixed & 255);
  }
  return t;
}

void mix_rows(std::uint32_t* out, const std::uint32_t* a, const std::uint32_t* b, int first,
              int last, int weight) {
  const Wide w = Wide{} + static_cast<std::uint16_t>(weight);
  for (int x = first; x < last; x += 2)
    store(out + x, (load(a + x) * (256 - w) + load(b + x) * w) >> 8);
}

// The two neighbours of target pixel x, weighted.
Wide weighted(const std::uint32_t* row, const Taps& t, int x) {
  const std::uint16_t w = t.weight[x];
  const std::uint16_t v = static_cast<std::uint16_t>(256 - w);
  return load(row + t.index[x]) * Wide{v, v, v, v, w, w, w, w};
}

// Target pixels x and x + 1.
Wide sample(const std::uint32_t* row, const Taps& t, int x) {
  const Wide a = weighted(row, t, x), b = weighted(row, t, x + 1);
  return (__builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +
          __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15)) >>
         8;
}

void place_row(std::uint32_t* out, const std::uint32_t* row, const Taps& t, int first, int last) {
  int x = first;
  for (; x + 1 < last; x += 2) store(out + x, over(sample(row, t, x), load(out + x)));
  if (x == last) return;
  const Wide a = weighted(row, t, x);
  std::uint32_t pair[2] = {out[x], 0};
  store(pair, over((a + __builtin_shufflevector(a, a, 4, 5, 6, 7, 0, 1, 2, 3)) >> 8, load(pair)));
  out[x] = pair[0];
}

}  // namespace

Bitmap::Bitmap(int width, int height)
    : width_(width),
      height_(height),
      stride_((width + 4) & ~1),
      pixels_(static_cast<std::size_t>(stride_) * (height + 1)) {}

void Bitmap::clear(std::uint32_t pixel) { std::ranges::fill(pixels_, pixel); }

Spans::Spans(const Bitmap& bitmap) : first(bitmap.height()), last(bitmap.height()) {
  for (int y = 0; y < bitmap.height(); ++y) {
    const std::uint32_t* row = bitmap.row(y);
    int a = 0, b = bitmap.width();
    while (a < b && row[a] == 0) ++a;
    while (b > a && row[b - 1] == 0) --b;
    first[y] = a;
    last[y] = b;
  }
}

void place(Bitmap& target, const Bitmap& source, const Spans& spans, const Placement& where) {
  const Taps across = taps(target.width(), source.width(), where.scale, where.x);
  const Taps down = taps(target.height(), source.height(), where.scale, where.y);
  std::vector<std::uint32_t> mixed(source.stride());
  for (int y = down.first; y < down.last; ++y) {
    const int s = down.index[y];
    const int below = std::min(s + 1, source.height() - 1);
    int first = spans.first[s], last = spans.last[s];
    if (spans.first[below] < spans.last[below]) {
      first = first < last ? std::min(first, spans.first[below]) : spans.first[below];
      last = std::max(last, spans.last[below]);
    }
    if (first >= last) continue;
    first = std::max(0, first - 1) & ~1;
    last = std::min(last + 2, source.stride());
    std::fill(mixed.begin(), mixed.begin() + first, 0u);
    mix_rows(mixed.data(), source.row(s), source.row(below), first, last & ~1, down.weight[y]);
    std::fill(mixed.begin() + (last & ~1), mixed.end(), 0u);
    const auto to_target = [&](int x) {
      return static_cast<int>(std::floor(x * where.scale + where.x));
    };
    const int from = std::max(across.first, to_target(first) - 1);
    const int to = std::min(across.last, to_target(last) + 2);
    if (from < to) place_row(target.row(y), mixed.data(), across, from, to);
  }
}

void shine(Bitmap& target, const Bitmap& light) {
  const double scale = static_cast<double>(target.width()) / light.width();
  const Taps across = taps(target.width(), light.width(), scale, 0);
  std::vector<std::uint32_t> mixed(light.stride());
  for (int y = 0; y < target.height(); ++y) {
    const double at =
        std::clamp((y + 0.5) * light.height() / target.height() - 0.5, 0.0, light.height() - 1.0);
    const int s = static_cast<int>(at);
    const std::uint32_t* a = light.row(s);
    const std::uint32_t* b = light.row(std::min(s + 1, light.height() - 1));
    mix_rows(mixed.data(), a, b, 0, light.stride() & ~1, static_cast<int>((at - s) * 256));
    std::uint32_t* out = target.row(y);
    const auto brighten = [&](int x) {
      const Wide l = sample(mixed.data(), across, x), t = load(out + x);
      store(out + x, t + ((255 - t) * l >> 8));
    };
    for (int x = across.first & ~1; x + 1 < across.last; x += 2) brighten(x);
  }
}

void tile(Bitmap& target, const Bitmap& source, int x, int y, int first_row, int last_row) {
  const int columns = source.width(), mask = columns - 1;
  for (int r = std::max(0, first_row); r < std::min(last_row, target.height()); ++r) {
    const std::uint32_t* from = source.row((r + y) & (source.height() - 1));
    std::uint32_t* out = target.row(r);
    for (int c = 0; c < target.width();) {
      const int start = (c + x) & mask & ~1;
      const int count = std::min(columns - start, target.width() - c);
      for (int i = 0; i < count; i += 2)
        store(out + c + i, over(load(from + start + i), load(out + c + i)));
      c += count;
    }
  }
}

void dissolve(Bitmap& target, const Bitmap& other, int share) {
  for (int y = 0; y < target.height(); ++y)
    mix_rows(target.row(y), target.row(y), other.row(y), 0, target.width() & ~1, share);
}

}  // namespace cinecut::sample
