#include "cinecut/cut/grid/internal/pulse.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cinecut::grid {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kFewestBeats = 8;

bool is_near(const std::vector<base::SongTime>& times, base::SongTime t, base::Duration within) {
  const auto it = std::lower_bound(times.begin(), times.end(), t - within);
  return it != times.end() && *it <= t + within;
}

/// A grid at the vibe's tempo; where an accent is close to a beat, the beat is moved onto it.
Pulse invented(const beats::Song& song, const vibe::Vibe& vibe, const PulseWeights& w) {
  Pulse pulse{.bpm = vibe.bpm > 0 ? vibe.bpm : w.default_bpm.value};
  const auto length = length_of(song);
  const auto reach = base::from_seconds(base::to_seconds(pulse.beat()) * w.reach);
  for (int i = 0; base::from_seconds(i * 60 / pulse.bpm) <= length; ++i) {
    Beat beat{.time = base::SongTime(base::from_seconds(i * 60 / pulse.bpm)),
              .is_downbeat = i % 4 == 0};
    const auto& hits = song.beats.hits;
    const auto hit = std::lower_bound(hits.begin(), hits.end(), beat.time - reach);
    if (hit != hits.end() && *hit <= beat.time + reach) {
      beat.time = *hit;
      beat.is_hit = true;
    }
    pulse.beats.push_back(beat);
  }
  return pulse;
}

int beats_per_bar(const std::vector<Beat>& beats) {
  std::array<int, 9> counts{};
  int last = -1;
  for (int i = 0; i < static_cast<int>(beats.size()); ++i) {
    if (!beats[static_cast<std::size_t>(i)].is_downbeat) continue;
    if (last >= 0 && i - last >= 2 && i - last <= 8) ++counts[static_cast<std::size_t>(i - last)];
    last = i;
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  return *most > 0 ? static_cast<int>(most - counts.begin()) : 4;
}

void halve(Pulse& pulse) {
  std::vector<Beat> finer;
  for (std::size_t i = 0; i < pulse.beats.size(); ++i) {
    finer.push_back(pulse.beats[i]);
    if (i + 1 == pulse.beats.size()) break;
    const auto gap = pulse.beats[i + 1].time - pulse.beats[i].time;
    finer.push_back({.time = pulse.beats[i].time + gap / 2});
  }
  pulse.beats = std::move(finer);
  pulse.bpm *= 2;
}

}  // namespace

base::Duration length_of(const beats::Song& song) {
  base::Duration length{};
  const auto channels = static_cast<std::size_t>(std::max(song.sound.channels, 1));
  if (song.sound.rate_hz > 0) {
    const auto frames = song.sound.samples.size() / channels;
    length = base::from_seconds(static_cast<double>(frames) / song.sound.rate_hz);
  }
  if (length == 0ns && !song.beats.sections.empty()) {
    length = song.beats.sections.back().range.end.time_since_epoch();
  }
  if (length == 0ns && !song.beats.beats.empty()) {
    length = song.beats.beats.back().time_since_epoch();
  }
  return length;
}

Pulse find_pulse(const beats::Song& song, const vibe::Vibe& vibe, const PulseWeights& w) {
  const auto& b = song.beats;
  if (b.bpm <= 0 || b.beats.size() < kFewestBeats) return invented(song, vibe, w);
  Pulse pulse{.bpm = b.bpm};
  const auto near = base::from_seconds(w.hit_near);
  const auto end = base::SongTime(length_of(song));
  for (std::size_t i = 0; i < b.beats.size() && b.beats[i] <= end; ++i) {
    if (b.beats[i] < base::SongTime{}) continue;
    if (!pulse.beats.empty() && b.beats[i] - pulse.beats.back().time < 100ms) continue;
    const bool is_down = b.downbeats.empty() ? i % 4 == 0 : is_near(b.downbeats, b.beats[i], 10ms);
    pulse.beats.push_back({b.beats[i], is_down, is_near(b.hits, b.beats[i], near)});
  }
  if (pulse.beats.size() < kFewestBeats) return invented(song, vibe, w);
  pulse.beats_per_bar = beats_per_bar(pulse.beats);
  // Beats slower than a shot of act 3: the faster pulse in between is the one to cut on.
  if (base::to_seconds(pulse.beat()) > w.slow_beat && pulse.beat() > vibe.average_shot[2] * 2 / 3) {
    halve(pulse);
    pulse.beats_per_bar = std::min(pulse.beats_per_bar * 2, 8);
  }
  return pulse;
}

double energy_between(const beats::Song& song, base::SongTime start, base::SongTime end) {
  double sum = 0;
  double weight = 0;
  for (const auto& s : song.beats.sections) {
    const auto overlap = std::min(end, s.range.end) - std::max(start, s.range.start);
    if (overlap <= 0ns) continue;
    sum += base::to_seconds(overlap) * static_cast<double>(s.energy);
    weight += base::to_seconds(overlap);
  }
  return weight > 0 ? sum / weight : 0.5;
}

}  // namespace cinecut::grid
