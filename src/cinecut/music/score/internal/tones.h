#pragma once
// Sounds a sound font does not have: big drums, brams, risers, drops. All are computed.

#include <cstdint>
#include <vector>

namespace cinecut::score {

/// Stereo at 48 kHz, not interleaved. Both sides have the same length.
struct Take {
  std::vector<float> left;
  std::vector<float> right;

  explicit Take(std::size_t frames = 0) : left(frames), right(frames) {}
  std::size_t frames() const { return left.size(); }
};

enum class Tone {
  // Struck once; their length is their own.
  deep_drum,  ///< A big skin drum.
  drum,       ///< A middle one.
  slap,       ///< Stick on the rim.
  metal,      ///< Struck iron.
  kick,       ///< Electronic bass drum.
  clap,       ///< Electronic, broad.
  hat,        ///< Two cymbals, closed.
  cymbal,     ///< A crash.
  shaker,     ///< Grains.
  tick,       ///< A clock.
  heartbeat,  ///< Two dull beats, the first on time.
  boom,       ///< The deep end of an explosion.
  // As long as asked.
  bram,      ///< A wall of low brass that snarls and dies away.
  sub_drop,  ///< A sine that falls out of hearing.
  riser,     ///< Rises and breaks off at its end.
  swell,     ///< A cymbal backwards: loudest at its end.
  drone,     ///< A dark ground that moves slowly.
  scrape,    ///< A bowed metal's cry.
  shimmer,   ///< A bright cloud above the last chord.
};

/// Whether `length` matters.
bool is_stretched(Tone tone);

/// The sound, peaking near 1. `root_hz` tunes what has a pitch, about 30 to 70. `variant` gives
/// other noise and slightly other partials, so that repeated hits differ. Deterministic.
Take make_tone(Tone tone, double root_hz, std::int64_t frames, std::uint32_t variant);

}  // namespace cinecut::score
