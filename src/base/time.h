#pragma once
// Time: the film's clock and the trailer's clock are different types, in whole nanoseconds.
//
// Nanoseconds are finer than every tick in practice (1/90000 s, 1/48000 s), so that rounding a tick
// to the nearest nanosecond and back returns the same tick. No edit point is ever a double.

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace base {

struct FilmClock {};     ///< Zero is the film's first picture.
struct TrailerClock {};  ///< Zero is the trailer's first picture.
struct SongClock {};     ///< Zero is the song's first sample.

using Duration = std::chrono::nanoseconds;
using FilmTime = std::chrono::time_point<FilmClock, Duration>;
using TrailerTime = std::chrono::time_point<TrailerClock, Duration>;
using SongTime = std::chrono::time_point<SongClock, Duration>;

/// A stretch of time. Contains `start`, does not contain `end`. Requires start <= end.
template <typename Time>
struct Range {
  Time start{};
  Time end{};

  constexpr Duration length() const { return end - start; }
  constexpr bool contains(Time t) const { return start <= t && t < end; }
  constexpr bool contains(const Range& r) const { return start <= r.start && r.end <= end; }
  constexpr bool overlaps(const Range& r) const { return start < r.end && r.start < end; }
  constexpr Time middle() const { return start + length() / 2; }
  friend constexpr bool operator==(const Range&, const Range&) = default;
};

using FilmRange = Range<FilmTime>;
using TrailerRange = Range<TrailerTime>;
using SongRange = Range<SongTime>;

/// A fraction, such as a frame rate (24000/1001) or a pixel's shape (1/1). Denominator > 0.
struct Rational {
  std::int64_t num = 0;
  std::int64_t den = 1;

  constexpr double value() const { return static_cast<double>(num) / static_cast<double>(den); }
  friend constexpr bool operator==(const Rational&, const Rational&) = default;
};

/// The time at which frame `n` of a constant rate starts, to the nearest nanosecond. rate > 0.
Duration frame_start(std::int64_t n, Rational rate);

/// The frame that contains or starts at `t` at a constant rate: the inverse of frame_start, and
/// the largest n with frame_start(n) <= t otherwise.
std::int64_t frame_at(Duration t, Rational rate);

/// The frame whose start is nearest to `t`.
std::int64_t nearest_frame(Duration t, Rational rate);

/// Frames of a constant rate. Contains `start`, does not contain `end`. Requires start <= end.
struct FrameRange {
  std::int64_t start = 0;
  std::int64_t end = 0;

  constexpr std::int64_t length() const { return end - start; }
  constexpr bool contains(std::int64_t n) const { return start <= n && n < end; }
  friend constexpr bool operator==(const FrameRange&, const FrameRange&) = default;
};

/// The same for the times of a clock. What an edit says of the trailer stands on its frames: the
/// solver lays it so, and reading a manifest snaps it. Everywhere else these are exact.
template <typename Clock>
std::int64_t nearest_frame(std::chrono::time_point<Clock, Duration> t, Rational rate) {
  return nearest_frame(t.time_since_epoch(), rate);
}
template <typename Time>
FrameRange nearest_frames(const Range<Time>& range, Rational rate) {
  return {nearest_frame(range.start, rate), nearest_frame(range.end, rate)};
}
template <typename Clock>
std::chrono::time_point<Clock, Duration> snapped(std::chrono::time_point<Clock, Duration> t,
                                                 Rational rate) {
  return std::chrono::time_point<Clock, Duration>(frame_start(nearest_frame(t, rate), rate));
}

/// To and from seconds, for arithmetic that is not an edit point, and for JSON. from_seconds rounds
/// to the nearest nanosecond, so that the two are inverse for every time under 50 days.
double to_seconds(Duration d);
Duration from_seconds(double seconds);

template <typename Clock>
double to_seconds(std::chrono::time_point<Clock, Duration> t) {
  return to_seconds(t.time_since_epoch());
}
inline FilmTime film_time(double seconds) { return FilmTime{from_seconds(seconds)}; }
inline TrailerTime trailer_time(double seconds) { return TrailerTime{from_seconds(seconds)}; }
inline SongTime song_time(double seconds) { return SongTime{from_seconds(seconds)}; }

/// A length of time as people write it: "90", "90s", "1:30", "1:02:03.5", "1m30s", "2 min". Nothing
/// if it is none, or negative, or longer than a hundred days.
std::optional<Duration> parse_duration(std::string_view text);

/// "1:02:03.456". Milliseconds are cut off, not rounded. Negative times start with "-".
std::string to_string(Duration d);

}  // namespace base
