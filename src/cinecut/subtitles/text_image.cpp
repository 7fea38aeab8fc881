#include "cinecut/subtitles/text_image.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

namespace cinecut::subtitles {
namespace {

constexpr int kOpaque = 128;
constexpr int kInk = 96;              // From here on a pixel belongs to a letter.
constexpr int kUnlike = 64;           // Of two colours, by their brightest part.
constexpr double kLetterHeight = 34;  // Pixels, of a capital.
constexpr double kMostScale = 4;      // More only blurs.
constexpr double kWidestImage = 4000;
constexpr int kBorder = 20;
constexpr int kLeastLetter = 4;  // Rows; less is dirt.
constexpr double kGap = 2;       // In letters: with more between, two blocks.

/// The brightest of red, green and blue: letters are white or a pure colour, outlines black.
int value_of(const std::uint8_t* rgba) { return std::max({rgba[0], rgba[1], rgba[2]}); }

using Histogram = std::array<std::int64_t, 256>;

int median(const Histogram& counts, int from, int to) {
  const auto total = std::accumulate(counts.begin() + from, counts.begin() + to, std::int64_t{0});
  std::int64_t sum = 0;
  for (int v = from; v < to; ++v) {
    sum += counts[static_cast<std::size_t>(v)];
    if (sum * 2 >= total) return v;
  }
  return from;
}

std::int64_t count(const Histogram& counts, int from, int to) {
  return from >= to ? 0
                    : std::accumulate(counts.begin() + from, counts.begin() + to, std::int64_t{0});
}

/// How much each pixel belongs to a letter, 0 to 255.
///
/// What touches the transparent part, or the bitmap's edge, is the outline or the box. Letters are
/// what differs from that; where nothing does, there is no outline and all of it is letters.
class Ink {
 public:
  explicit Ink(const media::TextBitmap& bitmap) : bitmap_(bitmap) { find_colours(); }

  cv::Mat image() const {
    cv::Mat ink(bitmap_.height_px, bitmap_.width_px, CV_8U);
    for (int y = 0; y < bitmap_.height_px; ++y)
      for (int x = 0; x < bitmap_.width_px; ++x) ink.at<std::uint8_t>(y, x) = at(x, y);
    return ink;
  }

 private:
  const std::uint8_t* pixel(int x, int y) const {
    return bitmap_.rgba.data() + 4 * (static_cast<std::ptrdiff_t>(y) * bitmap_.width_px + x);
  }
  bool is_opaque(int x, int y) const {
    return x >= 0 && y >= 0 && x < bitmap_.width_px && y < bitmap_.height_px &&
           pixel(x, y)[3] >= kOpaque;
  }

  void find_colours() {
    Histogram all{}, edge{};
    for (int y = 0; y < bitmap_.height_px; ++y)
      for (int x = 0; x < bitmap_.width_px; ++x) {
        if (!is_opaque(x, y)) continue;
        const auto value = static_cast<std::size_t>(value_of(pixel(x, y)));
        ++all[value];
        const bool inside = is_opaque(x - 1, y) && is_opaque(x + 1, y) && is_opaque(x, y - 1) &&
                            is_opaque(x, y + 1);
        edge[value] += !inside;
      }
    outline_ = median(edge, 0, 256);
    const int low = std::max(0, outline_ - kUnlike), high = std::min(256, outline_ + kUnlike);
    const auto darker = count(all, 0, low), brighter = count(all, high, 256);
    if ((darker + brighter) * 20 < count(all, 0, 256)) return;
    has_outline_ = true;
    letters_ = brighter >= darker ? median(all, high, 256) : median(all, 0, low);
  }

  std::uint8_t at(int x, int y) const {
    const auto* p = pixel(x, y);
    if (!has_outline_) return p[3];
    const double share =
        static_cast<double>(value_of(p) - outline_) / static_cast<double>(letters_ - outline_);
    return static_cast<std::uint8_t>(std::lround(std::clamp(share, 0.0, 1.0) * p[3]));
  }

  const media::TextBitmap& bitmap_;
  int outline_ = 0, letters_ = 255;
  bool has_outline_ = false;
};

struct Rows {
  int begin, end;
};

/// Stretches of rows with ink: lines of text, or pieces of them (accents, dots).
std::vector<Rows> rows_with_ink(const cv::Mat& ink) {
  std::vector<Rows> rows;
  for (int y = 0; y < ink.rows; ++y) {
    const auto* row = ink.ptr<std::uint8_t>(y);
    if (std::none_of(row, row + ink.cols, [](std::uint8_t v) { return v >= kInk; })) continue;
    if (!rows.empty() && rows.back().end == y)
      ++rows.back().end;
    else
      rows.push_back({y, y + 1});
  }
  return rows;
}

/// How high capitals are: most letters are about as high, or lower (dots, commas), few are higher.
/// 0: there are no letters.
int letter_height(const cv::Mat& ink) {
  const cv::Mat is_ink = ink >= kInk;
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(is_ink, labels, stats, centres, 8, CV_32S);
  std::vector<int> heights;
  for (int i = 1; i < count; ++i)  // 0 is the background.
    if (const int height = stats.at<int>(i, cv::CC_STAT_HEIGHT); height >= kLeastLetter)
      heights.push_back(height);
  if (heights.empty()) return 0;
  std::ranges::sort(heights);
  return heights[heights.size() * 4 / 5];
}

TextImage finished(const cv::Mat& ink, double scale) {
  cv::Mat image;
  cv::resize(ink, image, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
  image = 255 - image;
  cv::copyMakeBorder(image, image, kBorder, kBorder, kBorder, kBorder, cv::BORDER_CONSTANT, 255);
  TextImage out{image.cols, image.rows, {}};
  out.pixels.assign(image.datastart, image.dataend);
  return out;
}

}  // namespace

std::vector<TextImage> to_text_images(const media::TextBitmap& bitmap) {
  const auto pixels =
      static_cast<std::size_t>(bitmap.width_px) * static_cast<std::size_t>(bitmap.height_px);
  if (bitmap.width_px <= 0 || bitmap.height_px <= 0 || bitmap.rgba.size() != pixels * 4) return {};
  const cv::Mat ink = Ink(bitmap).image();
  const auto rows = rows_with_ink(ink);
  if (rows.empty()) return {};
  const int height = letter_height(ink);
  if (height == 0) return {};
  const double widest = std::min(kWidestImage / ink.cols, kWidestImage / ink.rows);
  const double scale = std::min({kLetterHeight / height, kMostScale, widest});

  std::vector<TextImage> images;
  for (std::size_t first = 0; first < rows.size();) {
    std::size_t last = first;
    while (last + 1 < rows.size() && rows[last + 1].begin - rows[last].end <= kGap * height) ++last;
    const cv::Rect block(0, rows[first].begin, ink.cols, rows[last].end - rows[first].begin);
    if (block.height >= kLeastLetter) images.push_back(finished(ink(block).clone(), scale));
    first = last + 1;
  }
  return images;
}

}  // namespace cinecut::subtitles
