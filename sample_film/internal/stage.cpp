#include "sample_film/internal/stage.h"

#include <algorithm>
#include <cmath>

#include "sample_film/internal/noise.h"
#include "sample_film/internal/simd.h"

namespace sample_film {
namespace {

constexpr Point kHome{0, 0.5};

Placement view_of(const Camera& camera, double depth, int width, int height) {
  const double zoom = std::pow(camera.zoom, depth);
  const Point at = kHome + (camera.at - kHome) * depth;
  const double scale = zoom * height;
  return {scale, width / 2.0 - at.x * scale, height / 2.0 - at.y * scale};
}

// Noise of 256 by 256, about -1 to 1, for the grain of paper.
const std::vector<float>& paper() {
  static const std::vector<float> field = [] {
    std::vector<float> f(256 * 256);
    for (int y = 0; y < 256; ++y)
      for (int x = 0; x < 256; ++x)
        f[y * 256 + x] = static_cast<float>(noise(5, x * 0.25, y * 0.25) * 0.35 +
                                            noise(6, x * 0.06, y * 0.1) * 1.65 - 1);
    return f;
  }();
  return field;
}

CINECUT_SAMPLE_FAST
void roughen_run(std::uint32_t* pixels, const std::uint32_t* gains, int count) {
  for (int i = 0; i < count; ++i) {
    const std::uint32_t p = pixels[i], g = gains[i];
    pixels[i] = (p & 0xff000000u) | ((p & 0xff00ffu) * g >> 8 & 0xff00ffu) |
                ((p >> 8 & 0xffu) * g & 0xff00u);
  }
}

void roughen(Bitmap& bitmap, const Spans& spans, double amount) {
  std::vector<std::uint32_t> gains(paper().size());
  for (std::size_t i = 0; i < gains.size(); ++i)
    gains[i] = static_cast<std::uint32_t>(256 - amount * 128 * (1 - paper()[i]));
  for (int y = 0; y < bitmap.height(); ++y) {
    const Columns seen = spans.seen[y];
    for (int x = seen.first & ~255; x < seen.last; x += 256) {
      const int from = std::max(x, seen.first), to = std::min(x + 256, seen.last);
      // Another part of the paper for each square, so that none is seen to repeat.
      const auto shift = hash(static_cast<std::uint32_t>(x + (y >> 8))) & 255u;
      roughen_run(bitmap.row(y) + from, gains.data() + ((y + shift) & 255u) * 256 + (from - x),
                  to - from);
    }
  }
}

// Running mean over 2 * radius + 1 pixels, along rows or columns; edges count as often as needed.
void box_blur(Bitmap& bitmap, int radius, bool along_rows) {
  const int lines = along_rows ? bitmap.height() : bitmap.width();
  const int length = along_rows ? bitmap.width() : bitmap.height();
  const std::ptrdiff_t step = along_rows ? 1 : bitmap.stride();
  std::vector<std::uint32_t> line(length);
  for (int l = 0; l < lines; ++l) {
    std::uint32_t* start = along_rows ? bitmap.row(l) : bitmap.row(0) + l;
    for (int i = 0; i < length; ++i) line[i] = start[i * step];
    std::array<std::uint32_t, 4> sum{};
    const auto add = [&](int i, int sign) {
      const std::uint32_t p = line[std::clamp(i, 0, length - 1)];
      for (int c = 0; c < 4; ++c) sum[c] += sign * static_cast<int>(p >> 8 * c & 255);
    };
    for (int i = -radius; i <= radius; ++i) add(i, 1);
    for (int i = 0; i < length; ++i) {
      std::uint32_t p = 0;
      for (int c = 0; c < 4; ++c) p |= sum[c] / (2 * radius + 1) << 8 * c;
      start[i * step] = p;
      add(i - radius, -1);
      add(i + radius + 1, 1);
    }
  }
}

void blur(Bitmap& bitmap, int radius) {
  for (int pass = 0; pass < 3; ++pass) {
    box_blur(bitmap, radius, true);
    box_blur(bitmap, radius, false);
  }
}

// The rows of a picture less what is covered at either end, or entirely.
Rows uncovered(int width, const Rows& cover) {
  Rows rows(cover.size());
  for (std::size_t y = 0; y < rows.size(); ++y) {
    rows[y] = {0, width};
    if (cover[y].first <= 0) rows[y].first = cover[y].last;
    if (cover[y].last >= width) rows[y].last = cover[y].first;
  }
  return rows;
}

void add_cover(Rows& cover, const Rows& more) {
  for (std::size_t y = 0; y < cover.size(); ++y) {
    const Columns a = cover[y], b = more[y];
    if (b.is_empty()) continue;
    if (!a.is_empty() && b.first <= a.last && a.first <= b.last)
      cover[y] = {std::min(a.first, b.first), std::max(a.last, b.last)};
    else if (b.last - b.first > a.last - a.first)
      cover[y] = b;
  }
}

}  // namespace

struct Stage::Layer {
  Layer(Bitmap painted, Spans its_spans, Point its_origin, double its_scale,
        LayerOptions its_options)
      : bitmap(std::move(painted)),
        spans(std::move(its_spans)),
        origin(its_origin),
        scale(its_scale),
        options(std::move(its_options)) {}

