// Mastering: the stems' sum brought to a loudness without going over a peak.

#include <algorithm>
#include <cmath>

#include "cinecut/sound/internal/dynamics.h"
#include "cinecut/sound/internal/signal.h"
#include "cinecut/sound/loudness.h"
#include "cinecut/sound/mix.h"
#include "media/movie_writer.h"

namespace cinecut::sound {
namespace {

using namespace std::chrono_literals;

// AAC at 256 kb/s gives peaks back up to half a decibel higher, seldom more: then the ceiling is
// lowered.
constexpr double kCeilingDbtp = kTruePeakDbtp - 0.8;
constexpr double kDeliveredDbtp = kTruePeakDbtp - 0.05;
constexpr int kCeilingTries = 4;
constexpr double kCloseEnough = 0.15;  // LU.
constexpr int kTries = 5;
constexpr double kMostGain = 36;  // dB; more would only raise noise.

double highest_db(const std::vector<float>& samples) {
  float highest = 0;
  for (const float s : samples) highest = std::max(highest, std::abs(s));
  return to_db(static_cast<double>(highest));
}

/// How hard the bus is compressed, from how far the peaks stand over the ceiling: the limiter
/// alone hides four decibels, beyond that it would be heard.
CompressorOptions bus(double over_db, double target_lufs) {
  return {.threshold_db = target_lufs + 1,
          .ratio = std::clamp(1 + (over_db - 4) / 8, 1.0, 2.5),
          .knee_db = 10,
          .attack = 20ms,
          .release = 250ms};
}

// Into `result`, whose memory is used again.
void master_into(media::Sound& result, const media::Sound& sum, double gain_db,
                 const CompressorOptions& bus) {
  result = sum;
  const auto gain = static_cast<float>(from_db(gain_db));
  for (float& s : result.samples) s *= gain;
  compress(result, bus);
  limit_true_peak(result, kCeilingDbtp);
}

// Peaks that only coding raises are found by coding.
void keep_under_delivered_peak(Mix& mix) {
  double ceiling = kCeilingDbtp;
  for (int i = 0; i < kCeilingTries; ++i) {
    const auto delivered = media::after_coding(mix.programme);
    mix.true_peak_dbtp = highest_db(true_peaks(delivered));
    if (mix.true_peak_dbtp <= kDeliveredDbtp) return;
    ceiling -= mix.true_peak_dbtp - kDeliveredDbtp + 0.1;
    limit_true_peak(mix.programme, ceiling);
    mix.loudness_lufs = integrated_lufs(mix.programme);
  }
}

}  // namespace

Mix master(media::Sound sum, const vibe::Vibe& vibe) {
  const double before = integrated_lufs(sum);
  double gain = before <= kSilentLufs ? 0 : std::min(vibe.loudness_lufs - before, kMostGain);
  const CompressorOptions compression =
      bus(highest_db(sum.samples) + gain - kCeilingDbtp, vibe.loudness_lufs);
  Mix mix;
  double last_gain = gain - 1, last_lufs = 0;
  for (int i = 0; i < kTries; ++i) {
    master_into(mix.programme, sum, gain, compression);
    mix.loudness_lufs = integrated_lufs(mix.programme);
    const double missing = vibe.loudness_lufs - mix.loudness_lufs;
    if (before <= kSilentLufs || std::abs(missing) < kCloseEnough || gain >= kMostGain) break;
    // Under compressor and limiter a decibel of gain gives less than one of loudness: the last two
    // tries tell how much less.
    const double slope =
        i == 0 ? 1.0 : std::clamp((mix.loudness_lufs - last_lufs) / (gain - last_gain), 0.2, 1.0);
    last_gain = gain;
    last_lufs = mix.loudness_lufs;
    gain = std::min(gain + missing / slope, kMostGain);
  }
  sum = {};
  keep_under_delivered_peak(mix);
  return mix;
}

}  // namespace cinecut::sound
