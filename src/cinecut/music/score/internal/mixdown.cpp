#include "cinecut/music/score/internal/mixdown.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <map>
#include <tuple>

#include "cinecut/music/score/internal/tone_parts.h"

namespace cinecut::score {
namespace {

constexpr float kRateHz = 48000;

/// Deep sounds peak as high as others but carry far more weight.
float level_of(Tone tone) {
  switch (tone) {
    case Tone::deep_drum:
    case Tone::drum:
    case Tone::kick:
    case Tone::boom:
      return 0.55f;
    case Tone::sub_drop:
      return 0.5f;
    default:
      return 1;
  }
}

/// How much of a tone goes to the hall.
float send_of(Tone tone) {
  switch (tone) {
    case Tone::tick:
    case Tone::kick:
    case Tone::sub_drop:
      return 0.05f;
    case Tone::metal:
    case Tone::scrape:
    case Tone::shimmer:
      return 0.5f;
    case Tone::boom:
    case Tone::bram:
      return 0.35f;
    default:
      return 0.25f;
  }
}

/// Tones that come again are computed once; those that are struck, in three variants.
class ToneShelf {
 public:
  const Take& get(const ToneEvent& e, std::uint32_t count) {
    const bool stretched = is_stretched(e.tone);
    const auto variant = stretched ? 0 : count % 3;
    const auto frames = stretched ? e.frames : 0;
    const auto key = std::tuple{e.tone, stretched ? e.root_hz : 0, frames, variant};
    auto found = shelf_.find(key);
    if (found == shelf_.end()) {
      found = shelf_.emplace(key, make_tone(e.tone, e.root_hz, frames, variant)).first;
    }
    return found->second;
  }

 private:
  std::map<std::tuple<Tone, double, std::int64_t, std::uint32_t>, Take> shelf_;
};

/// A hall: eight delay lines that feed each other through a Hadamard matrix (Jot, Chaigne 1991).
class Hall {
 public:
  Hall() {
    constexpr std::array<int, 8> lengths = {1553, 1907, 2281, 2687, 3067, 3463, 3907, 4337};
    constexpr float reverberation_seconds = 2.6f;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      lines_[i].assign(static_cast<std::size_t>(lengths[i]), 0);
      const float delay = static_cast<float>(lengths[i]) / kRateHz;
      gains_[i] = std::pow(10.0f, -3 * delay / reverberation_seconds);
    }
    pre_.assign(1100, 0);
  }

  std::pair<float, float> next(float in) {
    std::swap(in, pre_[pre_at_]);
    pre_at_ = (pre_at_ + 1) % pre_.size();
    std::array<float, 8> out;
    for (std::size_t i = 0; i < 8; ++i) {
      // High notes die sooner.
      damped_[i] += 0.55f * (lines_[i][at_[i]] - damped_[i]);
      out[i] = damped_[i] * gains_[i];
    }
    const std::pair result{0.35f * (out[0] + out[2] + out[4] + out[6]),
                           0.35f * (out[1] + out[3] + out[5] + out[7])};
    mix(out);
    for (std::size_t i = 0; i < 8; ++i) {
      lines_[i][at_[i]] = in + out[i];
      at_[i] = at_[i] + 1 == lines_[i].size() ? 0 : at_[i] + 1;
    }
    return result;
  }

 private:
  static void mix(std::array<float, 8>& v) {
    for (std::size_t span = 1; span < 8; span *= 2) {
      for (std::size_t i = 0; i < 8; ++i) {
        if (i & span) continue;
        const float a = v[i];
        const float b = v[i + span];
        v[i] = a + b;
        v[i + span] = a - b;
      }
    }
    for (float& x : v) x *= 0.35355339f;
  }

  std::array<std::vector<float>, 8> lines_;
  std::array<float, 8> gains_{};
  std::array<float, 8> damped_{};
  std::array<std::size_t, 8> at_{};
  std::vector<float> pre_;
  std::size_t pre_at_ = 0;
};

void add(media::Sound& sound, std::vector<float>& send, const ToneEvent& e, const Take& take) {
  const auto frames = static_cast<std::int64_t>(sound.frames());
  const auto from = std::max<std::int64_t>(0, -e.at);
  const auto to = std::min<std::int64_t>(static_cast<std::int64_t>(take.frames()), frames - e.at);
  const float gain = e.gain * level_of(e.tone);
  const float left = gain * std::min(1.0f, 1 - e.pan);
  const float right = gain * std::min(1.0f, 1 + e.pan);
  const float hall = 0.5f * gain * send_of(e.tone);
  for (auto i = from; i < to; ++i) {
    const auto at = static_cast<std::size_t>(e.at + i);
    const auto s = static_cast<std::size_t>(i);
    sound.samples[2 * at] += left * take.left[s];
    sound.samples[2 * at + 1] += right * take.right[s];
    send[at] += hall * (take.left[s] + take.right[s]);
  }
}

/// Small sound fonts are dull: their highs are lifted, and the mud below the bass is cut.
void brighten(media::Sound& band) {
  constexpr float gain = 1.7f;
  for (std::size_t c = 0; c < 2; ++c) {
    tone::Filter high;
    tone::Filter mud;
    high.tune(3000, 0.3f);
    mud.tune(45, 0.3f);
    for (std::size_t i = c; i < band.samples.size(); i += 2) {
      const float s = mud.high(band.samples[i]);
      band.samples[i] = gain * (s + 1.4f * high.high(s));
    }
  }
}

float rms(const media::Sound& sound, std::int64_t from, std::int64_t to) {
  double sum = 0;
  for (auto i = 2 * from; i < 2 * to; ++i) {
    const double s = sound.samples[static_cast<std::size_t>(i)];
    sum += s * s;
  }
  return static_cast<float>(
      std::sqrt(sum / std::max<double>(1, 2.0 * static_cast<double>(to - from))));
}

}  // namespace

