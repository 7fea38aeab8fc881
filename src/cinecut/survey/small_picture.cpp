#include "cinecut/survey/small_picture.h"

#include <algorithm>
#include <type_traits>
#include <vector>

namespace cinecut::survey {
namespace {

// The half-open run of `from` pixels under small pixel i; never empty.
struct Run {
  int first, end;
};
Run run_of(int i, int from, int to) {
  const int first = std::min(static_cast<int>(std::int64_t{i} * from / to), from - 1);
  return {first, std::max(first + 1, static_cast<int>(std::int64_t{i + 1} * from / to))};
}

// Of the rows under a small row those that are read: three are enough, and reading them is what
// costs.
template <typename Value>
struct Rows {
  int count;
  const Value *first, *middle, *last;

  Rows(const Value* from, std::ptrdiff_t stride, Run run) {
    const int there = run.end - run.first;
    count = std::min(there, 3);
    const auto row = [&](int i) {
      return from + (run.first + (2 * i + 1) * there / (2 * count)) * stride;
    };
    first = row(0), middle = row(count / 2), last = row(count - 1);
  }

  template <typename Sum>
  void add_up(std::vector<Sum>& sums) const {
    const auto width = sums.size();
    const Value *a = first, *b = last, *c = middle;
    auto* to = sums.data();
    if (count == 1)
      for (std::size_t x = 0; x < width; ++x) to[x] = a[x];
    else if (count == 2)
      for (std::size_t x = 0; x < width; ++x) to[x] = static_cast<Sum>(a[x] + b[x]);
    else
      for (std::size_t x = 0; x < width; ++x) to[x] = static_cast<Sum>(a[x] + b[x] + c[x]);
  }

