#include "cinecut/survey/internal/words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "cinecut/survey/internal/matrix.h"
#include "cinecut/survey/internal/ramp.h"

namespace cinecut::survey {
namespace {

constexpr int kWidestStroke = 7;  // Pixels; wider ones are found in the picture of half the size.
// Levels that a stroke differs from both its sides, at least: with more, what is behind clear
// letters does not run into them.
constexpr double kStandOut[] = {34, 70, 110};
constexpr int kWidestGap = 11;                   // Pixels between two letters of a line.
constexpr int kLowest = 4, kHighest = 24;        // Pixels of a line's height.
constexpr float kSlimmest = 2.4f;                // Width over height of a line of letters.
constexpr float kPossible = 0.3f;                // Less sure is no line.
constexpr float kNarrow = 0.08f, kWide = 0.16f;  // Shorter lines are signs and labels.

struct Marks {
  cv::Mat gray, strokes;  // What is looked at; 255 where it is a stroke.
};

struct LineFacts {
  float fill = 0;                  // Share of the box that is strokes.
  float strokes = 0;               // In a row of the box, for each height of it along the row.
  float contrast = 0, spread = 0;  // Levels between strokes and the rest; deviation of strokes.
  float gaps = 0;                  // Columns without strokes, for each height along the row.
  float whole = 0;                 // Share of the box that is one piece when gaps are closed.
};

LineFacts facts_of(const Marks& marks, cv::Rect box) {
  const cv::Mat strokes = marks.strokes(box), gray = marks.gray(box);
  LineFacts f;
  cv::Scalar in_mean, in_spread, out_mean, out_spread;
  cv::meanStdDev(gray, in_mean, in_spread, strokes);
  cv::meanStdDev(gray, out_mean, out_spread, 255 - strokes);
  f.contrast = static_cast<float>(std::abs(in_mean[0] - out_mean[0]));
  f.spread = static_cast<float>(in_spread[0]);
  f.fill = static_cast<float>(cv::countNonZero(strokes)) / static_cast<float>(box.area());
  int rises = 0, rows = 0;
  for (int y = box.height / 5; y < box.height - box.height / 5; ++y, ++rows) {
    const auto* row = strokes.ptr(y);
    for (int x = 1; x < box.width; ++x) rises += row[x] && !row[x - 1];
  }
  const float lengths = static_cast<float>(box.width) / static_cast<float>(box.height);
  f.strokes = static_cast<float>(rises) / static_cast<float>(std::max(1, rows)) / lengths;
  cv::Mat columns;
  cv::reduce(strokes, columns, 0, cv::REDUCE_MAX);
  int gaps = 0;
  for (int x = 1; x < box.width; ++x)
    gaps += !columns.at<std::uint8_t>(x) && columns.at<std::uint8_t>(x - 1);
  f.gaps = static_cast<float>(gaps) / lengths;
  return f;
}

// From where on something is no line of letters, and from where on it is: chosen by looking at the
// "known" pictures of bench/stills.
float sureness(const LineFacts& f) {
  return ramp(f.fill, 0.08f, 0.16f) * ramp(f.fill, 0.75f, 0.6f) * ramp(f.strokes, 0.7f, 1.2f) *
         ramp(f.contrast, 40, 70) * ramp(f.spread / std::max(1.0f, f.contrast), 0.6f, 0.4f) *
         ramp(f.gaps, 0.1f, 0.5f) * ramp(f.whole, 0.3f, 0.4f);
}

class Finding {
 public:
  explicit Finding(std::vector<WordLine>& lines) : lines_(lines) {}

  void look_at(const cv::Mat& gray) {
    cv::Mat hat;
    for (const int way : {cv::MORPH_TOPHAT, cv::MORPH_BLACKHAT}) {  // Bright strokes, dark ones.
      cv::morphologyEx(gray, hat, way, stroke_);
      for (const double level : kStandOut) {
        cv::threshold(hat, strokes_, level, 255, cv::THRESH_BINARY);
        cv::morphologyEx(strokes_, joined_, cv::MORPH_CLOSE, gap_);
        add_pieces(gray);
      }
    }
  }