void add_tones_and_hall(media::Sound& band, const std::vector<ToneEvent>& tones) {
  constexpr float band_send = 0.16f;
  std::vector<float> send(band.frames());
  brighten(band);
  for (std::size_t i = 0; i < send.size(); ++i) {
    send[i] = 0.5f * band_send * (band.samples[2 * i] + band.samples[2 * i + 1]);
  }
  ToneShelf shelf;
  std::uint32_t variant = 0;
  for (const auto& e : tones) add(band, send, e, shelf.get(e, variant++));

  Hall hall;
  tone::Filter clean;
  clean.tune(160);  // The lowest notes would only blur.
  for (std::size_t i = 0; i < send.size(); ++i) {
    const auto [left, right] = hall.next(clean.high(send[i]));
    band.samples[2 * i] += left;
    band.samples[2 * i + 1] += right;
  }
}

void level(media::Sound& sound, const std::vector<std::int64_t>& ends,
           const std::vector<float>& wanted_db) {
  std::vector<float> levels;
  float loudest = 1e-9f;
  std::int64_t start = 0;
  for (const auto end : ends) {
    levels.push_back(std::max(1e-7f, rms(sound, start, end)));
    loudest = std::max(loudest, levels.back());
    start = end;
  }
  std::vector<float> gains;
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const float is_db = 20 * std::log10(levels[i] / loudest);
    gains.push_back(std::pow(10.0f, std::clamp(wanted_db[i] - is_db, -6.0f, 6.0f) / 20));
  }
  // A new gain starts with its stretch, in 5 ms; what rings over is bent quickly but softly.
  constexpr float slide = 1.0f / 240;
  float gain = gains.empty() ? 1 : gains.front();
  std::size_t stretch = 0;
  for (std::size_t i = 0; i < sound.frames(); ++i) {
    while (stretch + 1 < ends.size() && static_cast<std::int64_t>(i) >= ends[stretch]) ++stretch;
    gain += slide * (gains[stretch] - gain);
    sound.samples[2 * i] *= gain;
    sound.samples[2 * i + 1] *= gain;
  }
}

void limit(media::Sound& sound, float drive_db, float ceiling_db) {
  const float ceiling = std::pow(10.0f, ceiling_db / 20);
  constexpr std::size_t ahead = 240;
  const std::size_t frames = sound.frames();
  std::vector<float> peaks(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    peaks[i] = std::max(std::abs(sound.samples[2 * i]), std::abs(sound.samples[2 * i + 1]));
  }
  float largest = 1e-6f;
  for (const float p : peaks) largest = std::max(largest, p);
  const float drive = std::pow(10.0f, drive_db / 20) * ceiling / largest;

  // The largest peak of the next 5 ms, by a falling queue; then a slow way back up.
  std::deque<std::size_t> queue;
  std::vector<float> gains(frames);
  std::size_t in = 0;
  for (std::size_t i = 0; i < frames; ++i) {
    for (; in < std::min(frames, i + ahead + 1); ++in) {
      while (!queue.empty() && peaks[queue.back()] <= peaks[in]) queue.pop_back();
      queue.push_back(in);
    }
    while (queue.front() < i) queue.pop_front();
    const float peak = drive * peaks[queue.front()];
    gains[i] = peak > ceiling ? ceiling / peak : 1;
  }
  constexpr float release = 1.0f / (0.12f * kRateHz);
  float gain = 1;
  std::array<float, ahead> window;
  window.fill(1);
  double sum = ahead;
  for (std::size_t i = 0; i < frames; ++i) {
    gain = std::min(gains[i], gain + release * (1 - gain));
    // The mean over the look-ahead reaches each low exactly when its peak arrives.
    sum += gain - window[i % ahead];
    window[i % ahead] = gain;
    const float smooth = drive * static_cast<float>(sum / ahead);
    for (std::size_t c = 0; c < 2; ++c) {
      sound.samples[2 * i + c] = std::clamp(sound.samples[2 * i + c] * smooth, -ceiling, ceiling);
    }
  }
}

}  // namespace cinecut::score
