#include "cinecut/survey/internal/sound_meter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "cinecut/survey/internal/ramp.h"
#include "media/biquad.h"

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;

constexpr int kBitsPerStep = 10;  // Envelopes are kept each hundredth of a second.
constexpr int kVoiceRate = 8000;

float decibel(double power) { return static_cast<float>(10 * std::log10(std::max(power, 1e-12))); }

}  // namespace

struct SoundMeter::State {
  int rate_hz = 0;
  std::int64_t next = 0;  ///< Sample of the film's clock that comes next.
  media::BiquadFilter<2> shelf, rumble;
  media::BiquadFilter<1> voice_low, voice_high;
  int to_voice = 1;  ///< Samples that make one of the voice's.
  double voice_sum = 0;
  int voice_count = 0;
  double step_power = 0, bit_voice = 0, bit_all = 0;
  std::int64_t step_end = 0, bit_end = 0;
  int steps = 0, bits = 0;
  std::int64_t step_start = 0, bit_start = 0;
  std::vector<float> power;         ///< K-weighted, each step.
  std::vector<float> voice, whole;  ///< Power of the voice's band and of all, each bit.

  void start(int rate);
  void feed(const float* samples, std::int64_t count);
  void close_bit();
  void close_step();
  std::vector<float> loudness(std::size_t count) const;
  std::vector<float> onsets(std::size_t count) const;
  std::vector<float> speech(std::size_t count) const;
};

SoundMeter::SoundMeter() : state_(std::make_unique<State>()) {}
SoundMeter::~SoundMeter() = default;
SoundMeter::SoundMeter(SoundMeter&&) noexcept = default;
SoundMeter& SoundMeter::operator=(SoundMeter&&) noexcept = default;

void SoundMeter::State::start(int rate) {
  rate_hz = rate;
  using media::Biquad;
  shelf = media::BiquadFilter<2>(Biquad::k_shelf(rate));
  rumble = media::BiquadFilter<2>(Biquad::k_high_pass(rate));
  to_voice = std::max(1, rate / kVoiceRate);
  const double voice_rate = static_cast<double>(rate) / to_voice;
  voice_low =
      media::BiquadFilter<1>(Biquad::low_pass(std::min(3000.0, 0.4 * voice_rate), voice_rate));
  voice_high = media::BiquadFilter<1>(Biquad::high_pass(300, voice_rate));
  step_end = rate_hz / 10;
  bit_end = rate_hz / 100;
}

void SoundMeter::State::close_bit() {
  const auto n = static_cast<double>(std::max<std::int64_t>(1, bit_end - bit_start));
  voice.push_back(static_cast<float>(bit_voice / n * to_voice));
  whole.push_back(static_cast<float>(bit_all / n));
  bit_voice = bit_all = 0;
  bit_start = bit_end;
  bit_end = std::int64_t{rate_hz} * (++bits + 1) / 100;
}

void SoundMeter::State::close_step() {
  const auto n = static_cast<double>(std::max<std::int64_t>(1, step_end - step_start));
  power.push_back(static_cast<float>(step_power / n));
  step_power = 0;
  step_start = step_end;
  step_end = std::int64_t{rate_hz} * (++steps + 1) / 10;
}

// `samples` nothing: silence.
void SoundMeter::State::feed(const float* samples, std::int64_t count) {
  for (std::int64_t i = 0; i < count;) {
    const auto until = std::min({count, i + step_end - next, i + bit_end - next});
    next += until - i;
    for (; i < until; ++i) {
      std::array<double, 2> x{};
      if (samples) x = {samples[2 * i], samples[2 * i + 1]};
      const double mid = 0.5 * (x[0] + x[1]);
      bit_all += mid * mid;
      voice_sum += mid;
      if (++voice_count == to_voice) {
        const double v = voice_high(voice_low(voice_sum / to_voice));
        bit_voice += v * v;
        voice_sum = 0;
        voice_count = 0;
      }
      shelf.apply(x);
      rumble.apply(x);
      step_power += x[0] * x[0] + x[1] * x[1];
    }
    if (next == bit_end) close_bit();
    if (next == step_end) close_step();
  }
}

void SoundMeter::add(base::FilmTime start, int rate_hz, std::span<const float> samples) {
  auto& s = *state_;
  if (rate_hz <= 0) return;
  if (s.rate_hz == 0) s.start(rate_hz);
  auto count = static_cast<std::int64_t>(samples.size() / 2);
  const auto at = static_cast<std::int64_t>(std::llround(base::to_seconds(start) * rate_hz));
  constexpr int longest_hole_hours = 12;
  if (at > s.next && at - s.next < std::int64_t{rate_hz} * 3600 * longest_hole_hours)
    s.feed(nullptr, at - s.next);
  const auto known = std::clamp<std::int64_t>(s.next - at, 0, count);
  s.feed(samples.data() + 2 * known, count - known);
}

