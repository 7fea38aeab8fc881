#include "media/internal/rate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace media {
namespace {

constexpr double kIrregularShare = 0.02;
/// A rate nearer than this to a customary one is that one. 24 and 24000/1001 are 0.001 apart.
constexpr double kCustomaryWithin = 4e-4;
/// The same for films of no constant rate, of which any near rate shows every picture.
constexpr double kCustomaryWithinIfVariable = 0.03;
/// Of films of no constant rate: what comes faster are mistakes of whoever timed them.
constexpr double kFastest = 125;

double relative(double a, double b) { return std::abs(a / b - 1); }

bool is_plausible(AVRational rate) {
  return rate.num > 0 && rate.den > 0 && av_q2d(rate) > 0.01 && av_q2d(rate) < 1000;
}

std::optional<base::Rational> customary_rate(double rate, double tolerance) {
  constexpr base::Rational customary[] = {
      {24000, 1001},  {24, 1}, {25, 1},       {30000, 1001}, {30, 1},       {50, 1},
      {60000, 1001},  {60, 1}, {48, 1},       {48000, 1001}, {100, 1},      {120, 1},
      {120000, 1001}, {15, 1}, {15000, 1001}, {12, 1},       {12000, 1001}, {10, 1},
      {20, 1},        {16, 1}, {18, 1},       {25, 2}};
  const auto best =
      std::ranges::min_element(customary, {}, [&](auto r) { return relative(r.value(), rate); });
  if (relative(best->value(), rate) < tolerance) return *best;
  return {};
}

base::Rational named_rate(double rate, double tolerance) {
  if (const auto customary = customary_rate(rate, tolerance)) return *customary;
  const auto q = av_d2q(rate, 100'000);
  return {std::max(1, q.num), std::max(1, q.den)};
}

std::vector<std::int64_t> gaps_of(const std::vector<Stretch>& stretches) {
  std::vector<std::int64_t> gaps;
  for (const auto& shown : stretches)
    for (std::size_t i = 1; i < shown.size(); ++i) gaps.push_back(shown[i] - shown[i - 1]);
  return gaps;
}

std::int64_t median(std::vector<std::int64_t> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

// Of the middle half: as exact as a mean and as firm as a median.
double middle_mean(std::vector<double> values) {
  std::ranges::sort(values);
  const auto cut = static_cast<std::ptrdiff_t>(values.size() / 4);
  return std::accumulate(values.begin() + cut, values.end() - cut, 0.0) /
         static_cast<double>(std::ssize(values) - 2 * cut);
}

struct Gap {
  double ticks = 0;
  double share = 0;  ///< Of all gaps; those that rounding makes of it are the same gap.
};

Gap usual_gap(const std::vector<std::int64_t>& gaps) {
  const auto usual = median(gaps);
  const auto near = std::max<std::int64_t>(1, usual * 3 / 100);
  double sum = 0, count = 0;
  for (const auto gap : gaps) {
    if (std::llabs(gap - usual) > near) continue;
    sum += static_cast<double>(gap);
    ++count;
  }
  return {sum / count, count / static_cast<double>(gaps.size())};
}

struct Slope {
  double ticks = 0;        ///< From one picture to the next.
  double uncertainty = 0;  ///< As a share of it.
};

// A stretch's pictures are numbered, by how many usual gaps lie between neighbours, and each is
// compared with the one half a stretch away: rounding is divided by that distance, and what one
// odd time does to two slopes the others outweigh.
Slope slope_of_numbers(const std::vector<Stretch>& stretches, double gap) {
  std::vector<double> slopes;
  double longest = 1;
  for (const auto& shown : stretches) {
    if (shown.size() < 2) continue;
    std::vector<double> number(shown.size());
    for (std::size_t i = 1; i < shown.size(); ++i)
      number[i] = number[i - 1] +
                  std::max(1.0, std::round(static_cast<double>(shown[i] - shown[i - 1]) / gap));
    const auto half = shown.size() / 2;
    for (std::size_t i = 0; i + half < shown.size(); ++i) {
      const auto ticks = static_cast<double>(shown[i + half] - shown[i]);
      slopes.push_back(ticks / (number[i + half] - number[i]));
      longest = std::max(longest, ticks);
    }
  }
  return {middle_mean(std::move(slopes)), 0.5 / longest};
}

// Pictures that have no usual gap may still come at one rate over a few of them, as a film's do
// that is shown as television; else the livelier quarter decides, so that little is left out.
double slope_of_few(const std::vector<Stretch>& stretches) {
  constexpr std::size_t few = 12;
  std::vector<double> slopes;
  for (const auto& shown : stretches) {
    if (shown.size() < 2) continue;
    const auto distance = std::min(few, shown.size() - 1);
    for (std::size_t i = 0; i + distance < shown.size(); ++i)
      slopes.push_back(static_cast<double>(shown[i + distance] - shown[i]) /
                       static_cast<double>(distance));
  }
  const auto quarter = slopes.begin() + static_cast<std::ptrdiff_t>(slopes.size() / 4);
  std::ranges::nth_element(slopes, quarter);
  return *quarter;
}

// What the container says, where the pictures do not speak against it.
std::optional<double> rate_said(const AVStream& stream, double measured, double tolerance) {
  for (const auto said : {stream.avg_frame_rate, stream.r_frame_rate})
    if (is_plausible(said) && relative(av_q2d(said), measured) < tolerance) return av_q2d(said);
  return {};
}

base::Rational constant_rate(const Slope& slope, const AVStream& stream) {
  const double measured = 1 / (slope.ticks * av_q2d(stream.time_base));
  const auto said = rate_said(stream, measured, kCustomaryWithin + slope.uncertainty);
  // Few pictures may suit two customary rates: the container decides.
  const bool is_sure = slope.uncertainty < kCustomaryWithin / 2;
  if (said && !is_sure) return named_rate(*said, kCustomaryWithin);
  if (const auto customary = customary_rate(measured, kCustomaryWithin)) return *customary;
  return named_rate(said.value_or(measured), kCustomaryWithin);
}

}  // namespace

Stretch shown_in_order(const std::vector<PictureTicks>& pictures) {
  Stretch shown;
  std::optional<std::int64_t> first;
  std::int64_t complete_up_to = INT64_MIN;
  for (const auto& p : pictures) {
    if (p.shown == AV_NOPTS_VALUE) continue;
    if (!first) first = p.shown;
    shown.push_back(p.shown);
    complete_up_to = p.decoded != AV_NOPTS_VALUE ? p.decoded : p.shown;
  }
  std::erase_if(shown, [&](auto t) { return t < *first || t > complete_up_to; });
  std::ranges::sort(shown);
  const auto [end, last] = std::ranges::unique(shown);
  shown.erase(end, last);
  return shown;
}

std::optional<Rate> rate_of(const std::vector<Stretch>& stretches, const AVStream& stream) {
  const auto gaps = gaps_of(stretches);
  if (gaps.empty()) {
    const auto said = stream.avg_frame_rate.num > 0 ? stream.avg_frame_rate : stream.r_frame_rate;
    if (!is_plausible(said)) return {};
    return Rate{named_rate(av_q2d(said), kCustomaryWithin), false};
  }
  const auto gap = usual_gap(gaps);
  const bool has_usual = gap.share >= 0.6;
  const auto slope =
      has_usual ? slope_of_numbers(stretches, gap.ticks) : Slope{slope_of_few(stretches), 1};
  const double rate = 1 / (slope.ticks * av_q2d(stream.time_base));
  if (!(rate > 0.01 && rate < 1000)) return {};
  if (1 - gap.share <= kIrregularShare) return Rate{constant_rate(slope, stream), false};
  return Rate{named_rate(std::min(rate, kFastest), kCustomaryWithinIfVariable), true};
}

}  // namespace media
