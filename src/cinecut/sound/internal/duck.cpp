#include "cinecut/sound/internal/duck.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cinecut/sound/internal/signal.h"

namespace cinecut::sound {
namespace {

constexpr std::int64_t kStep = kMixRateHz / 100;  // Speech is judged each hundredth of a second.

/// Power of the voice's band (200 to 4000 Hz) in each step, in dB.
std::vector<double> voice_levels(const media::Sound& sound) {
  media::BiquadFilter<1> high{media::Biquad::high_pass(200, kMixRateHz)};
  media::BiquadFilter<1> low{media::Biquad::low_pass(4000, kMixRateHz)};
  std::vector<double> levels;
  for (std::size_t begin = 0; begin < sound.frames(); begin += kStep) {
    const std::size_t end = std::min(begin + kStep, sound.frames());
    double sum = 0;
    for (std::size_t n = begin; n < end; ++n) {
      const double mid = static_cast<double>(sound.samples[n * 2] + sound.samples[n * 2 + 1]) / 2;
      const double voice = low(high(mid));
      sum += voice * voice;
    }
    levels.push_back(10 * std::log10(sum / static_cast<double>(end - begin) + 1e-12));
  }
  return levels;
}

/// Joins spans with gaps of at most `gap`. `spans` sorted by start.
std::vector<Span> joined(const std::vector<Span>& spans, std::int64_t gap) {
  std::vector<Span> result;
  for (const Span& span : spans) {
    if (!result.empty() && span.start - result.back().end <= gap) {
      result.back().end = std::max(result.back().end, span.end);
    } else {
      result.push_back(span);
    }
  }
  return result;
}

}  // namespace

std::vector<Span> speech_spans(const media::Sound& sound) {
  const std::vector<double> levels = voice_levels(sound);
  if (levels.empty()) return {};
  std::vector<double> sorted = levels;
  const auto loud = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 9 / 10);
  std::nth_element(sorted.begin(), loud, sorted.end());
  const double threshold = std::max(*loud - 16, -58.0);
  std::vector<Span> spans;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto start = static_cast<std::int64_t>(i) * kStep;
    if (levels[i] > threshold) spans.push_back({start, start + kStep});
  }
  spans = joined(spans, 25 * kStep);
  std::erase_if(spans, [](const Span& s) { return s.end - s.start < 6 * kStep; });
  if (!spans.empty()) {
    spans.back().end = std::min(spans.back().end, static_cast<std::int64_t>(sound.frames()));
  }
  return spans;
}

void duck(media::Sound& sound, const std::vector<Span>& spans, const DuckOptions& options) {
  std::vector<Span> sorted = spans;
  std::sort(sorted.begin(), sorted.end(),
            [](const Span& a, const Span& b) { return a.start < b.start; });
  const std::int64_t attack = std::max<std::int64_t>(1, mix_frame(options.attack));
  const std::int64_t release = std::max<std::int64_t>(1, mix_frame(options.release));
  const std::int64_t ahead = mix_frame(options.look_ahead);
  const auto frames = static_cast<std::int64_t>(sound.frames());
  // Depth of 0 to 1, so that spans whose ramps overlap take the deeper of the two.
  std::vector<float> depth(sound.frames(), 0.0f);
  for (const Span& span : joined(sorted, std::max(mix_frame(options.join), attack + release))) {
    const std::int64_t begin = span.start - ahead;
    for (std::int64_t n = std::max<std::int64_t>(0, begin);
         n < std::min(frames, span.end + release); ++n) {
      const double down = static_cast<double>(n - begin) / static_cast<double>(attack);
      const double up = static_cast<double>(span.end + release - n) / static_cast<double>(release);
      const double t = std::clamp(std::min(down, up), 0.0, 1.0);
      auto& d = depth[static_cast<std::size_t>(n)];
      d = std::max(d, static_cast<float>(0.5 - 0.5 * std::cos(t * std::numbers::pi)));
    }
  }
  for (std::size_t n = 0; n < depth.size(); ++n) {
    if (depth[n] <= 0) continue;
    const auto gain =
        static_cast<float>(from_db(-options.depth_db * static_cast<double>(depth[n])));
    sound.samples[n * 2] *= gain;
    sound.samples[n * 2 + 1] *= gain;
  }
}

}  // namespace cinecut::sound
