#include "base/time.h"

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

}  // namespace

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
