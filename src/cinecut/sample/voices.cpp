#include "cinecut/sample/voices.h"

#include <espeak-ng/speak_lib.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numbers>
#include <numeric>

#include "base/error.h"

namespace cinecut::sample {
namespace {

struct Voice {
  const char* name;
  int rate, pitch, range;
};

Voice voice_of(const Line& line) {
  Voice v = line.who == Speaker::mara ? Voice{"en-gb+linda", 150, 52, 60}
                                      : Voice{"en-gb-x-rp+michael", 142, 34, 55};
  switch (line.tone) {
    case Tone::tender:
      v.rate -= 16;
      v.range -= 12;
      break;
    case Tone::urgent:
      v.rate += 34;
      v.pitch += 10;
      v.range += 15;
      break;
    case Tone::threat:
      v.rate -= 10;
      v.pitch -= 10;
      v.range -= 15;
      break;
    case Tone::joking:
      v.rate += 8;
      v.range += 18;
      break;
    case Tone::whisper:
      v.rate -= 8;
      v.pitch -= 4;
      v.range -= 20;
      break;
    case Tone::plain:
      break;
  }
  return v;
}

// What the synthesiser gives, at its own rate.
struct Raw {
  std::vector<short> samples;
  struct Word {
    std::size_t position, length;  // In characters, from 0.
    int sample;
  };
  std::vector<Word> words;
};

int receive(short* samples, int count, espeak_EVENT* events) {
  auto* raw = static_cast<Raw*>(events->user_data);
  if (raw != nullptr) {
    for (const espeak_EVENT* e = events; e->type != espeakEVENT_LIST_TERMINATED; ++e)
      if (e->type == espeakEVENT_WORD && e->text_position > 0)
        raw->words.push_back({static_cast<std::size_t>(e->text_position - 1),
                              static_cast<std::size_t>(e->length), e->sample});
    if (samples != nullptr) raw->samples.insert(raw->samples.end(), samples, samples + count);
  }
  return 0;
}

int open_synthesiser() {
  const int rate =
      espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 0, nullptr, espeakINITIALIZE_DONT_EXIT);
  if (rate <= 0)
    throw base::Error(base::ErrorKind::unavailable,
                      "cannot make the sample's voices: espeak-ng finds no data. Install the "
                      "package espeak-ng-data.");
  espeak_SetSynthCallback(receive);
  return rate;
}

Raw synthesise(const Line& line) {
  const Voice voice = voice_of(line);
  espeak_SetVoiceByName(voice.name);
  espeak_SetParameter(espeakRATE, voice.rate, 0);
  espeak_SetParameter(espeakPITCH, voice.pitch, 0);
  espeak_SetParameter(espeakRANGE, voice.range, 0);
  espeak_SetParameter(espeakVOLUME, 100, 0);
  Raw raw;
  espeak_Synth(line.text.c_str(), line.text.size() + 1, 0, POS_CHARACTER, 0, espeakCHARS_UTF8,
               nullptr, &raw);
  espeak_Synchronize();
  return raw;
}

// Windowed-sinc interpolation, its coefficients tabled for the steps between two input samples.
class Resampler {
 public:
  explicit Resampler(int rate)
      : down_(rate / std::gcd(rate, kSoundRate)),
        up_(kSoundRate / std::gcd(rate, kSoundRate)),
        taps_(static_cast<std::size_t>(up_) * 2 * kHalf) {
    for (int phase = 0; phase < up_; ++phase)
      for (int k = 0; k < 2 * kHalf; ++k) {
        const double d = (static_cast<double>(phase) / up_ - (k - kHalf + 1)) * std::numbers::pi;
        const double sinc = std::abs(d) < 1e-9 ? 1 : std::sin(d) / d;
        taps_[phase * 2 * kHalf + k] =
            static_cast<float>(sinc * (0.5 + 0.5 * std::cos(d / kHalf)) / 32768);
      }
  }

  std::vector<float> operator()(const std::vector<short>& in) const {
    std::vector<float> padded(in.size() + 2 * kHalf);
    std::ranges::copy(in, padded.begin() + kHalf - 1);
    std::vector<float> out(in.size() * static_cast<std::size_t>(up_) /
                           static_cast<std::size_t>(down_));
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::int64_t at = static_cast<std::int64_t>(i) * down_;
      const float* from = padded.data() + at / up_;
      const float* taps = taps_.data() + at % up_ * 2 * kHalf;
      // Four sums, so that the order of additions is fixed and still fits a register.
      float sums[4] = {};
      for (int k = 0; k < 2 * kHalf; k += 4)
        for (int j = 0; j < 4; ++j) sums[j] += from[k + j] * taps[k + j];
      out[i] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    }
    return out;
  }

 private:
  static constexpr int kHalf = 16;
  int down_, up_;
  std::vector<float> taps_;
};

std::size_t last_loud(const std::vector<float>& samples, std::size_t from, std::size_t to) {
  while (to > from && std::abs(samples[to - 1]) < 0.004f) --to;
  return to;
}

// Silence at both ends goes; words are named by their text without punctuation.
Speech trim(const Line& line, const Raw& raw, int rate) {
  Speech speech;
  static const Resampler resample(rate);
  const std::vector<float> all = resample(raw.samples);
  std::size_t first = 0;
  while (first < all.size() && std::abs(all[first]) < 0.004f) ++first;
  const std::size_t margin = kSoundRate / 50;
  first -= std::min(first, margin);
  const std::size_t last = std::min(last_loud(all, first, all.size()) + margin, all.size());
  speech.samples.assign(all.begin() + static_cast<std::ptrdiff_t>(first),
                        all.begin() + static_cast<std::ptrdiff_t>(last));
  const auto sample_of = [&](std::size_t w) {
    if (w >= raw.words.size()) return speech.samples.size();
    const auto at =
        static_cast<std::size_t>(static_cast<double>(raw.words[w].sample) * kSoundRate / rate);
    return std::clamp(at, first, last) - first;
  };
  for (std::size_t w = 0; w < raw.words.size(); ++w) {
    const std::size_t start = sample_of(w), next = sample_of(w + 1);
    const std::size_t end = std::max(start, last_loud(speech.samples, start, next));
    speech.words.push_back({line.text.substr(raw.words[w].position, raw.words[w].length),
                            static_cast<double>(start) / kSoundRate,
                            static_cast<double>(end) / kSoundRate});
  }
  return speech;
}

}  // namespace

Speech speak(const Line& line) {
  // espeak-ng keeps its state in globals.
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  static const int rate = open_synthesiser();
  return trim(line, synthesise(line), rate);
}

}  // namespace cinecut::sample
