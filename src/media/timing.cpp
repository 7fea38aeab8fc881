#include "media/timing.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

namespace media {
namespace {

using namespace std::chrono_literals;

constexpr int window_pictures = 120;
constexpr std::array<double, 4> window_places = {0, 0.25, 0.5, 0.75};
constexpr double irregular_share = 0.02;

struct Times {
  std::vector<std::int64_t> gaps;  ///< Between neighbours on screen, in ticks.
};

std::int64_t shown_at(const Input& input, const AVPacket& p) {
  return input.has_display_times() ? p.pts : p.dts;
}

// The gaps among the next pictures. At the ends of the window pictures are missing that come
// earlier or later in the file, so that nothing outside [first, last decoding time) counts.
void add_window(Input& input, std::vector<std::int64_t>& gaps) {
  std::vector<std::int64_t> shown;
  std::optional<std::int64_t> first;
  std::int64_t complete_up_to = INT64_MIN;
  const auto packet = make_packet();
  for (int n = 0; n < window_pictures && input.read(*packet); ++n) {
    const auto ticks = shown_at(input, *packet);
    if (ticks == AV_NOPTS_VALUE || (packet->flags & AV_PKT_FLAG_DISCARD)) continue;
    if (!first) first = ticks;
    shown.push_back(ticks);
    complete_up_to = packet->dts != AV_NOPTS_VALUE ? packet->dts : ticks;
  }
  std::erase_if(shown, [&](auto t) { return t < *first || t > complete_up_to; });
  std::ranges::sort(shown);
  for (std::size_t i = 1; i < shown.size(); ++i)
    if (shown[i] > shown[i - 1]) gaps.push_back(shown[i] - shown[i - 1]);
}

base::Duration said_length(const Input& input) {
  const auto& stream = *input.video();
  if (stream.duration > 0) return to_duration(stream.duration, stream.time_base);
  if (input.context().duration > 0)
    return base::Duration{input.context().duration * (1'000'000'000 / AV_TIME_BASE)};
  return {};
}

std::vector<std::int64_t> sample_gaps(Input& input, base::Duration length) {
  std::vector<std::int64_t> gaps;
  for (const double place : window_places) {
    if (place > 0) {
      const auto time = base::FilmTime{base::from_seconds(base::to_seconds(length) * place)};
      if (length < 30s) break;
      if (!input.seek(*input.video(), input.ticks_at(time, *input.video()))) continue;
    }
    add_window(input, gaps);
  }
  return gaps;
}

bool is_irregular(const std::vector<std::int64_t>& gaps, std::int64_t usual) {
  const auto odd = std::ranges::count_if(gaps, [&](auto gap) {
    const auto off = std::llabs(gap - usual);
    return off > 1 && static_cast<double>(off) > 0.03 * static_cast<double>(usual);
  });
  return static_cast<double>(odd) > irregular_share * static_cast<double>(gaps.size());
}

std::optional<double> rate_said(const AVStream& stream, double measured) {
  for (const auto said : {stream.avg_frame_rate, stream.r_frame_rate}) {
    if (said.num <= 0 || said.den <= 0) continue;
    if (measured <= 0 || std::abs(av_q2d(said) / measured - 1) < 6e-4) return av_q2d(said);
  }
  return {};
}

double measured_rate(const std::vector<std::int64_t>& gaps, AVRational time_base) {
  double ticks = 0;
  for (const auto gap : gaps) ticks += static_cast<double>(gap);
  return ticks > 0 ? static_cast<double>(gaps.size()) / (ticks * av_q2d(time_base)) : 0;
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

std::int64_t median(std::vector<std::int64_t> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

void set_rate(Timing& timing, const std::vector<std::int64_t>& gaps, const AVStream& stream) {
  double rate = 0;
  if (!gaps.empty()) {
    const auto usual = median(gaps);
    timing.is_variable = is_irregular(gaps, usual);
    rate = timing.is_variable ? usual_rate(gaps, usual, stream.time_base)
                              : measured_rate(gaps, stream.time_base);
  }
  const auto said = timing.is_variable ? std::nullopt : rate_said(stream, rate);
  rate = said.value_or(rate);
  if (!(rate > 0.01 && rate < 1000)) rate = 24;
  timing.rate = customary_rate(rate);
}

struct End {
  std::int64_t start = INT64_MIN;  ///< Of the last picture.
  std::int64_t length = 0;         ///< 0: not said.
};

End read_to_end(Input& input) {
  End end;
  const auto packet = make_packet();
  while (input.read(*packet)) {
    const auto ticks = shown_at(input, *packet);
    if (ticks == AV_NOPTS_VALUE || (packet->flags & AV_PKT_FLAG_DISCARD)) continue;
    if (ticks >= end.start) end = {ticks, packet->duration};
  }
  return end;
}

// What the container says is not believed: sound may last longer, and a file may be cut off.
End find_end(Input& input, base::Duration length) {
  for (auto back = base::Duration{3s}; back < length; back *= 4) {
    const auto place = base::FilmTime{length - back};
    if (!input.seek(*input.video(), input.ticks_at(place, *input.video()))) break;
    const auto end = read_to_end(input);
    if (end.start != INT64_MIN) return end;
  }
  input.rewind();
  return read_to_end(input);
}

}  // namespace

base::Rational customary_rate(double rate) {
  constexpr std::array<base::Rational, 22> customary = {
      {{24000, 1001},  {24, 1}, {25, 1},       {30000, 1001}, {30, 1},       {50, 1},
       {60000, 1001},  {60, 1}, {48, 1},       {48000, 1001}, {100, 1},      {120, 1},
       {120000, 1001}, {15, 1}, {15000, 1001}, {12, 1},       {12000, 1001}, {10, 1},
       {20, 1},        {16, 1}, {18, 1},       {25, 2}}};
  const auto best = std::ranges::min_element(
      customary, {}, [&](const auto& r) { return std::abs(r.value() / rate - 1); });
  if (std::abs(best->value() / rate - 1) < 4e-4) return *best;
  const auto q = av_d2q(rate, 100'000);
  return {std::max(1, q.num), std::max(1, q.den)};
}

Timing measure_timing(Input& input) {
  input.use({input.video()});
  const auto length = said_length(input);
  Timing timing;
  set_rate(timing, sample_gaps(input, length), *input.video());
  const auto end = find_end(input, length);
  const auto& stream = *input.video();
  const auto picture = base::frame_start(1, timing.rate);
  if (end.start == INT64_MIN) {
    timing.duration = picture;
    return timing;
  }
  const auto last = to_duration(end.length, stream.time_base);
  timing.duration = input.film_time(end.start, stream).time_since_epoch() +
                    (last.count() > 0 && last < 1h ? last : picture);
  timing.duration = std::max(timing.duration, picture);
  return timing;
}

}  // namespace media
