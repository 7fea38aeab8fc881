#include "media/rate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace media {
namespace {

constexpr double irregular_share = 0.02;

bool is_irregular(const std::vector<std::int64_t>& gaps, std::int64_t usual) {
  const auto odd = std::ranges::count_if(gaps, [&](auto gap) {
    const auto off = std::llabs(gap - usual);
    return off > 1 && static_cast<double>(off) > 0.03 * static_cast<double>(usual);
  });
  return static_cast<double>(odd) > irregular_share * static_cast<double>(gaps.size());
}

double sum_of(const std::vector<std::int64_t>& gaps) {
  double sum = 0;
  for (const auto gap : gaps) sum += static_cast<double>(gap);
  return sum;
}

double measured_rate(const std::vector<std::int64_t>& gaps, AVRational time_base) {
  return static_cast<double>(gaps.size()) / (sum_of(gaps) * av_q2d(time_base));
}

// Most pictures of a film with a few dropped ones still come at one rate.
double usual_rate(const std::vector<std::int64_t>& gaps, std::int64_t usual, AVRational time_base) {
  std::vector<std::int64_t> near;
  std::ranges::copy_if(gaps, std::back_inserter(near), [&](auto gap) {
    return std::llabs(gap - usual) <= std::max<std::int64_t>(1, usual * 3 / 100);
  });
  const bool is_most = near.size() * 10 >= gaps.size() * 6;
  return measured_rate(is_most ? near : gaps, time_base);
}

// Both ends of each stretch are rounded to ticks, which matters for short ones.
std::optional<double> rate_said(const AVStream& stream, double measured, double tolerance) {
  for (const auto said : {stream.avg_frame_rate, stream.r_frame_rate})
    if (said.num > 0 && said.den > 0 && std::abs(av_q2d(said) / measured - 1) < tolerance)
      return av_q2d(said);
  return {};
}

std::int64_t median(std::vector<std::int64_t> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

base::Rational customary_rate(double rate) {
  constexpr base::Rational customary[] = {
      {24000, 1001},  {24, 1}, {25, 1},       {30000, 1001}, {30, 1},       {50, 1},
      {60000, 1001},  {60, 1}, {48, 1},       {48000, 1001}, {100, 1},      {120, 1},
      {120000, 1001}, {15, 1}, {15000, 1001}, {12, 1},       {12000, 1001}, {10, 1},
      {20, 1},        {16, 1}, {18, 1},       {25, 2}};
  const auto best = std::ranges::min_element(
      customary, {}, [&](const auto& r) { return std::abs(r.value() / rate - 1); });
  if (std::abs(best->value() / rate - 1) < 4e-4) return *best;
  const auto q = av_d2q(rate, 100'000);
  return {std::max(1, q.num), std::max(1, q.den)};
}

std::vector<std::int64_t> gaps_between(const std::vector<PictureTicks>& pictures) {
  std::vector<std::int64_t> shown;
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
  std::vector<std::int64_t> gaps;
  for (std::size_t i = 1; i < shown.size(); ++i)
    if (shown[i] > shown[i - 1]) gaps.push_back(shown[i] - shown[i - 1]);
  return gaps;
}

std::optional<Rate> rate_of(const std::vector<std::int64_t>& gaps, const AVStream& stream) {
  if (gaps.empty()) {
    const auto said = stream.avg_frame_rate.num > 0 ? stream.avg_frame_rate : stream.r_frame_rate;
    if (said.num <= 0 || said.den <= 0 || !(av_q2d(said) > 0.01 && av_q2d(said) < 1000)) return {};
    return Rate{customary_rate(av_q2d(said)), false};
  }
  const auto usual = median(gaps);
  const bool is_variable = is_irregular(gaps, usual);
  double rate = is_variable ? usual_rate(gaps, usual, stream.time_base)
                            : measured_rate(gaps, stream.time_base);
  const double tolerance = 6e-4 + 1 / sum_of(gaps);
  if (!is_variable) rate = rate_said(stream, rate, tolerance).value_or(rate);
  if (!(rate > 0.01 && rate < 1000)) return {};
  return Rate{customary_rate(rate), is_variable};
}

}  // namespace media
