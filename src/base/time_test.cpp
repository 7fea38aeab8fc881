#include "base/time.h"

#include <gtest/gtest.h>

using namespace std::chrono_literals;

namespace base {

template <typename A, typename B>
concept Subtractable = requires(A a, B b) { a - b; };

static_assert(Subtractable<FilmTime, FilmTime>);
static_assert(!Subtractable<FilmTime, TrailerTime>);
static_assert(!Subtractable<SongTime, TrailerTime>);

TEST(Frames, RoundTripAtEveryRate) {
  for (const Rational rate : {Rational{24, 1}, Rational{24000, 1001}, Rational{25, 1},
                              Rational{30000, 1001}, Rational{60000, 1001}, Rational{120, 1}}) {
    for (std::int64_t n = -100; n < 600'000; n += 997) {
      const auto t = frame_start(n, rate);
      EXPECT_EQ(frame_at(t, rate), n);
      EXPECT_EQ(frame_at(t - 1ns, rate), n - 1);
      EXPECT_EQ(nearest_frame(t + 5ms, rate), 5ms * 2 < frame_start(n + 1, rate) - t ? n : n + 1);
    }
  }
}

TEST(Seconds, RoundTripToTheNanosecond) {
  for (const std::int64_t ns : {0L, 1L, 41'708'333L, 5'400'000'000'001L, 14'399'999'999'999L, -7L})
    EXPECT_EQ(from_seconds(to_seconds(Duration{ns})).count(), ns);
}

TEST(ToString, CutsMillisecondsOff) {
  EXPECT_EQ(to_string(Duration{1h + 2min + 3s + 456ms + 999us}), "1:02:03.456");
  EXPECT_EQ(to_string(Duration{-1500ms}), "-0:00:01.500");
}

TEST(Range, ContainsItsStartButNotItsEnd) {
  const FilmRange r{film_time(1), film_time(2)};
  EXPECT_TRUE(r.contains(film_time(1)));
  EXPECT_FALSE(r.contains(film_time(2)));
  EXPECT_FALSE(r.overlaps(FilmRange{film_time(2), film_time(3)}));
  EXPECT_TRUE(r.contains(FilmRange{film_time(1), film_time(2)}));
}

TEST(ParseDuration, TakesWhatPeopleWrite) {
  const struct {
    const char* text;
    double seconds;
  } rows[] = {{"90", 90},       {"90s", 90},    {"90 s", 90},       {" 90 sec ", 90},
              {"1:30", 90},     {"01:30", 90},  {"0:45", 45},       {"1:02:03.5", 3723.5},
              {"1m30s", 90},    {"1m 30s", 90}, {"1 min 30 s", 90}, {"2min", 120},
              {"1.5m", 90},     {"1h", 3600},   {"1h2m3s", 3723},   {"1m30", 90},
              {"90.25", 90.25}, {".5", 0.5},    {"2 minutes", 120}, {"0", 0}};
  for (const auto& row : rows)
    EXPECT_EQ(parse_duration(row.text), from_seconds(row.seconds)) << row.text;
  for (const char* text : {"", " ", "-3", "abc", "90x", "1:60", "1:-3", "1:2:3:4", ":30", "1:", "s",
                           "1.5:30", "1s2m", "1s 2s", "1e5", "inf", "nan", "99999999999", "0x10"})
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

}  // namespace base
