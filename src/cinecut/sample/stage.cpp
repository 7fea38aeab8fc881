#include "cinecut/sample/stage.h"

#include <algorithm>
#include <cmath>

#include "cinecut/sample/noise.h"

namespace cinecut::sample {
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
        f[y * 256 + x] = static_cast<float>(noise(5, x * 0.5, y * 0.5) * 0.6 +
                                            noise(6, x * 0.11, y * 0.17) * 1.4 - 1);
    return f;
  }();
  return field;
}

void roughen(Bitmap& bitmap, double amount) {
  const std::vector<float>& field = paper();
  std::array<std::uint32_t, 256> gains;
  for (int y = 0; y < bitmap.height(); ++y) {
    const float* row = field.data() + (y & 255) * 256;
    for (int i = 0; i < 256; ++i)
      gains[i] = static_cast<std::uint32_t>(256 - amount * 128 * (1 - row[i]));
    std::uint32_t* pixels = bitmap.row(y);
    for (int x = 0; x < bitmap.width(); ++x) {
      const std::uint32_t p = pixels[x], g = gains[(x + (y >> 8) * 91) & 255];
      pixels[x] = (p & 0xff000000u) | ((p & 0xff00ffu) * g >> 8 & 0xff00ffu) |
                  ((p >> 8 & 0xffu) * g & 0xff00u);
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

struct Layer {
  Layer(int width, int height) : bitmap(width, height), spans(bitmap) {}
  Bitmap bitmap;
  Spans spans;
  Point origin;
  double scale = 1;  // Pixels per unit of the world.
};

}  // namespace

Placement Frame::view(double depth) const {
  return view_of(camera_, depth, picture_.width(), picture_.height());
}

Stage::Stage(int width, int height, std::uint32_t seed, double length,
             std::function<Camera(const Moment&)> path)
    : width_(width), height_(height), seed_(seed), length_(length), path_(std::move(path)) {}

Area Stage::seen(double depth) const {
  Area area{1e9, 1e9, -1e9, -1e9};
  for (int i = 0; i <= 48; ++i) {
    const Placement v =
        view_of(path_({.t = length_ * i / 48, .length = length_}), depth, width_, height_);
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
  const auto layer = std::make_shared<Layer>(static_cast<int>(std::ceil(area.width() * scale)),
                                             static_cast<int>(std::ceil(area.height() * scale)));
  layer->origin = {area.left, area.top};
  layer->scale = scale;
  {
    Brush brush(layer->bitmap, {scale, -area.left * scale, -area.top * scale});
    painter(brush, area);
  }
  if (options.blur > 0) blur(layer->bitmap, 1);
  if (options.texture > 0) roughen(layer->bitmap, options.texture);
  layer->spans = Spans(layer->bitmap);
  each([layer, depth = options.depth, motion = options.motion](Frame& frame) {
    const Placement v = frame.view(depth);
    const Point at = layer->origin + (motion ? motion(frame.now()) : Point{});
    place(frame.picture(), layer->bitmap, layer->spans,
          {v.scale / layer->scale, at.x * v.scale + v.x, at.y * v.scale + v.y});
  });
}

void Stage::each(std::function<void(Frame&)> painter) { elements_.push_back(std::move(painter)); }

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
  picture.clear(0xff000000u);
  Frame frame(picture, now, path_(now));
  for (const auto& element : elements_) element(frame);
}

}  // namespace cinecut::sample
