#include "cinecut/music/beats/internal/downbeats.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cinecut::beats {
namespace {

float value_at(const std::vector<float>& values, double place) {
  const auto middle = static_cast<std::int64_t>(std::lround(place));
  float top = -1e9f;
  for (auto i = middle - 2; i <= middle + 2; ++i) {
    if (i >= 0 && i < static_cast<std::int64_t>(values.size())) {
      top = std::max(top, values[static_cast<std::size_t>(i)]);
    }
  }
  return std::max(top, -5.0f);
}

/// Adds a value of each beat, brought to mean 0 and deviation 1, to their weights.
void add_feature(std::vector<float>& weights, const std::vector<float>& found, float share) {
  double sum = 0;
  double squares = 1e-9;
  for (const float v : found) {
    sum += v;
    squares += static_cast<double>(v) * static_cast<double>(v);
  }
  const auto n = static_cast<double>(found.size());
  const double mean = sum / n;
  const double deviation = std::sqrt(std::max(1e-6, squares / n - mean * mean));
  for (std::size_t i = 0; i < found.size(); ++i) {
    weights[i] += share * static_cast<float>((found[i] - mean) / deviation);
  }
}

/// The tones between two places, as shares, without what sounds on every pitch: drums.
std::array<float, 12> tones_between(const Onsets& onsets, double from, double to) {
  std::array<float, 12> tones{};
  const auto last =
      std::min(onsets.chroma.size(), static_cast<std::size_t>(to) / onsets.kChromaStep);
  for (auto c = static_cast<std::size_t>(from) / onsets.kChromaStep + 1; c < last; ++c) {
    for (std::size_t p = 0; p < tones.size(); ++p) tones[p] += onsets.chroma[c][p];
  }
  auto sorted = tones;
  std::ranges::nth_element(sorted, sorted.begin() + 6);
  float sum = 1e-6f;
  for (float& t : tones) sum += t = std::max(0.0f, t - sorted[6]);
  for (float& t : tones) t /= sum;
  return tones;
}

/// How different the two beats from each beat on sound from the two before. The attacks of notes
/// are left out.
std::vector<float> chord_changes(const Onsets& onsets, const std::vector<double>& beats) {
  std::vector<std::array<float, 12>> tones;
  for (std::size_t i = 0; i + 1 < beats.size(); ++i) {
    tones.push_back(
        tones_between(onsets, beats[i] + 0.2 * (beats[i + 1] - beats[i]), beats[i + 1]));
  }
  std::vector<float> changes(beats.size(), 0);
  for (std::size_t i = 2; i + 1 < tones.size(); ++i) {
    for (std::size_t p = 0; p < 12; ++p) {
      changes[i] +=
          std::abs(tones[i][p] + 0.5f * tones[i + 1][p] - tones[i - 1][p] - 0.5f * tones[i - 2][p]);
    }
  }
  return changes;
}

std::vector<float> weigh_beats(const Onsets& onsets, const Accents& accents,
                               const std::vector<double>& beats) {
  std::vector<float> weights(beats.size(), 0);
  const auto on_beats = [&](const std::vector<float>& values) {
    std::vector<float> found;
    found.reserve(beats.size());
    for (const double b : beats) found.push_back(value_at(values, b));
    return found;
  };
  add_feature(weights, chord_changes(onsets, beats), 1.0f);
  add_feature(weights, on_beats(onsets.band[0]), 0.7f);
  add_feature(weights, on_beats(onsets.band[1]), 0.3f);
  add_feature(weights, on_beats(accents.loudness), 0.4f);
  // A back beat sounds brighter than the beats beside it.
  add_feature(weights, on_beats(onsets.band[3]), -0.3f);
  return weights;
}

double repeats(const std::vector<float>& weights, std::size_t lag) {
  double sum = 0;
  double self = 1e-9;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    self += static_cast<double>(weights[i]) * static_cast<double>(weights[i]);
    if (i + lag < weights.size()) {
      sum += static_cast<double>(weights[i]) * static_cast<double>(weights[i + lag]);
    }
  }
  return sum / self;
}

/// The most convincing counting of the beats; starting anew inside a bar costs.
std::vector<std::size_t> count(const std::vector<float>& weights, std::size_t metre) {
  constexpr float anew = 6;
  constexpr float never = -1e9f;
  const std::size_t n = weights.size();
  std::vector<std::vector<float>> best(n, std::vector<float>(metre, never));
  std::vector<std::vector<std::size_t>> from(n, std::vector<std::size_t>(metre, 0));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t place = 0; place < metre; ++place) {
      const float gain = place == 0 ? weights[i] : 0;
      if (i == 0) {
        best[i][place] = gain;
        continue;
      }
      for (std::size_t before = 0; before < metre; ++before) {
        const bool next = place == (before + 1) % metre;
        if (!next && place != 0) continue;
        const float score = best[i - 1][before] + gain - (next ? 0 : anew);
        if (score > best[i][place]) {
          best[i][place] = score;
          from[i][place] = before;
        }
      }
    }
  }
  std::vector<std::size_t> downbeats;
  auto place =
      static_cast<std::size_t>(std::ranges::max_element(best[n - 1]) - best[n - 1].begin());
  for (std::size_t i = n; i-- > 0;) {
    if (place == 0) downbeats.push_back(i);
    place = from[i][place];
  }
  std::ranges::reverse(downbeats);
  return downbeats;
}

}  // namespace

std::vector<std::size_t> find_downbeats(const Onsets& onsets, const Accents& accents,
                                        const std::vector<double>& beats) {
  if (beats.size() < 8)
    return beats.empty() ? std::vector<std::size_t>{} : std::vector<std::size_t>{0};
  const auto weights = weigh_beats(onsets, accents, beats);
  const double threes = repeats(weights, 3) + repeats(weights, 6);
  const double fours = repeats(weights, 4) + repeats(weights, 8);
  return count(weights, threes > fours + 0.15 ? 3 : 4);
}

}  // namespace cinecut::beats
