#include "cinecut/meaning/meaning.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "base/files.h"
#include "base/hash.h"
#include "base/log.h"
#include "cinecut/meaning/internal/examples.h"
#include "cinecut/meaning/internal/lesson.h"
#include "cinecut/meaning/internal/vectors.h"

namespace cinecut::meaning {
namespace {

// Raise it when the same examples and vectors are understood otherwise.
constexpr const char* kVersion = "1";
constexpr const char* kEnglish = "en";
constexpr std::array<std::string_view, 3> kPictures = {"subject", "writing", "empty"};

/// The label's place among those of its set; -1: there is no such label.
int place_of(const LabelledText& taught) {
  const auto place = [](const auto& values, const auto& value) {
    return static_cast<int>(std::ranges::find(values, value) - values.begin());
  };
  if (taught.set == "emotion")
    if (const auto found = edit::value_named(edit::kEmotions, taught.label))
      return place(edit::kEmotions, *found);
  if (taught.set == "role") {
    if (taught.label == "none") return static_cast<int>(kRoles);
    if (const auto found = edit::value_named(edit::kRoles, taught.label))
      return place(edit::kRoles, *found);
  }
  if (taught.set == "zone")
    if (const auto found = edit::value_named(edit::kZones, taught.label))
      return place(edit::kZones, *found);
  if (taught.set == "picture")
    if (const int at = place(kPictures, taught.label); at < static_cast<int>(kPictures.size()))
      return at;
  return -1;
}

/// What a model said about a picture. Measures in words mean nothing that measures don't.
std::string words_of(const descriptions::Scene& scene) {
  std::string text;
  if (scene.source == "measures") return text;
  const auto& d = scene.description;
  for (const auto* part : {&d.visual_content, &d.action, &d.setting, &d.mood}) {
    if (part->empty()) continue;
    text += (text.empty() ? "" : " ") + *part;
  }
  return text;
}

/// Where the vectors of the examples are kept for all films: a file of the user's cache, or beside
/// the film's own where there is none that can be written to.
std::filesystem::path examples_path(const engines::EngineChoice& choice,
                                    const std::filesystem::path& journal) {
  const auto folder = base::cache_folder();
  const auto name = "examples-" + base::content_hash(choice.identity()) + ".msgpack";
  return folder.empty() ? journal.parent_path() / name : folder / name;
}

/// Vectors by what was said, and what is learned from those of the examples.
class Understanding {
 public:
  Understanding(const Vectors& vectors, std::string model)
      : vectors_(vectors),
        model_(std::move(model)),
        languages_(find_languages()),
        emotion_(lesson("emotion", static_cast<int>(edit::kEmotions.size()))),
        role_(lesson("role", static_cast<int>(kRoles) + 1)),
        zone_(lesson("zone", static_cast<int>(edit::kZones.size()))),
        picture_(lesson("picture", static_cast<int>(kPictures.size()))) {}

  /// Does the model know more than English?
  bool knows_languages() const { return languages_ == Languages::many; }

  /// Which of the examples' languages most of `texts` are like.
  std::string language_of(const std::vector<subtitles::Cue>& cues) const {
    const auto middle = [](const std::vector<Vector>& vectors) {
      Vector sum;
      for (const auto& v : vectors) {
        sum.resize(std::max(sum.size(), v.size()));
        for (std::size_t i = 0; i < v.size(); ++i) sum[i] += v[i];
      }
      to_unit_length(sum);
      return sum;
    };
    std::map<std::string_view, std::vector<Vector>> taught;
    for (const auto& e : examples()) taught[e.language].push_back(vector_of(e.text));
    std::vector<Vector> heard;
    for (const auto& cue : cues)
      if (!cue.is_sound) heard.push_back(vector_of(cue.text));
    const auto here = middle(heard);
    std::string best = kEnglish;
    float nearest = -1;
    for (const auto& [language, vectors] : taught)
      if (const float near = likeness(middle(vectors), here); near > nearest)
        nearest = near, best = language;
    return best;
  }

  Said said(std::string_view text) const {
    Said s;
    s.vector = vector_of(text);
    std::ranges::copy(emotion_.shares_of(s.vector), s.emotion.begin());
    const auto roles = role_.shares_of(s.vector);
    std::copy_n(roles.begin(), kRoles, s.role.begin());
    std::ranges::copy(zone_.shares_of(s.vector), s.zone.begin());
    return s;
  }

  Seen seen(std::string_view text) const {
    Seen s;
    s.vector = vector_of(text);
    const auto shares = picture_.shares_of(s.vector);
    if (!s.vector.empty()) s.subject = shares[0], s.writing = shares[1], s.empty = shares[2];
    std::ranges::copy(zone_.shares_of(s.vector), s.zone.begin());
    return s;
  }

 private:
  Vector vector_of(std::string_view text) const {
    const auto found = vectors_.find(base::content_hash(as_sent(text, model_)));
    return found == vectors_.end() ? Vector{} : found->second;
  }

  enum class Languages { english, many };

