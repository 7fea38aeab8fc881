#pragma once
// Loudness and true peak after ITU-R BS.1770 and EBU R 128, measured by libebur128.

#include <memory>
#include <span>
#include <vector>

#include "media/sound.h"

namespace cinecut::sound {

/// The highest true peak that may be delivered.
inline constexpr double kTruePeakDbtp = -1.0;

/// What is measured where there is nothing to hear, in LUFS.
inline constexpr double kSilentLufs = -70;

/// Measures a programme as it comes. One thread at a time.
class LoudnessMeter {
 public:
  struct Options {
    bool true_peak = true;  ///< Speed: peaks between samples cost three times the rest.
    bool curve = true;      ///< Speed: keep the loudness over time.
  };

  LoudnessMeter(int rate_hz, int channels, const Options& options);
  LoudnessMeter(int rate_hz, int channels) : LoudnessMeter(rate_hz, channels, Options()) {}
  ~LoudnessMeter();
  LoudnessMeter(LoudnessMeter&&) noexcept;
  LoudnessMeter& operator=(LoudnessMeter&&) noexcept;

  /// The next samples, interleaved, whole frames.
  void add(std::span<const float> samples);

  double integrated_lufs() const;  ///< Of all so far, gated; at least kSilentLufs.
  double true_peak_dbtp() const;   ///< Of all so far; at least -120.
  /// Short-term loudness (of the last 3 s) at the end of each tenth of a second.
  const std::vector<float>& short_term_lufs() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Integrated loudness of a whole sound.
double integrated_lufs(const media::Sound& sound);

/// True peak of a whole sound.
double true_peak_dbtp(const media::Sound& sound);

}  // namespace cinecut::sound
