#pragma once
// The film's sound: voices, noises and score, and their mixture.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sample_film/internal/plan.h"
#include "sample_film/internal/script.h"

namespace sample_film {

/// Interleaved stereo at kSoundRate.
using Stereo = std::vector<float>;

/// Adds a lasting noise; `gain` holds its loudness for each block of kGainBlock frames.
constexpr int kGainBlock = 480;
void add_bed(Bed bed, const std::vector<float>& gain, Stereo& out);

/// A short noise, mono.
std::vector<float> make_noise(Noise noise, std::uint32_t seed);

/// Adds a small room or a wide hall to what is there.
void add_reverb(Stereo& sound, double size, double amount);

/// A stretch of the score.
struct Cue {
  std::string name;
  double start = 0, end = 0;  ///< Seconds of the film.
  double bpm = 0;
  std::vector<double> beats;      ///< Rising, from `start` on.
  std::vector<double> downbeats;  ///< A subset.
};

/// Where the score has its cues in this film.
std::vector<Cue> plan_score(const Script& script, const Plan& plan);
Stereo play_score(const std::vector<Cue>& cues, double seconds);

Stereo mix_soundtrack(const Script& script, const Plan& plan, const std::vector<Cue>& cues);

}  // namespace sample_film