// Momentary: 400 ms around each step.
std::vector<float> SoundMeter::State::loudness(std::size_t count) const {
  std::vector<float> values(count, -70.0f);
  for (std::size_t i = 0; i < count; ++i) {
    double sum = 0;
    for (std::size_t k = i > 0 ? i - 1 : 0; k < std::min(power.size(), i + 3); ++k) sum += power[k];
    values[i] = std::max(-70.0f, -0.691f + decibel(sum / 4));
  }
  return values;
}

// A sudden rise over the second tenth before, of something loud.
std::vector<float> SoundMeter::State::onsets(std::size_t count) const {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t k = i * kBitsPerStep; k < std::min(whole.size(), (i + 1) * kBitsPerStep);
         ++k) {
      float before = -120;
      for (std::size_t j = k >= 12 ? k - 12 : 0; j + 2 < k; ++j)
        before = std::max(before, decibel(whole[j]));
      const float now = decibel(whole[k]);
      if (k >= 3) values[i] = std::max(values[i], ramp(now - before, 3, 24) * ramp(now, -45, -12));
    }
  return values;
}

// Speech beats at the rate of syllables, about four a second, in the band of the telephone
// (Scheirer and Slaney 1997: 4 Hz modulation energy).
std::vector<float> SoundMeter::State::speech(std::size_t count) const {
  std::vector<float> envelope(voice.size());
  for (std::size_t k = 0; k < voice.size(); ++k) envelope[k] = std::sqrt(voice[k]);
  // Running sums, so that means over any window cost nothing.
  std::vector<double> sum(envelope.size() + 1), band(voice.size() + 1), all(voice.size() + 1);
  for (std::size_t k = 0; k < envelope.size(); ++k) {
    sum[k + 1] = sum[k] + envelope[k];
    band[k + 1] = band[k] + voice[k];
    all[k + 1] = all[k] + whole[k];
  }
  const auto n = static_cast<std::ptrdiff_t>(envelope.size());
  const auto mean = [n](const std::vector<double>& of, std::ptrdiff_t from, std::ptrdiff_t to) {
    from = std::clamp<std::ptrdiff_t>(from, 0, n);
    to = std::clamp<std::ptrdiff_t>(to, from, n);
    return to > from ? (of[static_cast<std::size_t>(to)] - of[static_cast<std::size_t>(from)]) /
                           static_cast<double>(to - from)
                     : 0.0;
  };
  std::vector<double> beat(envelope.size() + 1);
  for (std::ptrdiff_t k = 0; k < n; ++k) {
    const double d = mean(sum, k - 4, k + 5) - mean(sum, k - 20, k + 21);
    beat[static_cast<std::size_t>(k) + 1] = beat[static_cast<std::size_t>(k)] + d * d;
  }
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto middle = static_cast<std::ptrdiff_t>(i) * kBitsPerStep + kBitsPerStep / 2;
    const double level = mean(sum, middle - 50, middle + 50);
    const double beating = std::sqrt(mean(beat, middle - 50, middle + 50)) / (level + 1e-5);
    const double share =
        mean(band, middle - 50, middle + 50) / (mean(all, middle - 50, middle + 50) + 1e-10);
    values[i] = ramp(static_cast<float>(beating), 0.2f, 0.5f) *
                ramp(static_cast<float>(share), 0.1f, 0.4f) *
                ramp(decibel(level * level), -60, -42);
  }
  return values;
}

SoundCurve SoundMeter::finish(base::Duration film, const std::vector<subtitles::Cue>& cues) {
  auto& s = *state_;
  SoundCurve curve;
  if (s.rate_hz == 0) return curve;
  while (s.power.size() * 10 > s.voice.size()) s.close_bit();
  if (s.next > s.step_start) s.close_step();
  const auto count = static_cast<std::size_t>((film + curve.step - 1ns) / curve.step);
  curve.loudness_lufs = s.loudness(count);
  curve.onset = s.onsets(count);
  curve.speech = s.speech(count);
  if (cues.empty()) return curve;
  for (auto& v : curve.speech) v *= 0.5f;
  for (const auto& cue : cues) {
    if (cue.is_sound) continue;
    const auto first = std::max<std::int64_t>(0, cue.range.start.time_since_epoch() / curve.step);
    const auto last = (cue.range.end.time_since_epoch() - 1ns) / curve.step;
    for (auto i = first; i <= last && i < static_cast<std::int64_t>(count); ++i) {
      auto& v = curve.speech[static_cast<std::size_t>(i)];
      v = std::min(1.0f, 0.5f + v);
    }
  }
  return curve;
}

}  // namespace cinecut::survey
