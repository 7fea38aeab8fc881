#include "cinecut/subtitles/emotion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "cinecut/subtitles/internal/encoding.h"
#include "cinecut/subtitles/internal/letters.h"
#include "cinecut/subtitles/internal/lexicon.h"

namespace cinecut::subtitles {
namespace {

constexpr std::size_t kFeelings = 5;       // The emotions without neutral.
constexpr float kThreshold = 0.45f;        // One weak word says nothing.
constexpr std::size_t kNegationReach = 3;  // "I am not so very happy."

struct Words {
  std::vector<std::string> words;  // Small letters; apostrophes straight.
  std::vector<int> clause;         // Of each word; counts up at punctuation.
  int shouted = 0;                 // Words of three letters or more, all capitals.
  int spoken = 0;                  // Words of three letters or more, not all capitals.
  int exclamations = 0;
  bool has_question = false;
};

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) add(next_code_point(text, at));
    end_word();
  }

  Words take() { return std::move(out_); }

 private:
  void add(char32_t p) {
    if (p == 0x2019 || p == 0x2BC) p = U'\'';
    const bool joins = (p == U'\'' || p == U'-') && !word_.empty();
    if (is_letter(p) || is_digit(p) || joins) {
      upper_ += is_upper(p);
      small_ += is_lower(p);
      if (p >= U'A' && p <= U'Z') p += U'a' - U'A';
      append_utf8(word_, p);
      return;
    }
    end_word();
    out_.exclamations += p == U'!';
    out_.has_question = out_.has_question || p == U'?';
    if (p == U',' || p == U'.' || p == U';' || p == U':' || p == U'!' || p == U'?' || p == 0x2026 ||
        p == 0x2013 || p == 0x2014)
      ++clause_;
  }

  void end_word() {
    while (!word_.empty() && (word_.back() == '\'' || word_.back() == '-')) word_.pop_back();
    if (!word_.empty()) {
      if (upper_ + small_ >= 3) ++(small_ == 0 ? out_.shouted : out_.spoken);
      out_.words.push_back(word_);
      out_.clause.push_back(clause_);
    }
    word_.clear();
    upper_ = small_ = 0;
  }

  Words out_;
  std::string word_;
  int clause_ = 0;
  int upper_ = 0;
  int small_ = 0;
};

bool is_one_of(const std::string& word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool negates(const std::string& word) {
  return word.ends_with("n't") || is_one_of(word, {"not", "no", "never", "without", "hardly",
                                                   "barely", "cannot", "neither", "nor"});
}

struct Context {
  bool negated = false;
  float strength = 1;
};

/// What the words before words[at], in the same clause, do to its feeling.
Context context_of(const Words& w, std::size_t at) {
  Context c;
  for (std::size_t back = 1; back <= kNegationReach && back <= at; ++back) {
    const std::size_t i = at - back;
    if (w.clause[i] != w.clause[at] || w.words[i] == "but") break;
    if (negates(w.words[i])) c.negated = !c.negated;
    if (back > 2) continue;
    if (is_one_of(w.words[i], {"very", "so", "really", "absolutely", "truly", "extremely", "too",
                               "completely", "always", "ever", "deeply", "most", "totally"}))
      c.strength *= 1.3f;
    if (is_one_of(w.words[i], {"slightly", "little", "bit", "somewhat", "maybe", "perhaps"}))
      c.strength *= 0.6f;
  }
  return c;
}

/// "Not happy" is sad, "not afraid" a little hopeful, "won't kill" is still about killing.
WordFeeling negation_of(WordFeeling f) {
  switch (f.emotion) {
    case edit::Emotion::positive:
    case edit::Emotion::romantic:
      return {edit::Emotion::negative, f.weight * 0.6f};
    case edit::Emotion::comedic:
      return {edit::Emotion::negative, f.weight * 0.4f};
    case edit::Emotion::negative:
      return {edit::Emotion::positive, f.weight * 0.4f};
    default:
      return {f.emotion, f.weight * 0.6f};
  }
}

}  // namespace

Feeling feeling_of(std::string_view text, Capitals capitals) {
  const Words w = Tokenizer(text).take();
  std::array<float, kFeelings> sums{};
  float strongest = 0, place = 0.5f;
  const auto sum = [&](edit::Emotion e) -> float& { return sums[static_cast<std::size_t>(e)]; };
  for (std::size_t at = 0, length = 1; at < w.words.size(); at += length) {
    const WordFeeling* found = find_feeling(w.words, at, length);
    if (found == nullptr || found->emotion == edit::Emotion::neutral) continue;
    const Context context = context_of(w, at);
    const WordFeeling f = context.negated ? negation_of(*found) : *found;
    sum(f.emotion) += f.weight * context.strength;
    if (f.weight * context.strength <= strongest) continue;
    strongest = f.weight * context.strength;
    place = (static_cast<float>(at) + 0.5f) / static_cast<float>(w.words.size());
  }

  const float marks = static_cast<float>(std::min(w.exclamations, 3));
  for (float& s : sums) s *= 1 + 0.15f * marks;
  sum(edit::Emotion::intense) += 0.2f * marks;
  if (w.exclamations > 0 && w.has_question) sum(edit::Emotion::intense) += 0.1f;
  const bool is_shouted = w.shouted > w.spoken && (w.shouted > 1 || w.exclamations > 0);
  if (capitals == Capitals::shout && is_shouted) sum(edit::Emotion::intense) += 0.5f;

  // The first of equals: the order of the enumeration.
  const auto best = std::max_element(sums.begin(), sums.end());
  if (*best < kThreshold) return {};
  return {static_cast<edit::Emotion>(best - sums.begin()), 1 - std::exp(-*best), place};
}

}  // namespace cinecut::subtitles
