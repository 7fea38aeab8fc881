#include <algorithm>
#include <cmath>
#include <optional>

#include "cinecut/music/beats/internal/beat_path.h"
#include "cinecut/music/beats/internal/downbeats.h"
#include "cinecut/music/beats/internal/evidence.h"
#include "cinecut/music/beats/internal/onsets.h"
#include "cinecut/music/beats/internal/sections.h"
#include "cinecut/music/beats/internal/tempo.h"
#include "cinecut/music/beats/song.h"

namespace cinecut::beats {
namespace {

/// A grid of beats and how convincing it is.
struct Grid {
  std::vector<double> beats;  ///< In onset frames.
  double bpm = 0;
  double strength = 0;
  double weight = -1e9;
};

/// Each reading of the tempo gives beats; so do its off-beats and the triplets between.
Grid best_grid(const Onsets& onsets, const Accents& accents, const BeatOptions& options) {
  Grid best;
  for (const auto& tempo : read_tempo(onsets, options.slowest_bpm, options.fastest_bpm)) {
    const auto straight = follow_beats(onsets, tempo);
    for (const double fraction : {0.0, 0.5, 1.0 / 3, 2.0 / 3}) {
      auto beats = fraction > 0 ? shift_beats(onsets, straight, fraction) : straight;
      if (beats.size() < 4) continue;
      const double weight = weigh_grid(onsets, accents, beats, options.expected_bpm);
      if (weight > best.weight) best = {std::move(beats), tempo.bpm, tempo.strength, weight};
    }
  }
  return best;
}

/// How well onsets of any rhythm repeat: they are never negative, so their products add up.
double chance_of(const std::vector<float>& onset) {
  double sum = 0;
  double squares = 1e-9;
  for (std::size_t i = 1; i + 1 < onset.size(); ++i) {
    const double v = 0.25 * onset[i - 1] + 0.5 * onset[i] + 0.25 * onset[i + 1];
    sum += v;
    squares += v * v;
  }
  return sum * sum / squares / static_cast<double>(onset.size());
}

/// How much more happens on the beats than a path that looks for onsets finds in noise; times how
/// much better the song repeats than chance. 0 to 1.
float confidence_of(const Onsets& onsets, const Grid& grid) {
  if (grid.beats.size() < 4) return 0;
  double on = 0;
  for (const double b : grid.beats) {
    const auto i = std::min(static_cast<std::size_t>(std::lround(b)), onsets.frames() - 1);
    on += onsets.all[i] / static_cast<double>(grid.beats.size());
  }
  const double clear = std::clamp((on - 0.6) / 1.8, 0.0, 1.0);
  const double steady = std::clamp((grid.strength - chance_of(onsets.all) - 0.05) / 0.2, 0.0, 1.0);
  return static_cast<float>(std::sqrt(clear * steady));
}

/// The places where notes start most clearly, at least a quarter of a second apart.
std::vector<double> clear_onsets(const Onsets& onsets) {
  constexpr double apart = 0.25 * kOnsetRate;
  std::vector<double> found;
  const auto& v = onsets.all;
  for (std::size_t i = 1; i + 1 < v.size(); ++i) {
    if (v[i] < 1.5f || v[i] < v[i - 1] || v[i] <= v[i + 1]) continue;
    const auto at = static_cast<double>(i);
    if (found.empty() || at - found.back() >= apart) {
      found.push_back(at);
    } else if (v[i] > v[static_cast<std::size_t>(found.back())]) {
      found.back() = at;
    }
  }
  return found;
}

base::SongTime time_of(double frame) { return base::song_time(std::max(0.0, frame) / kOnsetRate); }

std::vector<base::SongTime> times_of(const std::vector<double>& frames) {
  std::vector<base::SongTime> times;
  for (const double f : frames) {
    const auto t = time_of(f);
    if (times.empty() || t > times.back()) times.push_back(t);
  }
  return times;
}

double median_bpm(const std::vector<double>& beats) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < beats.size(); ++i) gaps.push_back(beats[i] - beats[i - 1]);
  std::ranges::nth_element(gaps, gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2));
  return 60 * kOnsetRate / gaps[gaps.size() / 2];
}

}  // namespace

Beats find_beats(const media::Sound& sound, const BeatOptions& options) {
  Beats result;
  if (sound.rate_hz <= 0 || sound.channels <= 0) return result;
  const auto onsets = find_onsets(sound);
  if (onsets.frames() == 0) return result;
  const auto end = base::song_time(static_cast<double>(sound.frames()) / sound.rate_hz);
  const auto accents = find_accents(onsets);
  auto grid = best_grid(onsets, accents, options);
  result.confidence = confidence_of(onsets, grid);
  constexpr float least_confidence = 0.15f;
  std::vector<double> beats;
  std::vector<double> bars;
  if (result.confidence >= least_confidence) {
    beats = std::move(grid.beats);
    result.bpm = median_bpm(beats);
    for (const auto i : find_downbeats(onsets, accents, beats)) bars.push_back(beats[i]);
  } else {
    beats = clear_onsets(onsets);
  }
  result.beats = times_of(beats);
  result.downbeats = times_of(bars);
  result.hits = times_of(find_hits(onsets, accents, beats));
  result.sections = find_sections(onsets, bars, end);
  return result;
}

}  // namespace cinecut::beats
