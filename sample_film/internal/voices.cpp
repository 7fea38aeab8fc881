#include "sample_film/internal/voices.h"

#include <espeak-ng/speak_lib.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <numeric>
#include <tuple>

#include "base/error.h"

namespace sample_film {
namespace {

constexpr float kSilence = 0.004f;

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
  while (to > from && std::abs(samples[to - 1]) < kSilence) --to;
  return to;
}

struct Token {
  std::size_t first, last;  // Characters of the line; last is excluded.
};

// What stands between spaces, without punctuation around it.
std::vector<Token> tokens_of(const std::string& text) {
  std::vector<Token> tokens;
  const auto is_space = [&](std::size_t i) { return i >= text.size() || text[i] == ' '; };
  const auto is_letter = [&](std::size_t i) { return std::isalnum(text[i] & 0x7f) != 0; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_space(i)) continue;
    Token t{i, i};
    while (!is_space(t.last)) ++t.last;
    i = t.last;
    while (t.first < t.last && !is_letter(t.first)) ++t.first;
    while (t.last > t.first && !is_letter(t.last - 1)) --t.last;
    if (t.first < t.last) tokens.push_back(t);
  }
  return tokens;
}

// Where each token begins, in samples of the speech, and at last where the speech ends. The
// synthesiser may begin a word twice ("who" and "'s"): the first of them counts. It may speak two
// words as one ("of the"): they share its time by their letters.
std::vector<std::size_t> starts_of(const std::vector<Token>& tokens, const Raw& raw, double step,
                                   std::size_t first, std::size_t last) {
  constexpr std::size_t kUnknown = ~std::size_t{0};
  std::vector<std::size_t> starts(tokens.size() + 1, kUnknown);
  for (std::size_t i = 0; i < tokens.size(); ++i)
    for (const Raw::Word& w : raw.words)
      if (w.position >= tokens[i].first && w.position < tokens[i].last) {
        starts[i] = std::clamp(static_cast<std::size_t>(w.sample * step), first, last) - first;
        break;
      }
  starts.back() = last - first;
  if (starts.front() == kUnknown) starts.front() = 0;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    if (starts[i] != kUnknown) continue;
    std::size_t known = i + 1;
    while (starts[known] == kUnknown) ++known;
    const std::size_t before = tokens[i - 1].last - tokens[i - 1].first + 1;
    const std::size_t all = tokens[known - 1].last - tokens[i - 1].first + 1;
    starts[i] = starts[i - 1] + (starts[known] - starts[i - 1]) * before / all;
  }
  return starts;
}

// Silence at both ends goes.
Speech trim(const Line& line, const Raw& raw, int rate) {
  Speech speech;
  static const Resampler resample(rate);
  const std::vector<float> all = resample(raw.samples);
  std::size_t first = 0;
  while (first < all.size() && std::abs(all[first]) < kSilence) ++first;
  const std::size_t margin = kSoundRate / 50;
  first -= std::min(first, margin);
  const std::size_t last = std::min(last_loud(all, first, all.size()) + margin, all.size());
  speech.samples.assign(all.begin() + static_cast<std::ptrdiff_t>(first),
                        all.begin() + static_cast<std::ptrdiff_t>(last));
  const auto tokens = tokens_of(line.text);
  const auto starts = starts_of(tokens, raw, static_cast<double>(kSoundRate) / rate, first, last);
  for (std::size_t i = 0; i < tokens.size(); ++i)
    speech.words.push_back(
        {line.text.substr(tokens[i].first, tokens[i].last - tokens[i].first),
         static_cast<double>(starts[i]) / kSoundRate,
         static_cast<double>(last_loud(speech.samples, starts[i], starts[i + 1])) / kSoundRate});
  return speech;
}

}  // namespace

Speech speak(const Line& line) {
  // espeak-ng keeps its state in globals, and speaks a line a little differently after others: so
  // each is spoken once, in the order of the film.
  static std::mutex mutex;
  static std::map<std::tuple<Speaker, Tone, std::string>, Speech> spoken;
  const std::lock_guard lock(mutex);
  static const int rate = open_synthesiser();
  const auto [entry, is_new] = spoken.try_emplace({line.who, line.tone, line.text});
  if (is_new) entry->second = trim(line, synthesise(line), rate);
  return entry->second;
}

}  // namespace sample_film
