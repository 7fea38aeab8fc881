#include "cinecut/story/internal/beats.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cinecut::story {
namespace {

float at(const Signals& s, edit::Signal which) { return s[static_cast<std::size_t>(which)]; }

double share_of(base::FilmTime t, base::Duration film) {
  return film > base::Duration::zero() ? base::to_seconds(t) / base::to_seconds(film) : 0;
}

/// How much happens: picture, sound and words together.
float intensity(const Signals& s, const SceneEvidence& e) {
  const bool is_tense = e.emotion == edit::Emotion::intense || e.emotion == edit::Emotion::negative;
  const float words = is_tense ? e.emotion_strength : 0.3f * e.emotion_strength;
  return 0.4f * at(s, edit::Signal::motion) + 0.2f * e.loudness + 0.15f * e.impact + 0.25f * words;
}

/// How far the story has come, 0 to 1, with straight lines between the anchors.
double place_in_story(double share, const edit::Anchors& anchors, base::Duration film) {
  struct Point {
    double share, place;
  };
  const Point points[] = {{0, 0},
                          {share_of(anchors.begin, film), 0.18},
                          {share_of(anchors.escalation, film), 0.55},
                          {share_of(anchors.climax, film), 0.8},
                          {1, 1}};
  for (std::size_t i = 1; i < std::size(points); ++i) {
    const Point &a = points[i - 1], &b = points[i];
    if (share <= b.share && b.share > a.share)
      return a.place + (share - a.share) / (b.share - a.share) * (b.place - a.place);
  }
  return 1;
}

/// 1 at `middle`, falling to 0.6 at one `width` from it.
float near_to(double share, double middle, double width) {
  const double z = (share - middle) / width;
  return static_cast<float>(std::exp(-0.5 * z * z));
}

std::string words_for(edit::Signal s, const SceneEvidence& e) {
  switch (s) {
    case edit::Signal::motion:
      return "strong motion";
    case edit::Signal::contrast:
      return "a picture of strong contrast";
    case edit::Signal::uniqueness:
      return "a look like no other shot";
    case edit::Signal::emotion:
      return e.emotion == edit::Emotion::neutral ? "words that matter"
                                                 : std::string(edit::name_of(e.emotion)) + " words";
    case edit::Signal::face:
      return e.face_count >= 1.5f ? "faces close to us" : "a face close to us";
    case edit::Signal::confidence:
      return "a picture that is easy to read";
    case edit::Signal::saturation:
      return "strong colours";
    case edit::Signal::place:
      return "a place early in the film";
  }
  return {};
}

std::string words_for(edit::Zone zone) {
  switch (zone) {
    case edit::Zone::beginning:
      return "while the story is set up";
    case edit::Zone::escalation:
      return "while things get worse";
    case edit::Zone::climax:
      return "where most is at stake";
  }
  return {};
}

// What words and pictures that belong to the end of stories move a moment towards this one's.
constexpr double kToldPlace = 0.3;

/// Of those that are known: a film that sounds like its end all the way has a beginning, too.
double usual_told_place(const std::vector<SceneEvidence>& evidence) {
  double sum = 0, count = 0;
  for (const auto& e : evidence)
    if (e.told_place) sum += static_cast<double>(*e.told_place), ++count;
  return count > 0 ? sum / count : 0;
}

constexpr float kNotable = 0.03f;  // A contribution to the score that is worth telling.
using Worths = std::array<float, edit::kBeatTypes.size()>;

/// What a moment is worth as each of the beat types, 0 to about 1.
Worths worths_of(const Signals& s, const SceneEvidence& e, edit::Zone zone,
                 const edit::Anchors& anchors, base::Duration film) {
  const float force = intensity(s, e);
  const float face = std::clamp(e.face_count, 0.0f, 1.0f);
  const float two = std::clamp(e.face_count - 0.8f, 0.0f, 1.0f);
  const bool is_tender =
      e.emotion == edit::Emotion::romantic || e.emotion == edit::Emotion::positive;
  const bool is_tense = e.emotion == edit::Emotion::intense || e.emotion == edit::Emotion::negative;
  const float tender = is_tender ? e.emotion_strength : 0;
  const float tense = is_tense ? e.emotion_strength : 0;
  const float early =
      1 - static_cast<float>(
              std::clamp(e.share / std::max(share_of(anchors.escalation, film), 1e-6), 0.0, 1.0));
  const float looks = (at(s, edit::Signal::motion) + at(s, edit::Signal::contrast) +
                       2 * at(s, edit::Signal::uniqueness) + at(s, edit::Signal::saturation)) /
                      5;
  const float stillness = (1 - at(s, edit::Signal::motion)) * (1 - 0.7f * e.loudness);
  const float beauty = (at(s, edit::Signal::contrast) + at(s, edit::Signal::saturation) +
                        at(s, edit::Signal::uniqueness)) /
                       3;

  Worths worth{};
  const auto put = [&](edit::BeatType b, float w) { worth[static_cast<std::size_t>(b)] = w; };
  put(edit::BeatType::inciting_incident,
      near_to(e.share, share_of(anchors.begin, film), 0.05) *
          (0.25f + 0.6f * std::max(tense, e.impact) + 0.3f * force));
  put(edit::BeatType::character_introduction,
      early * face * (0.35f + 0.65f * at(s, edit::Signal::face)) * (1 - 0.4f * two));
  put(edit::BeatType::relationship_beat, 0.75f * two * (0.55f + 0.45f * face) + 0.6f * tender);
  put(edit::BeatType::money_shot, (0.15f + 0.85f * looks) * (1 - 0.5f * face));
  put(edit::BeatType::climax_peak, zone == edit::Zone::climax ? 0.3f + 0.7f * force : 0);
  put(edit::BeatType::escalation_beat,
      (zone == edit::Zone::beginning ? 0.2f : 0.35f) + 0.5f * force + 0.15f * tense);
  put(edit::BeatType::breath, 0.85f * stillness * (0.45f + 0.55f * beauty) * (1 - 0.6f * tense));
  return worth;
}

}  // namespace