  Lesson lesson(std::string_view set, int labels) const {
    std::vector<Example> taught;
    for (const auto& e : examples())
      if (e.set == set && (e.language == kEnglish || languages_ == Languages::many))
        taught.push_back({vector_of(e.text), place_of(e)});
    return {taught, labels};
  }

  /// A model of many languages tells feelings in all of them from English examples. To one of
  /// English alone, other examples are noise.
  Languages find_languages() const {
    const auto english = lesson("emotion", static_cast<int>(edit::kEmotions.size()));
    int right = 0, all = 0;
    for (const auto& e : examples()) {
      if (e.set != "emotion" || e.language == kEnglish) continue;
      const auto shares = english.shares_of(vector_of(e.text));
      right += std::max_element(shares.begin(), shares.end()) - shares.begin() == place_of(e);
      ++all;
    }
    return 2 * right > all ? Languages::many : Languages::english;
  }

  const Vectors& vectors_;
  std::string model_;
  Languages languages_ = Languages::english;
  Lesson emotion_, role_, zone_, picture_;
};

/// Without what all of them have in common, so that likeness tells them apart.
template <typename Items>
void take_mean_off(Items& items) {
  Vector mean;
  float count = 0;
  for (const auto& item : items) {
    if (item.vector.empty()) continue;
    mean.resize(item.vector.size());
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += item.vector[i];
    ++count;
  }
  for (auto& item : items) {
    if (item.vector.empty()) continue;
    for (std::size_t i = 0; i < mean.size(); ++i) item.vector[i] -= mean[i] / count;
    to_unit_length(item.vector);
  }
}

}  // namespace

float likeness(const Vector& a, const Vector& b) {
  if (a.size() != b.size()) return 0;
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0f);
}

engines::EngineChoice for_embeddings(engines::EngineChoice choice) {
  choice.context_tokens = 512;
  choice.slots = 2;
  choice.is_light = true;
  return choice;
}

std::string meaning_of(const engines::EngineChoice& choice) {
  std::string taught;
  for (const auto& e : examples())
    taught += std::string(e.label) + "\t" + std::string(e.text) + "\n";
  return std::string("meaning ") + kVersion + ", examples " + base::content_hash(taught) + ", " +
         choice.identity();
}

std::filesystem::path journal_path(const std::filesystem::path& work, const std::string& stem) {
  return work / base::fitting_name(work, stem, ".meaning.msgpack");
}

Meaning understand(const std::vector<subtitles::Cue>& cues,
                   const std::vector<descriptions::Scene>& scenes,
                   const engines::EngineChoice& choice, const std::filesystem::path& journal,
                   const MeaningListener& listener, const std::stop_token& stop) {
  Meaning meaning;
  meaning.model = choice.name();
  std::vector<std::string> taught, texts;
  taught.reserve(examples().size());
  for (const auto& e : examples()) taught.push_back(as_sent(e.text, meaning.model));
  for (const auto& cue : cues)
    if (!cue.is_sound) texts.push_back(as_sent(cue.text, meaning.model));
  for (const auto& scene : scenes) texts.push_back(as_sent(words_of(scene), meaning.model));
  // Those of the film last, so that they are what the listener counts to its end.
  auto vectors = vectors_for(taught, choice, examples_path(choice, journal), listener, stop);
  vectors.merge(vectors_for(texts, choice, journal, listener, stop));
  if (vectors.empty()) return {};
  const Understanding understanding(vectors, meaning.model);
  const bool is_understood =
      understanding.knows_languages() || understanding.language_of(cues) == kEnglish;
  if (!is_understood)
    base::warn("The embedding model " + meaning.model +
               " knows English only, and the film speaks another language. What is said is told by "
               "marks, loudness and length; multilingual-e5-small knows a hundred languages.");
  for (const auto& cue : cues) {
    const bool counts = is_understood && !cue.is_sound;
    meaning.said.push_back(understanding.said(counts ? std::string_view(cue.text) : ""));
  }
  for (const auto& scene : scenes) meaning.seen.push_back(understanding.seen(words_of(scene)));
  take_mean_off(meaning.said);
  take_mean_off(meaning.seen);
  return meaning;
}

std::vector<subtitles::Cue> felt(std::vector<subtitles::Cue> cues, const Meaning& meaning) {
  constexpr auto kNeutral = static_cast<std::size_t>(edit::Emotion::neutral);
  for (std::size_t i = 0; i < std::min(cues.size(), meaning.said.size()); ++i) {
    const auto& said = meaning.said[i];
    if (said.vector.empty()) continue;
    const auto best = std::ranges::max_element(said.emotion) - said.emotion.begin();
    cues[i].emotion = edit::kEmotions[static_cast<std::size_t>(best)];
    const bool is_neutral = cues[i].emotion == edit::Emotion::neutral;
    cues[i].emotion_strength = is_neutral ? 0 : 1 - said.emotion[kNeutral];
  }
  return cues;
}

}  // namespace cinecut::meaning
