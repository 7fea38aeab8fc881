#include "cinecut/sound/loudness.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "cinecut/sound/internal/signal.h"

namespace cinecut::sound {
namespace {

struct Destroy {
  void operator()(ebur128_state* state) const noexcept { ebur128_destroy(&state); }
};
using Ebur128 = std::unique_ptr<ebur128_state, Destroy>;

void check(int code, const char* doing) {
  if (code == EBUR128_SUCCESS) return;
  const bool memory = code == EBUR128_ERROR_NOMEM;
  throw base::Error(memory ? base::ErrorKind::out_of_memory : base::ErrorKind::internal,
                    std::string("cannot measure loudness: libebur128 failed ") + doing +
                        (memory ? " for want of memory." : "."));
}

double at_least_silent(double lufs) {
  return std::isfinite(lufs) ? std::max(lufs, kSilentLufs) : kSilentLufs;
}

}  // namespace

struct LoudnessMeter::State {
  Ebur128 ebur;
  std::size_t channels = 2;
  std::size_t step = 0;    ///< Frames between two values of the curve; 0: no curve.
  std::size_t filled = 0;  ///< Frames since the last value.
  bool true_peak = true;
  std::vector<float> curve;

  void add(std::span<const float> samples) {
    check(ebur128_add_frames_float(ebur.get(), samples.data(), samples.size() / channels),
          "taking samples");
  }
};

LoudnessMeter::LoudnessMeter(int rate_hz, int channels, const Options& options)
    : state_(std::make_unique<State>()) {
  int mode = EBUR128_MODE_I;
  if (options.curve) mode |= EBUR128_MODE_S;
  if (options.true_peak) mode |= EBUR128_MODE_TRUE_PEAK;
  state_->ebur.reset(
      ebur128_init(static_cast<unsigned>(channels), static_cast<unsigned long>(rate_hz), mode));
  if (!state_->ebur) {
    throw base::Error(base::ErrorKind::out_of_memory,
                      "cannot measure loudness: libebur128 cannot be started for " +
                          std::to_string(channels) + " channels at " + std::to_string(rate_hz) +
                          " Hz.");
  }
  state_->channels = static_cast<std::size_t>(channels);
  state_->true_peak = options.true_peak;
  if (options.curve) state_->step = static_cast<std::size_t>(rate_hz) / 10;
}

LoudnessMeter::~LoudnessMeter() = default;
LoudnessMeter::LoudnessMeter(LoudnessMeter&&) noexcept = default;
LoudnessMeter& LoudnessMeter::operator=(LoudnessMeter&&) noexcept = default;

void LoudnessMeter::add(std::span<const float> samples) {
  if (state_->step == 0) return state_->add(samples);
  while (!samples.empty()) {
    const std::size_t wanted = (state_->step - state_->filled) * state_->channels;
    const auto part = samples.first(std::min(wanted, samples.size()));
    state_->add(part);
    state_->filled += part.size() / state_->channels;
    samples = samples.subspan(part.size());
    if (state_->filled < state_->step) continue;
    double lufs = kSilentLufs;
    check(ebur128_loudness_shortterm(state_->ebur.get(), &lufs), "measuring three seconds");
    state_->curve.push_back(static_cast<float>(at_least_silent(lufs)));
    state_->filled = 0;
  }
}

double LoudnessMeter::integrated_lufs() const {
  double lufs = kSilentLufs;
  check(ebur128_loudness_global(state_->ebur.get(), &lufs), "measuring the whole");
  return at_least_silent(lufs);
}

double LoudnessMeter::true_peak_dbtp() const {
  double highest = 0;
  for (unsigned channel = 0; state_->true_peak && channel < state_->channels; ++channel) {
    double peak = 0;
    check(ebur128_true_peak(state_->ebur.get(), channel, &peak), "measuring peaks");
    highest = std::max(highest, peak);
  }
  return to_db(highest);
}

const std::vector<float>& LoudnessMeter::short_term_lufs() const { return state_->curve; }

double integrated_lufs(const media::Sound& sound) {
  LoudnessMeter meter(sound.rate_hz, sound.channels, {.true_peak = false, .curve = false});
  meter.add(sound.samples);
  return meter.integrated_lufs();
}

double true_peak_dbtp(const media::Sound& sound) {
  LoudnessMeter meter(sound.rate_hz, sound.channels, {.true_peak = true, .curve = false});
  meter.add(sound.samples);
  return meter.true_peak_dbtp();
}

}  // namespace cinecut::sound