  // The picture was written by another core; processors do not guess that rows are left out.
  void prefetch(std::size_t width) const {
    constexpr std::size_t line = 64 / sizeof(Value);
    for (const auto* row : {first, middle, last})
      for (std::size_t x = 0; x < width; x += line) __builtin_prefetch(row + x);
  }
};

// Rows are summed first, a loop that compilers turn into vector code; then running sums along the
// row give every small pixel by one subtraction.
template <typename Value>
void shrink(const Value* from, std::ptrdiff_t stride, int from_width, int from_height,
            std::uint8_t* to, int width, int height, int shift) {
  using Sum = std::conditional_t<sizeof(Value) == 1, std::uint16_t, std::uint32_t>;
  const auto columns = static_cast<std::size_t>(from_width);
  std::vector<Sum> sums(columns);
  std::vector<std::uint32_t> running(columns + 1);
  std::vector<Run> runs;
  std::vector<float> weights;
  for (int x = 0; x < width; ++x) {
    runs.push_back(run_of(x, from_width, width));
    weights.push_back(1.0f / static_cast<float>(runs.back().end - runs.back().first));
  }
  const auto rows_under = [&](int y) {
    return Rows<Value>(from, stride, run_of(y, from_height, height));
  };
  std::vector<std::int32_t> cells(runs.size());
  for (int y = 0; y < height; ++y, to += width) {
    const auto rows = rows_under(y);
    rows_under(std::min(y + 1, height - 1)).prefetch(columns);
    rows.add_up(sums);
    for (std::size_t x = 0; x < columns; ++x) running[x + 1] = running[x] + sums[x];
    for (std::size_t x = 0; x < cells.size(); ++x)
      cells[x] = static_cast<std::int32_t>(running[static_cast<std::size_t>(runs[x].end)] -
                                           running[static_cast<std::size_t>(runs[x].first)]);
    const float scale = 1.0f / static_cast<float>(rows.count << shift);
    // Apart, and rounded without lround, for compilers to vectorise.
    // NOLINTBEGIN(bugprone-incorrect-roundings): nothing is below zero.
    for (std::size_t x = 0; x < cells.size(); ++x)
      to[x] = static_cast<std::uint8_t>(std::min(
          255, static_cast<int>(static_cast<float>(cells[x]) * weights[x] * scale + 0.5f)));
    // NOLINTEND(bugprone-incorrect-roundings)
  }
}

void shrink_to(const media::Plane& plane, int shift, std::uint8_t* to, int width, int height) {
  if (shift == 0)
    shrink_plane(plane.data, plane.stride_bytes, plane.width_px, plane.height_px, to, width,
                 height);
  else
    shrink_plane(reinterpret_cast<const std::uint16_t*>(plane.data), plane.stride_bytes / 2,
                 plane.width_px, plane.height_px, to, width, height, shift);
}

void make_half(SmallPicture& small) {
  constexpr int w = SmallPicture::kWidth;
  for (int y = 0; y < SmallPicture::kHalfHeight; ++y) {
    const auto* a = small.luma.data() + 2 * y * w;
    auto* to = small.half.data() + y * SmallPicture::kHalfWidth;
    for (int x = 0; x < SmallPicture::kHalfWidth; ++x)
      to[x] = static_cast<std::uint8_t>(
          (a[2 * x] + a[2 * x + 1] + a[2 * x + w] + a[2 * x + w + 1] + 2) / 4);
  }
}

void shrink_luma(const media::Picture& picture, int shift, SmallPicture& small) {
  shrink_to(picture.plane(0), shift, small.luma.data(), SmallPicture::kWidth,
            SmallPicture::kHeight);
}

void shrink_planes(const media::Picture& picture, int shift, SmallPicture& small) {
  shrink_luma(picture, shift, small);
  shrink_to(picture.plane(1), shift, small.cb.data(), SmallPicture::kColourWidth,
            SmallPicture::kColourHeight);
  shrink_to(picture.plane(2), shift, small.cr.data(), SmallPicture::kColourWidth,
            SmallPicture::kColourHeight);
}

// By way of RGB, with BT.601 luma in the limited range: near enough to compare pictures.
void shrink_any(const media::Picture& picture, SmallPicture& small) {
  const auto image = media::to_image(picture, 2 * SmallPicture::kWidth);
  const auto pixels = static_cast<std::size_t>(image.width_px * image.height_px);
  std::array<std::vector<std::uint8_t>, 3> planes;
  for (auto& plane : planes) plane.resize(pixels);
  for (std::size_t i = 0; i < pixels; ++i) {
    const auto* rgb = &image.pixels[3 * i];
    const double r = rgb[0], g = rgb[1], b = rgb[2], y = 0.299 * r + 0.587 * g + 0.114 * b;
    planes[0][i] = static_cast<std::uint8_t>(16 + y * 219 / 255);
    planes[1][i] = static_cast<std::uint8_t>(128 + (b - y) * 0.496);
    planes[2][i] = static_cast<std::uint8_t>(128 + (r - y) * 0.627);
  }
  const auto shrink = [&](std::size_t plane, std::uint8_t* to, int width, int height) {
    shrink_plane(planes[plane].data(), image.width_px, image.width_px, image.height_px, to, width,
                 height);
  };
  shrink(0, small.luma.data(), SmallPicture::kWidth, SmallPicture::kHeight);
  shrink(1, small.cb.data(), SmallPicture::kColourWidth, SmallPicture::kColourHeight);
  shrink(2, small.cr.data(), SmallPicture::kColourWidth, SmallPicture::kColourHeight);
}

}  // namespace

void shrink_plane(const std::uint8_t* from, std::ptrdiff_t stride, int from_width, int from_height,
                  std::uint8_t* to, int width, int height) {
  shrink(from, stride, from_width, from_height, to, width, height, 0);
}

void shrink_plane(const std::uint16_t* from, std::ptrdiff_t stride, int from_width, int from_height,
                  std::uint8_t* to, int width, int height, int shift) {
  shrink(from, stride, from_width, from_height, to, width, height, shift);
}

SmallPicture make_small(const media::Picture& picture) {
  SmallPicture small;
  small.time = picture.time();
  small.duration = picture.duration();
  switch (picture.format()) {
    case media::PixelFormat::gray8:
      shrink_luma(picture, 0, small);
      small.cb.fill(128);
      small.cr.fill(128);
      break;
    case media::PixelFormat::yuv420p:
      shrink_planes(picture, 0, small);
      break;
    case media::PixelFormat::yuv420p10:
      shrink_planes(picture, 2, small);
      break;
    default:
      shrink_any(picture, small);
  }
  make_half(small);
  return small;
}

}  // namespace cinecut::survey
