#include "sample_film/internal/bitmap.h"

#include <algorithm>

#include "sample_film/internal/simd.h"

namespace sample_film {

Bitmap::Bitmap(int width, int height)
    : width_(width),
      height_(height),
      stride_((width + 5) & ~1),
      pixels_(static_cast<std::size_t>(stride_) * (static_cast<std::size_t>(height) + 1)) {}

void Bitmap::clear(std::uint32_t pixel) { std::ranges::fill(pixels_, pixel); }

namespace {

Columns seen_in(const std::uint32_t* row, int width) {
  Columns c{0, width};
  while (!c.is_empty() && row[c.first] == 0) ++c.first;
  while (!c.is_empty() && row[c.last - 1] == 0) --c.last;
  return c;
}

Columns solid_in(const std::uint32_t* row, Columns seen) {
  Columns best;
  for (int x = seen.first; x < seen.last;) {
    int end = x;
    while (end < seen.last && row[end] >> 24 == 255) ++end;
    if (end - x > best.last - best.first) best = {x, end};
    x = end + 1;
  }
  return best;
}

}  // namespace

Spans::Spans(const Bitmap& bitmap) {
  for (int y = 0; y < bitmap.height(); ++y) {
    seen.push_back(seen_in(bitmap.row(y), bitmap.width()));
    solid.push_back(solid_in(bitmap.row(y), seen.back()));
  }
}

Rows everything(const Bitmap& bitmap) {
  return Rows(static_cast<std::size_t>(bitmap.height()), Columns{0, bitmap.width()});
}

namespace {

CINECUT_SAMPLE_FAST
void tile_run(std::uint32_t* out, const std::uint32_t* from, int count) {
  for (int i = 0; i < count; i += 2) {
    std::uint64_t both;
    std::memcpy(&both, from + i, sizeof both);
    if (both != 0) store_pair(out + i, over(load_pair(from + i), load_pair(out + i)));
  }
}

CINECUT_SAMPLE_FAST
void dissolve_rows(std::uint32_t* out, const std::uint32_t* other, int count, int share) {
  const Wide w = Wide{} + static_cast<std::uint16_t>(share);
  for (int x = 0; x < count; x += 2)
    store_pair(out + x, (load_pair(out + x) * (256 - w) + load_pair(other + x) * w) >> 8);
}

}  // namespace

void tile(Bitmap& target, const Bitmap& source, int x, int y) {
  const int columns = source.width(), mask = columns - 1;
  for (int r = 0; r < target.height(); ++r) {
    const std::uint32_t* from = source.row((r + y) & (source.height() - 1));
    for (int c = 0; c < target.width();) {
      const int start = (c + x) & mask & ~1;
      const int count = std::min(columns - start, target.width() - c);
      tile_run(target.row(r) + c, from + start, count);
      c += count;
    }
  }
}

void dissolve(Bitmap& target, const Bitmap& other, int share) {
  for (int y = 0; y < target.height(); ++y)
    dissolve_rows(target.row(y), other.row(y), target.width(), share);
}

}  // namespace sample_film
