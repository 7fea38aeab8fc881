#pragma once
// Signals: what every part of the mix does with samples. All of it is 48 kHz stereo, interleaved.

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/time.h"
#include "media/sound.h"

namespace cinecut::sound {

inline constexpr int mix_rate_hz = 48000;

/// The sample nearest to `d`; negative for times before zero.
std::int64_t mix_frame(base::Duration d);

/// `frames` frames of nothing. frames >= 0.
media::Sound silence(std::int64_t frames);

double from_db(double db);
/// -120 for 0 and less.
double to_db(double gain);

/// Adds `from`, times `gain`, to `to` at frame `at`, which may be negative; what lies outside `to`
/// is dropped. Both stereo.
void add_at(media::Sound& to, const media::Sound& from, std::int64_t at, double gain = 1);

/// Fades the first `in` and the last `out` frames along a quarter of a sine, which keeps the power
/// of two sounds that fade into each other. Fades longer than the sound are shortened.
void fade_edges(media::Sound& sound, std::int64_t in, std::int64_t out);

/// Adds `from` (interleaved stereo) to `to` at frame `at`, its edges faded as by fade_edges.
void add_faded(media::Sound& to, std::span<const float> from, std::int64_t at, std::int64_t in,
               std::int64_t out);

/// Second-order filter after R. Bristow-Johnson's "Cookbook formulae for audio EQ biquad filters".
class Biquad {
 public:
  static Biquad low_pass(double hz, double q = 0.7071, double rate_hz = mix_rate_hz);
  static Biquad high_pass(double hz, double q = 0.7071, double rate_hz = mix_rate_hz);
  static Biquad peak(double hz, double q, double gain_db, double rate_hz = mix_rate_hz);

  double operator()(double x) {
    const double y = b0_ * x + z1_;
    z1_ = b1_ * x - a1_ * y + z2_;
    z2_ = b2_ * x - a2_ * y;
    return y;
  }

 private:
  Biquad(double b0, double b1, double b2, double a0, double a1, double a2);

  double b0_, b1_, b2_, a1_, a2_;
  double z1_ = 0, z2_ = 0;
};

/// Runs every channel of `sound` through a filter of its own.
void apply(const Biquad& filter, media::Sound& sound);

}  // namespace cinecut::sound
