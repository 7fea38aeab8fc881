// One bitmap on another, scaled.

#include <algorithm>
#include <cmath>
#include <memory>

#include "sample_film/internal/bitmap.h"
#include "sample_film/internal/simd.h"

namespace sample_film {
namespace {

/// Bilinear sampling along one axis, per target pixel: the source pixel and its right neighbour's
/// weight, 0 to 255.
struct Taps {
  int first = 0, last = 0;  // Of the target.
  std::vector<int> index;
  std::vector<std::uint16_t> weight;
};

Taps taps(int target_size, int source_size, double scale, double offset) {
  Taps t;
  t.first = std::clamp(static_cast<int>(std::ceil(offset - 0.5)), 0, target_size);
  const double end = offset + source_size * scale - 0.5;
  t.last = std::clamp(static_cast<int>(std::floor(end)) + 1, t.first, target_size);
  t.index.resize(static_cast<std::size_t>(target_size) + 1);
  t.weight.resize(static_cast<std::size_t>(target_size) + 1);
  for (int i = t.first; i < t.last; ++i) {
    const double at = std::clamp((i + 0.5 - offset) / scale - 0.5, 0.0, source_size - 1.0);
    const auto fixed = std::llround(at * 256);
    t.index[i] = static_cast<int>(fixed >> 8);
    t.weight[i] = static_cast<std::uint16_t>(fixed & 255);
  }
  return t;
}

/// The weights of both neighbours, spread over the channels as the loops need them.
std::vector<Wide> spread(const Taps& t) {
  std::vector<Wide> w(t.weight.size());
  for (std::size_t i = 0; i < w.size(); ++i) {
    const std::uint16_t b = t.weight[i];
    const auto a = static_cast<std::uint16_t>(256 - b);
    w[i] = Wide{a, a, a, a, b, b, b, b};
  }
  return w;
}

CINECUT_SAMPLE_INLINE Wide sum_of_neighbours(Wide a, Wide b) {
  return (__builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11) +
          __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15)) >>
         8;
}

// Channel by channel, which the compiler turns into the widest registers that there are.
CINECUT_SAMPLE_FAST
void mix_rows(std::uint32_t* out, const std::uint32_t* a, const std::uint32_t* b, int count,
              int weight) {
  auto* __restrict to = reinterpret_cast<std::uint8_t*>(out);
  const auto* __restrict upper = reinterpret_cast<const std::uint8_t*>(a);
  const auto* __restrict lower = reinterpret_cast<const std::uint8_t*>(b);
  const auto w = static_cast<std::uint16_t>(weight), v = static_cast<std::uint16_t>(256 - weight);
  for (int i = 0; i < 4 * count; ++i) {
    const auto one = static_cast<std::uint16_t>(upper[i] * v);
    const auto other = static_cast<std::uint16_t>(lower[i] * w);
    to[i] = static_cast<std::uint8_t>(static_cast<std::uint16_t>(one + other) >> 8);
  }
}

CINECUT_SAMPLE_FAST
void copy_scaled(std::uint32_t* out, const std::uint32_t* row, const int* index, const Wide* weight,
                 int count) {
  for (int x = 0; x < count; x += 2)
    store_pair(out + x, sum_of_neighbours(load_pair(row + index[x]) * weight[x],
                                          load_pair(row + index[x + 1]) * weight[x + 1]));
}

CINECUT_SAMPLE_FAST
void blend_scaled(std::uint32_t* out, const std::uint32_t* row, const int* index,
                  const Wide* weight, int count) {
  for (int x = 0; x < count; x += 2) {
    const Wide s = sum_of_neighbours(load_pair(row + index[x]) * weight[x],
                                     load_pair(row + index[x + 1]) * weight[x + 1]);
    store_pair(out + x, over(s, load_pair(out + x)));
  }
}

void blend_one(std::uint32_t* out, const std::uint32_t* row, int index, Wide weight) {
  const Wide a = load_pair(row + index) * weight;
  std::uint32_t pair[2] = {*out, 0};
  store_pair(pair, over(sum_of_neighbours(a, a), load_pair(pair)));
  *out = pair[0];
}

Columns both(Columns a, Columns b) {
  if (a.is_empty()) return b;
  if (b.is_empty()) return a;
  return {std::min(a.first, b.first), std::max(a.last, b.last)};
}

Columns within(Columns a, Columns b) {
  return {std::max(a.first, b.first), std::min(a.last, b.last)};
}

/// The target columns whose two neighbours are both inside of these source columns.
Columns inside(Columns source, const Placement& where) {
  if (source.last - source.first < 4) return {};
  return {static_cast<int>(std::ceil((source.first + 1) * where.scale + where.x)) + 1,
          static_cast<int>(std::floor((source.last - 2) * where.scale + where.x)) - 1};
}

/// The target columns that any of these source columns may reach.
Columns reached(Columns source, const Placement& where) {
  return {static_cast<int>(std::floor((source.first - 1) * where.scale + where.x)) - 1,
          static_cast<int>(std::ceil((source.last + 1) * where.scale + where.x)) + 1};
}

Columns even(Columns c) {
  c.first += c.first & 1;
  c.last -= c.last & 1;
  return c;
}

