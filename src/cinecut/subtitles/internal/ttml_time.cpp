#include "cinecut/subtitles/internal/ttml_time.h"

#include <array>

#include "cinecut/subtitles/internal/formats.h"

namespace cinecut::subtitles {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kLongest = std::int64_t{9999} * 3600;  // Seconds.

__extension__ using Wide = __int128;  // Ticks of nanoseconds are larger than 64 bits.

constexpr std::size_t kMostDigits = 17;  // Ticks of a long film, with room.

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// Nanoseconds of the digits behind the point; those beyond are cut off.
std::int64_t take_fraction(std::string_view& text) {
  std::int64_t value = 0, unit = kSecond;
  while (!text.empty() && is_digit(text.front())) {
    unit /= 10;
    value += (text.front() - '0') * unit;
    text.remove_prefix(1);
  }
  return value;
}

/// `count` things that come at `rate`; nothing if that is too long.
std::optional<base::Duration> at_rate(std::int64_t count, base::Rational rate) {
  if (rate.num <= 0 || rate.den <= 0) return std::nullopt;
  const auto ns = static_cast<Wide>(count) * rate.den * kSecond / rate.num;
  if (ns > static_cast<Wide>(kLongest) * kSecond) return std::nullopt;
  return base::Duration{static_cast<std::int64_t>(ns)};
}

/// The number of a frame whose numbers skip some, so that the clock is right.
std::int64_t without_dropped(std::int64_t frame, std::int64_t minutes, const TtmlClock& clock) {
  if (clock.drops_ntsc) return frame - 2 * (minutes - minutes / 10);
  if (clock.drops_pal) return frame - 4 * (minutes / 2 - minutes / 20);
  return frame;
}

std::optional<base::Duration> clock_time(std::string_view text, const TtmlClock& clock) {
  std::array<std::int64_t, 3> fields{};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto number = i == 0 || take(text, ':') ? take_number(text, kMostDigits) : std::nullopt;
    if (!number) return std::nullopt;
    fields[i] = *number;
  }
  const auto [hours, minutes, seconds] = fields;
  if (hours > 9999 || minutes > 59 || seconds > 60) return std::nullopt;
  const auto whole = (hours * 60 + minutes) * 60 + seconds;
  std::int64_t fraction = 0, frames = 0, sub_frames = 0;
  if (take(text, '.') || take(text, ',')) {
    fraction = take_fraction(text);
  } else if (take(text, ':') || take(text, ';')) {
    const auto number = take_number(text, kMostDigits);
    if (!number || *number > 1'000'000) return std::nullopt;
    frames = *number;
    if (take(text, '.')) sub_frames = take_number(text, kMostDigits).value_or(0);
  }
  if (!text.empty()) return std::nullopt;
  if (clock.is_smpte) {
    const auto frame = whole * clock.nominal_rate + frames;
    return at_rate(without_dropped(frame, hours * 60 + minutes, clock), clock.frame_rate);
  }
  const auto rest = at_rate(frames, clock.frame_rate);
  if (!rest) return std::nullopt;
  const auto part = sub_frames > 0 && sub_frames < clock.sub_frame_rate
                        ? at_rate(1, clock.frame_rate).value_or(base::Duration{}) * sub_frames /
                              clock.sub_frame_rate
                        : base::Duration{};
  return base::Duration{whole * kSecond + fraction} + *rest + part;
}

/// "12.3s": a number and what it counts.
std::optional<base::Duration> offset_time(std::string_view text, const TtmlClock& clock) {
  const auto whole = take_number(text, kMostDigits);
  if (!whole) return std::nullopt;
  const std::int64_t fraction = take(text, '.') ? take_fraction(text) : 0;
  struct Metric {
    std::string_view name;
    base::Rational rate;
  };
  const std::array<Metric, 6> metrics = {{{"h", {1, 3600}},
                                          {"m", {1, 60}},
                                          {"s", {1, 1}},
                                          {"ms", {1000, 1}},
                                          {"f", clock.frame_rate},
                                          {"t", clock.tick_rate}}};
  for (const auto& [name, rate] : metrics) {
    if (text != name) continue;
    const auto base = at_rate(*whole, rate), one = at_rate(1, rate);
    if (!base || !one) return std::nullopt;
    const auto part = static_cast<Wide>(one->count()) * fraction / kSecond;
    return *base + base::Duration{static_cast<std::int64_t>(part)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<base::Duration> parse_ttml_time(std::string_view text, const TtmlClock& clock) {
  text = trimmed(text);
  return text.find(':') != std::string_view::npos ? clock_time(text, clock)
                                                  : offset_time(text, clock);
}

}  // namespace cinecut::subtitles
