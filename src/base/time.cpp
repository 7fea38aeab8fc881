#include "base/time.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace base {
namespace {

__extension__ using Wide = __int128;  // rate * nanoseconds overflows 64 bits within a film.

constexpr std::int64_t kNano = 1'000'000'000;

std::int64_t floor_div(Wide a, Wide b) {
  Wide q = a / b;
  if ((a % b != 0) && ((a < 0) != (b < 0))) --q;
  return static_cast<std::int64_t>(q);
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// A number without sign or exponent at the beginning, which is taken off.
std::optional<double> take_number(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
  double value = 0;
  const auto [last, error] = std::from_chars(text.data(), text.data() + end, value);
  if (error != std::errc{} || last != text.data() + end) return std::nullopt;
  text.remove_prefix(end);
  return value;
}

/// "1:30", "1:02:03.5": two or three numbers, all but the first below 60.
std::optional<double> seconds_of_clock(std::string_view text) {
  double seconds = 0;
  for (int part = 0; part < 3; ++part) {
    const auto value = take_number(text);
    if (!value || (part > 0 && *value >= 60)) return std::nullopt;
    seconds = 60 * seconds + *value;
    if (text.empty()) return seconds;
    if (!text.starts_with(':') || *value != std::floor(*value)) return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

/// What a unit stands for in seconds; 0: it is none.
double unit_seconds(std::string_view unit) {
  for (const auto word : {"s", "sec", "secs", "second", "seconds"})
    if (unit == word) return 1;
  for (const auto word : {"m", "min", "mins", "minute", "minutes"})
    if (unit == word) return 60;
  for (const auto word : {"h", "hour", "hours"})
    if (unit == word) return 3600;
  return 0;
}

/// "90", "90s", "1m30s", "1 min 30 s": from large units to small, the last may be left out.
std::optional<double> seconds_of_units(std::string_view text) {
  double seconds = 0, last_unit = 1e9;
  while (!text.empty()) {
    const auto value = take_number(text);
    if (!value) return std::nullopt;
    text = trimmed(text);
    const auto unit = text.substr(0, text.find_first_of("0123456789. "));
    text = trimmed(text.substr(unit.size()));
    const double worth = unit.empty() && text.empty() ? 1 : unit_seconds(unit);
    if (worth <= 0 || worth >= last_unit) return std::nullopt;
    seconds += *value * worth;
    last_unit = worth;
  }
  return seconds;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  const auto seconds = text.contains(':') ? seconds_of_clock(text) : seconds_of_units(text);
  if (!seconds || *seconds > 100.0 * 24 * 3600) return std::nullopt;
  return from_seconds(*seconds);
}

Duration frame_start(std::int64_t n, Rational rate) {
  const Wide scaled = static_cast<Wide>(n) * rate.den * kNano;
  return Duration{floor_div(2 * scaled + rate.num, 2 * static_cast<Wide>(rate.num))};
}

std::int64_t frame_at(Duration t, Rational rate) {
  auto n = floor_div(static_cast<Wide>(t.count()) * rate.num, static_cast<Wide>(rate.den) * kNano);
  // frame_start rounds to the nanosecond, so a frame may start a little before its exact time.
  while (frame_start(n + 1, rate) <= t) ++n;
  while (frame_start(n, rate) > t) --n;
  return n;
}

std::int64_t nearest_frame(Duration t, Rational rate) {
  const auto n = frame_at(t, rate);
  return (t - frame_start(n, rate)) * 2 < frame_start(n + 1, rate) - frame_start(n, rate) ? n
                                                                                          : n + 1;
}

double to_seconds(Duration d) { return static_cast<double>(d.count()) / 1e9; }

Duration from_seconds(double seconds) { return Duration{std::llround(seconds * 1e9)}; }

std::string to_string(Duration d) {
  const auto ns = d.count();
  const auto ms = static_cast<unsigned long long>(ns < 0 ? -ns : ns) / 1'000'000;
  char text[48];
  std::snprintf(text, sizeof text, "%s%llu:%02llu:%02llu.%03llu", ns < 0 ? "-" : "", ms / 3'600'000,
                ms / 60'000 % 60, ms / 1000 % 60, ms % 1000);
  return text;
}

}  // namespace base