 private:
  void add_pieces(const cv::Mat& gray) {
    cv::Mat labels, boxes, middles;
    const int count = cv::connectedComponentsWithStats(joined_, labels, boxes, middles, 8, CV_16U);
    const auto w = static_cast<float>(gray.cols), h = static_cast<float>(gray.rows);
    for (int i = 1; i < count; ++i) {
      const auto* b = boxes.ptr<int>(i);
      const cv::Rect box(b[0], b[1], b[2], b[3]);
      if (box.height < kLowest || box.height > kHighest ||
          static_cast<float>(box.width) < kSlimmest * static_cast<float>(box.height))
        continue;
      auto facts = facts_of({gray, strokes_}, box);
      facts.whole = static_cast<float>(b[cv::CC_STAT_AREA]) / static_cast<float>(box.area());
      const float sure = sureness(facts);
      if (sure > kPossible)
        lines_.push_back({static_cast<float>(box.x) / w, static_cast<float>(box.y) / h,
                          static_cast<float>(box.x + box.width) / w,
                          static_cast<float>(box.y + box.height) / h, sure});
    }
  }

  std::vector<WordLine>& lines_;
  cv::Mat stroke_ = cv::getStructuringElement(cv::MORPH_RECT, {kWidestStroke, kWidestStroke});
  cv::Mat gap_ = cv::getStructuringElement(cv::MORPH_RECT, {kWidestGap, 1});
  cv::Mat strokes_, joined_;
};

// How often strokes and ground alternate.
int changes_in_row(const GrayPicture& gray, int y, int ground) {
  const auto* row = gray.pixels.data() + y * gray.width_px;
  int changes = 0;
  bool is_stroke = false;
  for (int x = 0; x < gray.width_px; ++x) {
    const int away = std::abs(row[x] - ground);
    const bool now = is_stroke ? away > 30 : away > 60;
    changes += now != is_stroke;
    is_stroke = now;
  }
  return changes;
}

// Rows of strokes on a plain ground, the commonest level: credits too small for single letters.
void add_rows_on_plain(const GrayPicture& gray, std::vector<WordLine>& lines) {
  std::array<int, 256> count{};
  for (const auto v : gray.pixels) ++count[v];
  int ground = 0, most = 0;
  for (int v = 0; v < 256; ++v) {
    int sum = 0;
    for (int k = std::max(0, v - 6); k <= std::min(255, v + 6); ++k)
      sum += count[static_cast<std::size_t>(k)];
    if (sum > most) most = sum, ground = v;
  }
  const float plain = static_cast<float>(most) / static_cast<float>(gray.pixels.size());
  if (plain < 0.72f) return;
  // Rows in which strokes and ground alternate often, in bands of the height of letters.
  std::vector<WordLine> found;
  int band = 0, strokes = 0;
  for (int y = 0; y <= gray.height_px; ++y) {
    const int changes = y < gray.height_px ? changes_in_row(gray, y, ground) : 0;
    if (changes >= 8) {
      ++band;
      strokes += changes;
      continue;
    }
    const auto h = static_cast<float>(gray.height_px);
    if (band >= 3 && band <= gray.height_px / 5)
      found.push_back({0, static_cast<float>(y - band) / h, 1, static_cast<float>(y) / h});
    band = 0;
  }
  if (strokes < 60) return;
  const float sure =
      ramp(plain, 0.72f, 0.84f) * std::min(1.0f, 0.5f + 0.25f * static_cast<float>(found.size()));
  for (auto& line : found) line.sure = sure;
  if (sure > kPossible) lines.insert(lines.end(), found.begin(), found.end());
}

}  // namespace

std::vector<WordLine> find_words(const GrayPicture& gray) {
  std::vector<WordLine> lines;
  if (gray.width_px < 4 * kWidestGap || gray.height_px < 2 * kHighest) return lines;
  const auto full = matrix_over(gray.pixels, gray.width_px, gray.height_px, CV_8UC1);
  cv::Mat half;
  cv::resize(full, half, {}, 0.5, 0.5, cv::INTER_AREA);
  Finding finding(lines);
  finding.look_at(full);
  finding.look_at(half);
  add_rows_on_plain(gray, lines);
  std::ranges::stable_sort(lines, {}, &WordLine::top);
  return lines;
}

float text_of(const std::vector<WordLine>& lines) {
  float text = 0;
  for (const auto& line : lines)
    text = std::max(text, line.sure * ramp(line.right - line.left, kNarrow, kWide));
  return text;
}

}  // namespace cinecut::survey