  Placement placement(const Frame& frame) const {
    const Placement v = frame.view(options.depth);
    const Point at = origin + (options.motion ? options.motion(frame.now()) : Point{});
    return {v.scale / scale, at.x * v.scale + v.x, at.y * v.scale + v.y};
  }

  Bitmap bitmap;
  Spans spans;
  Point origin;
  double scale;  ///< Pixels per unit of the world.
  LayerOptions options;
};

Placement Frame::view(double depth) const {
  return view_of(camera_, depth, picture_.width(), picture_.height());
}

Stage::Stage(int width, int height, std::uint32_t seed, double length,
             std::function<Camera(const Moment&)> path)
    : width_(width), height_(height), seed_(seed), length_(length), path_(std::move(path)) {}

Area Stage::seen(double depth) const {
  Area area{1e9, 1e9, -1e9, -1e9};
  const int frames = static_cast<int>(std::ceil(length_ * 24));
  for (int i = 0; i <= frames; ++i) {
    const Placement v = view_of(path_({.t = i / 24.0, .length = length_}), depth, width_, height_);
    area.left = std::min(area.left, -v.x / v.scale);
    area.top = std::min(area.top, -v.y / v.scale);
    area.right = std::max(area.right, (width_ - v.x) / v.scale);
    area.bottom = std::max(area.bottom, (height_ - v.y) / v.scale);
  }
  const double margin = 0.02;
  return {area.left - margin, area.top - margin, area.right + margin, area.bottom + margin};
}

void Stage::layer(const LayerOptions& options,
                  const std::function<void(Brush&, const Area&)>& painter) {
  Area area = seen(options.depth);
  area = {area.left - options.extra.left, area.top - options.extra.top,
          area.right + options.extra.right, area.bottom + options.extra.bottom};
  double most_zoom = 1;
  for (int i = 0; i <= 8; ++i)
    most_zoom = std::max(
        most_zoom, std::pow(path_({.t = length_ * i / 8, .length = length_}).zoom, options.depth));
  // A blurred layer is painted as small as its blur allows.
  double scale = height_ * std::min(most_zoom, 1.4);
  if (options.blur > 0) scale = std::min(scale, 3.0 / options.blur);
  Bitmap bitmap(static_cast<int>(std::ceil(area.width() * scale)),
                static_cast<int>(std::ceil(area.height() * scale)));
  {
    Brush brush(bitmap, {scale, -area.left * scale, -area.top * scale});
    painter(brush, area);
  }
  if (options.blur > 0) blur(bitmap, 1);
  Spans spans(bitmap);
  if (options.texture > 0) roughen(bitmap, spans, options.texture);
  elements_.push_back({std::make_shared<const Layer>(std::move(bitmap), std::move(spans),
                                                     Point{area.left, area.top}, scale, options),
                       {}});
}

void Stage::each(std::function<void(Frame&)> painter) {
  elements_.push_back({nullptr, std::move(painter)});
}

void Stage::light(double depth, std::function<void(Brush&, const Moment&)> painter) {
  each([depth, painter = std::move(painter)](Frame& frame) {
    Bitmap& picture = frame.picture();
    Bitmap light((picture.width() + 3) / 4, (picture.height() + 3) / 4);
    const Placement v = frame.view(depth);
    {
      Brush brush(light, {v.scale / 4, v.x / 4, v.y / 4});
      brush.adding();
      painter(brush, frame.now());
    }
    shine(picture, light);
  });
}

void Stage::draw(Bitmap& picture, const Moment& now) const {
  Frame frame(picture, now, path_(now));
  // What later layers hide need not be drawn.
  std::vector<Rows> wanted(elements_.size());
  Rows cover(picture.height());
  for (std::size_t i = elements_.size(); i-- > 0;) {
    if (!elements_[i].layer) continue;
    const Layer& layer = *elements_[i].layer;
    wanted[i] = uncovered(picture.width(), cover);
    add_cover(cover,
              solid_rows(picture.width(), picture.height(), layer.spans, layer.placement(frame)));
  }
  if (!std::ranges::all_of(cover,
                           [&](Columns c) { return c.first <= 0 && c.last >= picture.width(); }))
    picture.clear(0xff000000u);
  for (std::size_t i = 0; i < elements_.size(); ++i) {
    if (!elements_[i].layer) {
      elements_[i].painter(frame);
      continue;
    }
    const Layer& layer = *elements_[i].layer;
    place(picture, layer.bitmap, layer.spans, layer.placement(frame), wanted[i]);
  }
}

}  // namespace sample_film
