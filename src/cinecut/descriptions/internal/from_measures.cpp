#include <algorithm>
#include <cmath>
#include <optional>

#include "cinecut/descriptions/descriptions.h"
#include "cinecut/descriptions/internal/dialogue.h"

namespace cinecut::descriptions {
namespace {

using namespace std::chrono_literals;

float finite(float v) { return std::isfinite(v) ? v : 0; }

/// What counts as fast and as loud is a question of the film: its own shots say.
struct Scale {
  float slow = 0.05f, fast = 0.3f;  ///< Motion.
  float quiet_lufs = -42, loud_lufs = -20;
};

/// The value below which `percent` of them lie. Requires some.
float percentile(std::vector<float> values, std::size_t percent) {
  const std::size_t at = (values.size() - 1) * percent / 100;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

Scale scale_of(const survey::Survey& survey) {
  Scale scale;
  std::vector<float> motion, loudness;
  for (const survey::Shot& shot : survey.shots) motion.push_back(finite(shot.measures.motion));
  for (const float l : survey.sound.loudness_lufs) loudness.push_back(finite(l));
  if (motion.size() >= 8) {
    scale.slow = percentile(motion, 25);
    scale.fast = std::max(percentile(motion, 75), scale.slow + 1e-4f);
  }
  if (loudness.size() >= 100) {
    // Loud for the film, but never what is quiet in any room.
    scale.loud_lufs = std::max(percentile(loudness, 85), -30.0f);
    scale.quiet_lufs = std::min(percentile(loudness, 20), -28.0f);
  }
  return scale;
}

/// What was measured around one still.
struct Seen {
  survey::ShotMeasures m;
  Scale scale;
  float loudness_lufs = -70;
  float impact = 0;
  const subtitles::Cue* cue = nullptr;  ///< Spoken at the still or within two seconds of it.
};

/// The greatest value of a curve within a second of `t`; `otherwise` where there is none.
float highest_near(const std::vector<float>& curve, base::Duration step, base::FilmTime t,
                   float otherwise) {
  if (curve.empty() || step <= base::Duration::zero()) return otherwise;
  const auto reach = 1s / step;
  const auto last = static_cast<std::int64_t>(curve.size()) - 1;
  const auto middle = t.time_since_epoch() / step;
  float best = otherwise;
  for (auto i = std::max<std::int64_t>(0, middle - reach); i <= std::min(last, middle + reach); ++i)
    best = std::max(best, finite(curve[static_cast<std::size_t>(i)]));
  return best;
}

std::string capital(std::string s) {
  if (!s.empty() && s[0] >= 'a' && s[0] <= 'z') s[0] = static_cast<char>(s[0] - 'a' + 'A');
  return s;
}

std::string light_word(const survey::ShotMeasures& m) {
  if (m.light < 0.12f) return "dark";
  if (m.light < 0.27f) return "dim";
  if (m.light > 0.62f) return "bright";
  return "evenly lit";
}

std::string colour_word(const survey::ShotMeasures& m) {
  if (m.saturation < 0.06f) return "almost colourless";
  const char* tone = m.warmth > 0.56f ? "warm" : m.warmth < 0.44f ? "cold" : "";
  const char* strength = m.saturation < 0.2f ? "muted" : m.saturation > 0.5f ? "vivid" : "";
  std::string words = strength;
  if (*tone != '\0') words += (words.empty() ? "" : " ") + std::string(tone);
  return (words.empty() ? "plainly" : words) + " coloured";
}

std::string people_words(const survey::ShotMeasures& m) {
  if (m.face_count < 0.25f) return "no face to be seen";
  if (m.face_count < 1.5f) return "one person";
  if (m.face_count < 2.6f) return "two people";
  return "a group of people";
}

std::string size_words(const survey::ShotMeasures& m) {
  if (m.face_count < 0.25f) return "a view";
  if (m.face_size >= 0.55f) return "an extreme close-up";
  if (m.face_size >= 0.3f) return "a close-up";
  if (m.face_size >= 0.12f) return "a medium shot";
  return "a wide shot";
}

std::string visual_content(const Seen& s) {
  if (s.m.black > 0.9f) return "A black or plain picture.";
  std::string words = size_words(s.m);
  words += (s.m.face_count < 0.25f ? " with " : " of ") + people_words(s.m);
  words += ", " + light_word(s.m) + " and " + colour_word(s.m);
  if (s.m.contrast > 0.6f) words += ", of strong contrast";
  if (s.m.text > 0.75f) words += ", with writing in it";
  return capital(words) + ".";
}

std::string movement_words(const Seen& s) {
  const bool shaking = s.m.camera > 0.35f && s.m.motion > s.scale.fast;
  if (shaking) return "fast movement before a restless camera";
  if (s.m.motion > s.scale.fast) return "fast movement";
  if (s.m.camera > 0.12f) return "the camera moves";
  if (s.m.motion < s.scale.slow) return "hardly anything moves";
  return "calm movement";
}

std::string action(const Seen& s) {
  std::string words = capital(movement_words(s));
  if (s.impact > 0.7f) words += ", and a sudden loud sound";
  if (s.cue == nullptr) return words + ".";
  const std::string who = s.cue->speaker.empty() ? "someone" : s.cue->speaker;
  return words + "; " + who + " says " + in_quotes(s.cue->text) + ".";
}

std::string feeling_words(edit::Emotion e) {
  switch (e) {
    case edit::Emotion::intense:
      return "the words are intense";
    case edit::Emotion::romantic:
      return "the words are tender";
    case edit::Emotion::negative:
      return "the words are painful";
    case edit::Emotion::comedic:
      return "the words are playful";
    case edit::Emotion::positive:
      return "the words are hopeful";
    default:
      return {};
  }
}

std::string mood(const Seen& s) {
  const bool loud = s.loudness_lufs > s.scale.loud_lufs;
  const bool quiet = s.loudness_lufs < s.scale.quiet_lufs;
  const bool fast = s.m.motion > s.scale.fast, still = s.m.motion < s.scale.slow;
  std::string words;
  if (fast)
    words = loud ? "excited" : "restless";
  else if (still)
    words = quiet ? "still" : "composed";
  else
    words = loud ? "lively" : "calm";
  if (s.m.light < 0.12f)
    words += " and gloomy";
  else if (s.m.light > 0.62f && s.m.warmth > 0.5f)
    words += " and friendly";
  else if (s.m.warmth < 0.42f)
    words += " and cool";
  const std::string feeling = s.cue != nullptr ? feeling_words(s.cue->emotion) : std::string{};
  return capital(words) + (feeling.empty() ? "" : "; " + feeling) + ".";
}

std::string setting(const Seen& s) {
  std::string words = "Place not known: " + light_word(s.m) + ", " + colour_word(s.m);
  if (s.loudness_lufs <= -69)
    words += ", without sound";
  else if (s.loudness_lufs < s.scale.quiet_lufs)
    words += ", quiet";
  else if (s.loudness_lufs > s.scale.loud_lufs)
    words += ", loud";
  return words + ".";
}

float confidence(const Seen& s) {
  float c = 0.2f;
  if (s.m.face_count >= 0.25f) c += 0.1f;
  if (s.m.face_size >= 0.12f) c += 0.05f;
  if (s.cue != nullptr) c += 0.1f;
  c += 0.05f * std::clamp(s.m.sharpness, 0.0f, 1.0f);
  if (s.m.black > 0.5f) c -= 0.15f;
  return std::clamp(c, 0.0f, 0.5f);
}

survey::ShotMeasures measures_at(const survey::Survey& survey, const survey::Still& still) {
  if (still.shot < 0 || static_cast<std::size_t>(still.shot) >= survey.shots.size()) return {};
  survey::ShotMeasures m = survey.shots[static_cast<std::size_t>(still.shot)].measures;
  for (float* v : {&m.motion, &m.camera, &m.contrast, &m.saturation, &m.light, &m.warmth,
                   &m.sharpness, &m.face_count, &m.face_size, &m.black, &m.text})
    *v = finite(*v);
  return m;
}

}  // namespace

std::vector<Scene> describe_from_measures(const survey::Survey& survey,
                                          const std::vector<subtitles::Cue>& cues) {
  const Scale scale = scale_of(survey);
  std::vector<Scene> scenes;
  scenes.reserve(survey.stills.size());
  for (std::size_t i = 0; i < survey.stills.size(); ++i) {
    const survey::Still& still = survey.stills[i];
    Seen s{measures_at(survey, still), scale, -70, 0, cue_near(cues, still.time)};
    s.loudness_lufs = highest_near(survey.sound.loudness_lufs, survey.sound.step, still.time, -70);
    s.impact = highest_near(survey.sound.onset, survey.sound.step, still.time, 0);
    Scene scene;
    scene.time = still.time;
    scene.still = static_cast<int>(i);
    scene.description = {visual_content(s), mood(s), action(s), setting(s)};
    scene.confidence = confidence(s);
    scenes.push_back(std::move(scene));
  }
  return scenes;
}

}  // namespace cinecut::descriptions