/// One row of a placement: the parts that are opaque are copied, the rest is blended.
class RowPainter {
 public:
  RowPainter(const Taps& across, std::uint32_t* out)
      : across_(across), weight_(spread(across)), out_(out) {}
  void aim(std::uint32_t* out) { out_ = out; }

  void blend(const std::uint32_t* row, Columns c) const {
    if (c.is_empty()) return;
    if ((c.first & 1) != 0) one(row, c.first++);
    const int pairs = (c.last - c.first) & ~1;
    blend_scaled(out_ + c.first, row, &across_.index[c.first], &weight_[c.first], pairs);
    if (c.first + pairs < c.last) one(row, c.last - 1);
  }
  void copy(const std::uint32_t* row, Columns c) const {
    if (!c.is_empty())
      copy_scaled(out_ + c.first, row, &across_.index[c.first], &weight_[c.first],
                  c.last - c.first);
  }

 private:
  void one(const std::uint32_t* row, int x) const {
    blend_one(out_ + x, row, across_.index[x], weight_[x]);
  }
  const Taps& across_;
  std::vector<Wide> weight_;
  std::uint32_t* out_;
};

}  // namespace

Rows solid_rows(int width, int height, const Spans& spans, const Placement& where) {
  const auto source_height = static_cast<int>(spans.solid.size());
  const Taps down = taps(height, source_height, where.scale, where.y);
  Rows rows(height);
  for (int y = down.first; y < down.last; ++y) {
    const int s = down.index[y], below = std::min(s + 1, source_height - 1);
    rows[y] = even(within(inside(within(spans.solid[s], spans.solid[below]), where), {0, width}));
  }
  return rows;
}

void place(Bitmap& target, const Bitmap& source, const Spans& spans, const Placement& where,
           const Rows& wanted) {
  const Taps across = taps(target.width(), source.width(), where.scale, where.x);
  const Taps down = taps(target.height(), source.height(), where.scale, where.y);
  RowPainter painter(across, nullptr);
  std::vector<std::uint32_t> mixed(source.stride());
  const Columns all{across.first, across.last};
  for (int y = down.first; y < down.last; ++y) {
    const int s = down.index[y], below = std::min(s + 1, source.height() - 1);
    const Columns seen = both(spans.seen[s], spans.seen[below]);
    if (seen.is_empty()) continue;
    const Columns c = within(within(reached(seen, where), wanted[y]), all);
    if (c.is_empty()) continue;
    const std::uint32_t* row = source.row(s);
    if (down.weight[y] != 0) {
      // Only the part that is looked at, and one pair more on both sides.
      const int from = std::max(0, across.index[c.first] - 2) & ~1;
      const int to = std::min(source.stride(), (across.index[c.last - 1] + 4) & ~1);
      mix_rows(mixed.data() + from, row + from, source.row(below) + from, to - from,
               down.weight[y]);
      row = mixed.data();
    }
    const Columns solid =
        even(within(inside(within(spans.solid[s], spans.solid[below]), where), c));
    painter.aim(target.row(y));
    if (solid.is_empty()) {
      painter.blend(row, c);
    } else {
      painter.blend(row, {c.first, solid.first});
      painter.copy(row, solid);
      painter.blend(row, {solid.last, c.last});
    }
  }
}

namespace {

CINECUT_SAMPLE_FAST
void shine_row(std::uint32_t* out, const std::uint32_t* row, const int* index, const Wide* weight,
               int count) {
  for (int x = 0; x < count; x += 2) {
    const Wide l = sum_of_neighbours(load_pair(row + index[x]) * weight[x],
                                     load_pair(row + index[x + 1]) * weight[x + 1]);
    const Wide t = load_pair(out + x);
    store_pair(out + x, t + ((255 - t) * l >> 8));
  }
}

Columns lit_in(const Bitmap& light, int y) {
  const std::uint32_t* row = light.row(y);
  Columns c{0, light.width()};
  while (!c.is_empty() && row[c.first] == 0) ++c.first;
  while (!c.is_empty() && row[c.last - 1] == 0) --c.last;
  return c;
}

}  // namespace

void shine(Bitmap& target, const Bitmap& light) {
  const double scale = static_cast<double>(target.width()) / light.width();
  const Taps across = taps(target.width(), light.width(), scale, 0);
  const std::vector<Wide> weight = spread(across);
  std::vector<Columns> lit;
  lit.reserve(static_cast<std::size_t>(light.height()));
  for (int y = 0; y < light.height(); ++y) lit.push_back(lit_in(light, y));
  std::vector<std::uint32_t> mixed(light.stride());
  for (int y = 0; y < target.height(); ++y) {
    const double at =
        std::clamp((y + 0.5) * light.height() / target.height() - 0.5, 0.0, light.height() - 1.0);
    const int s = static_cast<int>(at), below = std::min(s + 1, light.height() - 1);
    const Columns seen = both(lit[s], lit[below]);
    if (seen.is_empty()) continue;
    const Columns c = even(within(reached(seen, {scale, 0, 0}), {across.first, across.last}));
    mix_rows(mixed.data(), light.row(s), light.row(below), light.stride(),
             static_cast<int>((at - s) * 256));
    if (!c.is_empty())
      shine_row(target.row(y) + c.first, mixed.data(), &across.index[c.first], &weight[c.first],
                c.last - c.first);
  }
}

}  // namespace sample_film
