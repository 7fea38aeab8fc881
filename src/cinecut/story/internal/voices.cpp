#include "cinecut/story/internal/voices.h"

#include <algorithm>
#include <cmath>

namespace cinecut::story {
namespace {

constexpr std::size_t kFewestCues = 8;  // To know what is usual.
constexpr float kSilence = -60;         // LUFS.
constexpr float kFarBelow = 30;         // Decibels; whispering is not so much quieter.
constexpr float kClearVoices = 0.3f;    // The film's voices stand out from its music.
constexpr float kNoVoice = 0.05f;

float median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

Voices::Voices(const std::vector<subtitles::Cue>& cues, const survey::Survey& survey)
    : loudness_(survey.sound.loudness_lufs, survey.sound.step),
      speech_(survey.sound.speech, survey.sound.step) {
  std::vector<float> loudness, voice;
  for (const subtitles::Cue& cue : cues) {
    if (cue.is_sound) continue;
    loudness.push_back(loudness_.highest(cue.range, kSilence));
    voice.push_back(voice_in(cue.range));
  }
  if (loudness.size() < kFewestCues) return;
  usual_loudness_ = median(std::move(loudness));
  usual_voice_ = median(std::move(voice));
}

// During cues the curve is a half and half of how much it sounds like speech.
float Voices::voice_in(base::FilmRange range) const {
  return std::clamp(2 * speech_.highest(range, 1) - 1, 0.0f, 1.0f);
}

bool Voices::are_heard_in(const subtitles::Cue& cue) const {
  if (loudness_.is_empty() || speech_.is_empty()) return true;
  const float loudness = loudness_.highest(cue.range, 0);
  if (loudness < std::max(kSilence, usual_loudness_ - kFarBelow)) return false;
  return usual_voice_ < kClearVoices || voice_in(cue.range) >= kNoVoice;
}

}  // namespace cinecut::story
