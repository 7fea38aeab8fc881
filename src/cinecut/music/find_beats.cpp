#include <fftw3.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "cinecut/music/song.h"

namespace cinecut {
namespace {

constexpr int frames_per_second = 100;
constexpr int window = 2048;
constexpr int bands = 40;

std::vector<float> mono_of(const media::Sound& sound) {
  const auto channels = static_cast<std::size_t>(std::max(1, sound.channels));
  std::vector<float> mono(sound.samples.size() / channels);
  for (std::size_t i = 0; i < mono.size(); ++i) {
    float sum = 0;
    for (std::size_t c = 0; c < channels; ++c) {
      const float s = sound.samples[i * channels + c];
      if (std::isfinite(s)) sum += s;
    }
    mono[i] = sum / static_cast<float>(channels);
  }
  return mono;
}

struct FreePlan {
  void operator()(fftwf_plan p) const { fftwf_destroy_plan(p); }
};

/// Rise of the sound from frame to frame, summed over bands of its log spectrum.
std::vector<float> onset_strength(const std::vector<float>& mono, int rate_hz) {
  const int hop = rate_hz / frames_per_second;
  std::vector<float> in(window);
  std::vector<float> out(window + 2);
  std::unique_ptr<std::remove_pointer_t<fftwf_plan>, FreePlan> plan{fftwf_plan_dft_r2c_1d(
      window, in.data(), reinterpret_cast<fftwf_complex*>(out.data()), FFTW_ESTIMATE)};
  std::vector<float> before(bands, 0);
  std::vector<float> strength;
  const auto size = static_cast<std::int64_t>(mono.size());
  for (std::int64_t at = 0; at < size; at += hop) {
    for (int i = 0; i < window; ++i) {
      const auto s = at - window / 2 + i;
      const float w =
          0.5f - 0.5f * std::cos(2 * std::numbers::pi_v<float> * static_cast<float>(i) / window);
      in[i] = s < 0 || s >= size ? 0 : w * mono[s];
    }
    fftwf_execute(plan.get());
    float rise = 0;
    for (int b = 0; b < bands; ++b) {
      const auto edge = [&](int e) {
        return static_cast<int>(2 * std::pow(window / 2.0 / 3, static_cast<double>(e) / bands));
      };
      float power = 0;
      for (int k = edge(b); k <= std::max(edge(b), edge(b + 1) - 1); ++k) {
        power += std::hypot(out[2 * k], out[2 * k + 1]);
      }
      const float level = std::log1p(100 * power / window);
      if (at > 0) rise += std::max(0.0f, level - before[b]);
      before[b] = level;
    }
    strength.push_back(rise);
  }
  return strength;
}

double best_lag(const std::vector<float>& onset, const BeatOptions& options) {
  const double shortest = 60.0 * frames_per_second / options.bpm_max;
  const double longest = 60.0 * frames_per_second / options.bpm_min;
  double best = 0;
  double best_score = 0;
  for (double lag = shortest; lag <= longest; lag += 0.1) {
    double sum = 0;
    for (int m = 1; m <= 4; ++m) {
      const auto step = static_cast<std::size_t>(std::lround(lag * m));
      for (std::size_t i = step; i < onset.size(); ++i)
        sum += onset[i] * onset[i - step] / static_cast<float>(m);
    }
    const double octaves = std::log2(60.0 * frames_per_second / lag / options.expected_bpm);
    const double score = sum * std::exp(-0.5 * octaves * octaves / 0.64);
    if (score > best_score) {
      best_score = score;
      best = lag;
    }
  }
  return best;
}

/// Dynamic programming after Ellis, "Beat tracking by dynamic programming", 2007.
std::vector<std::size_t> track(const std::vector<float>& onset, double lag) {
  const auto n = onset.size();
  std::vector<double> total(n);
  std::vector<std::int64_t> from(n, -1);
  const auto nearest = static_cast<std::int64_t>(lag / 2);
  const auto farthest = static_cast<std::int64_t>(lag * 2);
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(n); ++i) {
    double best = 0;
    for (std::int64_t j = std::max<std::int64_t>(0, i - farthest); j <= i - nearest; ++j) {
      const double off = std::log(static_cast<double>(i - j) / lag);
      const double score = total[j] - 100 * off * off;
      if (score > best) {
        best = score;
        from[i] = j;
      }
    }
    total[i] = onset[i] + best;
  }
  std::vector<std::size_t> beats;
  auto at = std::max_element(total.begin(), total.end()) - total.begin();
  for (; at >= 0; at = from[at]) beats.push_back(static_cast<std::size_t>(at));
  std::ranges::reverse(beats);
  return beats;
}

}  // namespace

Beats find_beats(const media::Sound& sound, const BeatOptions& options) {
  Beats result;
  const auto mono = mono_of(sound);
  const auto end = base::song_time(static_cast<double>(mono.size()) / sound.rate_hz);
  if (!mono.empty()) result.sections.push_back({{base::SongTime{}, end}, "A", 1});
  auto onset = onset_strength(mono, sound.rate_hz);
  double mean = 0;
  for (const float o : onset) mean += o / static_cast<double>(onset.size());
  double spread = 0;
  for (float& o : onset) {
    o = std::max(0.0f, o - static_cast<float>(mean));
    spread += o * o / static_cast<double>(onset.size());
  }
  if (onset.size() < 200 || spread < 1e-6) return result;
  for (float& o : onset) o /= static_cast<float>(std::sqrt(spread));
  const double lag = best_lag(onset, options);
  if (lag <= 0) return result;
  result.bpm = 60.0 * frames_per_second / lag;
  result.confidence = 0.5f;
  for (const auto i : track(onset, lag)) {
    result.beats.push_back(base::song_time(static_cast<double>(i) / frames_per_second));
    if (result.beats.size() % 4 == 1) result.downbeats.push_back(result.beats.back());
  }
  return result;
}

}  // namespace cinecut