std::vector<edit::Zone> find_zones(const std::vector<Signals>& signals,
                                   const std::vector<SceneEvidence>& evidence,
                                   const edit::Anchors& anchors, base::Duration film) {
  const std::size_t count = signals.size();
  std::vector<double> arc(count);
  const double usual = usual_told_place(evidence);
  for (std::size_t i = 0; i < count; ++i) {
    arc[i] = 0.7 * place_in_story(evidence[i].share, anchors, film) +
             0.3 * static_cast<double>(intensity(signals[i], evidence[i]));
    if (evidence[i].told_place)
      arc[i] += kToldPlace * (static_cast<double>(*evidence[i].told_place) - usual);
  }
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return arc[a] < arc[b]; });
  const auto below = [&](double limit) {
    return static_cast<std::size_t>(
        std::count_if(arc.begin(), arc.end(), [&](double a) { return a < limit; }));
  };
  // About the first third of a film sets it up, and from two thirds on all is at stake.
  std::size_t first = below(0.36), second = below(0.62);
  if (count >= 10) {
    // A trailer needs something for each of its acts, whatever the film's shape.
    const auto part = [&](std::size_t percent) { return (count * percent + 99) / 100; };
    first = std::clamp(first, part(25), part(50));
    second = std::clamp(second, first + part(22), part(78));
  }
  std::vector<edit::Zone> zones(count);
  for (std::size_t rank = 0; rank < count; ++rank)
    zones[order[rank]] = rank < first    ? edit::Zone::beginning
                         : rank < second ? edit::Zone::escalation
                                         : edit::Zone::climax;
  return zones;
}

std::vector<edit::BeatType> find_beat_types(const std::vector<Signals>& signals,
                                            const std::vector<SceneEvidence>& evidence,
                                            const std::vector<edit::Zone>& zones,
                                            const edit::Anchors& anchors, base::Duration film) {
  std::vector<Worths> all;
  all.reserve(signals.size());
  for (std::size_t i = 0; i < signals.size(); ++i)
    all.push_back(worths_of(signals[i], evidence[i], zones[i], anchors, film));
  // The film's good examples of each type are the measure, unless it has none.
  constexpr float kLeast = 0.35f;
  Worths good{};
  for (std::size_t b = 0; b < edit::kBeatTypes.size(); ++b) {
    std::vector<float> worths;
    worths.reserve(all.size());
    for (const Worths& w : all) worths.push_back(w[b]);
    std::sort(worths.begin(), worths.end());
    good[b] = std::max(kLeast, worths.empty() ? 0 : worths[(worths.size() - 1) * 9 / 10]);
  }
  std::vector<edit::BeatType> types;
  for (Worths w : all) {
    for (std::size_t b = 0; b < edit::kBeatTypes.size(); ++b) w[b] /= good[b];
    // The first of equals.
    types.push_back(static_cast<edit::BeatType>(std::max_element(w.begin(), w.end()) - w.begin()));
  }
  return types;
}

std::string reason_for(const Signals& signals, const SceneEvidence& evidence, edit::Zone zone,
                       const subtitles::Cue* line) {
  std::array<std::size_t, edit::kSignals> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto contribution = [&](std::size_t i) {
    const auto signal = static_cast<edit::Signal>(i);
    // That a shot is early in the film, or easy to read, is no reason of its own.
    if (signal == edit::Signal::place || signal == edit::Signal::confidence) return 0.0f;
    const bool has_zero = signal == edit::Signal::emotion || signal == edit::Signal::face;
    // A rank is notable in the best third.
    return kWeights[i] * (has_zero ? signals[i] : 3 * (signals[i] - 0.67f));
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return contribution(a) > contribution(b); });
  std::string text = "nothing in it stands out";
  if (contribution(order[0]) > kNotable)
    text = words_for(static_cast<edit::Signal>(order[0]), evidence);
  if (contribution(order[1]) > kNotable)
    text += " and " + words_for(static_cast<edit::Signal>(order[1]), evidence);
  text += ", " + words_for(zone);
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  if (line != nullptr) text += "; “" + line->text + "” can be heard whole";
  return text + ".";
}

}  // namespace cinecut::story
