#include "cinecut/reading/internal/cards.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/languages.h"
#include "base/utf8.h"
#include "cinecut/edit/cards.h"

namespace cinecut::reading {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kCardTokens = 160;
constexpr std::size_t kShownBytes = 6'000;  ///< Of what happens: some 1,900 tokens.
constexpr std::size_t kShownLines = 10;

constexpr const char* kAboutCards =
    "You write the cards of a film's trailer: a few words each, alone on black between its parts. "
    "Below is what is known of the film. Answer as JSON.\n"
    "cards: 2 to 4 cards in the order in which they are shown, each of 2 to 6 words, in the "
    "language of the lines that are heard. Together they make curious: a world, a wish, a threat, "
    "a question. None tells how it ends, a secret, or what another card tells. Plain words: no "
    "markup, no quotation marks, not the film's title. Only the first word of a card and names "
    "begin with a capital letter, and only names that stand below are used.\n\nThe film: ";

/// Words that say nothing of a film, whatever it is about.
constexpr std::string_view kPlainWords =
    " a about after again against all always an and any anybody anyone are as at be because been "
    "before but by can cannot could did do does don't down each either else even ever every "
    "everybody everyone everything few for from get gets had has have he her here him his how i if "
    "in into is isn't it it's its just let like many may me more most much must my neither never "
    "no nobody none nor not nothing now of off on once one only or other our out over same she so "
    "some somebody someone something soon still such than that that's the their them then there "
    "these they this those three through till to too two under until up us was we were what when "
    "where which while who whom whose why will with without won't would you your ";

/// More that a card may begin with and that is nobody's name.
constexpr std::string_view kUsualWords =
    " alone ancient another betrayal beyond blood brothers children choose courage danger darkness "
    "days dead death destiny desire dream dreams enemies evil faith family far fate father fathers "
    "fear find first five flesh four freedom friends friendship great greed guilt hate heroes hope "
    "hours hundred innocence journey justice kill last legends lies life long look loss lost love "
    "loyalty memory men mercy mother mothers new night nights old order pain past peace people "
    "power "
    "pride promises remember revenge right rules run secrets seven silence sisters six sometimes "
    "sons strangers survival take ten time tonight trust truth twenty two war welcome whatever "
    "whoever winter women years young ";

bool has_word(std::string_view list, const std::string& word) {
  return list.contains(" " + word + " ");
}

constexpr bool is_letter(char32_t p) {
  if (p < 0x80)
    return (p >= U'a' && p <= U'z') || (p >= U'A' && p <= U'Z') || (p >= U'0' && p <= U'9');
  return p >= 0xC0 && p != 0xD7 && p != 0xF7 && !(p >= 0x2000 && p <= 0x2BFF) &&
         !(p >= 0x3000 && p <= 0x303F) && !(p >= 0xFE00 && p <= 0xFE6F) && p != 0xFFFD &&
         !(p >= 0x1F000 && p <= 0x1FBFF);
}
constexpr bool is_apostrophe(char32_t p) { return p == U'\'' || p == 0x2019; }

struct Word {
  std::string text;  ///< In small letters, without a possessive's s.
  bool has_capital = false;
  bool begins_sentence = false;
};

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  std::string written;
  bool is_start = true;
  const auto end_word = [&] {
    while (written.ends_with('\'')) written.pop_back();
    if (written.empty()) return;
    auto small = base::lower(written);
    std::size_t first = 0;
    (void)base::next_code_point(written, first);
    const bool has_capital = written.substr(0, first) != small.substr(0, first);
    if (small.ends_with("'s") && small != "it's" && small != "that's")
      small.resize(small.size() - 2);
    words.push_back({small, has_capital, is_start});
    is_start = false;
    written.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto from = at;
    const auto point = base::next_code_point(text, at);
    if (!point) ++at;
    if (point && is_letter(*point)) {
      written += text.substr(from, at - from);
    } else if (point && is_apostrophe(*point) && !written.empty()) {
      written += '\'';
    } else {
      end_word();
      is_start |= point && (*point == U'.' || *point == U'!' || *point == U'?' || *point == U':' ||
                            *point == 0x2026);
    }
  }
  end_word();
  return words;
}

/// Letters, digits and the marks of a sentence.
bool is_plain(std::string_view card) {
  static constexpr std::u32string_view kMarks = U" .,!?;:'-&\u2019\u2013\u2014\u2026\u00A1\u00BF";
  int letters = 0;
  for (std::size_t at = 0; at < card.size();) {
    const auto point = base::next_code_point(card, at);
    if (!point) return false;
    if (is_letter(*point))
      ++letters;
    else if (kMarks.find(*point) == std::u32string_view::npos)
      return false;
  }
  return letters >= 2;
}

/// But for their endings they are the same: "killer", "killed".
bool are_of_one_stem(const std::string& a, const std::string& b) {
  const auto stem = static_cast<std::size_t>(
      std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  const auto shorter = std::min(a.size(), b.size()), longer = std::max(a.size(), b.size());
  if (stem == shorter) return stem >= 3 && longer - stem <= 3;
  return stem >= 3 && longer - stem <= (stem == 3 ? 1 : 3);
}

std::string joined(const std::vector<Word>& words) {
  std::string text;
  for (const auto& word : words) text += word.text + " ";
  return text;
}

}  // namespace

Question question_about_cards(const std::vector<subtitles::Cue>& cues, const Reading& reading) {
  Question question{kAboutCards, {}, kCardTokens};
  auto& text = question.text;
  text += reading.logline + "\n";
  if (!reading.protagonist.empty()) text += "It is about: " + reading.protagonist + "\n";
  if (!reading.antagonist.empty()) text += "Against: " + reading.antagonist + "\n";
  for (const auto& secret : reading.keep_secret) text += "Must not be told: " + secret + "\n";
  const auto shown = std::max<std::size_t>(1, reading.chunks.size() * 3 / 4);
  text += "\nWhat happens:\n";
  for (std::size_t i = 0; i < reading.chunks.size() && i < shown; ++i) {
    const auto& summary = reading.chunks[i].summary;
    if (!summary.empty() && text.size() + summary.size() < kShownBytes) text += summary + "\n";
  }
  const int last = reading.chunks.empty()
                       ? -1
                       : reading.chunks[std::min(shown, reading.chunks.size()) - 1].last_cue;
  text += "\nHeard in the trailer:\n";
  std::size_t lines = 0;
  for (const auto& line : reading.spine) {
    if (line.cue > last || lines++ >= kShownLines) continue;
    text += base::in_one_line(cues[static_cast<std::size_t>(line.cue)].text) + "\n";
  }
  question.schema = Json{
      {"type", "object"},
      {"properties",
       {{"cards",
         {{"type", "array"},
          {"items", {{"type", "string"}, {"maxLength", kCardCharacters}}},
          {"minItems", kFewestCards},
          {"maxItems", kMostCards}}}}},
      {"required", {"cards"}},
      {"additionalProperties",
       false}}.dump();
  return question;
}

CardJudge::CardJudge(const std::vector<subtitles::Cue>& cues, const Reading& reading)
    : asked_(" " + joined(words_of(instructions() + " " + kAboutCards))) {
  for (const auto& cue : cues) {
    if (cue.is_sound) continue;
    for (const auto& word : words_of(cue.speaker + " " + cue.text)) heard_.insert(word.text);
  }
  const auto learn = [&](const std::string& text) {
    for (const auto& word : words_of(text))
      if (!word.has_capital) usual_.insert(word.text);
  };
  learn(reading.logline);
  for (const auto& chunk : reading.chunks)
    for (const auto* text : {&chunk.summary, &chunk.want, &chunk.change}) learn(*text);
  // Whom it is about is no secret.
  std::set<std::string> told;
  for (const auto& word : words_of(reading.protagonist)) told.insert(word.text);
  for (const auto& secret : reading.keep_secret)
    for (const auto& word : words_of(secret))
      if (!has_word(kPlainWords, word.text) && !told.contains(word.text))
        secrets_.insert(word.text);
}

bool CardJudge::is_known(const std::string& word) const {
  return heard_.contains(word) || usual_.contains(word) || has_word(kPlainWords, word) ||
         has_word(kUsualWords, word);
}

bool CardJudge::is_secret(const std::string& word) const {
  return !has_word(kPlainWords, word) &&
         std::ranges::any_of(
             secrets_, [&](const std::string& secret) { return are_of_one_stem(secret, word); });
}

bool CardJudge::allows(std::string_view card) const {
  const auto count = edit::words_in(card);
  if (count < 1 || count > kMostCardWords || card.size() > 4 * kCardCharacters || !is_plain(card))
    return false;
  const auto words = words_of(card);
  // A model that understands nothing says the question again.
  if (words.size() > 1 && asked_.contains(" " + joined(words))) return false;
  const bool all_have_capitals = std::ranges::all_of(
      words, [](const Word& word) { return word.has_capital || has_word(kPlainWords, word.text); });
  for (const auto& word : words) {
    if (is_secret(word.text)) return false;
    if (!word.has_capital || heard_.contains(word.text)) continue;
    const bool may_be_a_name = !(word.begins_sentence || (all_have_capitals && words.size() > 1));
    // "I" is a capital everywhere.
    if (word.text != "i" && !word.text.starts_with("i'") && (may_be_a_name || !is_known(word.text)))
      return false;
  }
  return true;
}

std::vector<std::string> CardJudge::allowed(const std::vector<std::string>& cards) const {
  std::vector<std::string> kept;
  std::set<std::string> seen;
  for (const auto& card : cards) {
    auto text = base::in_one_line(card);
    if (text.ends_with('.') && !text.ends_with("..")) text.pop_back();
    if (kept.size() == kMostCards || !allows(text) || !seen.insert(joined(words_of(text))).second)
      continue;
    kept.push_back(std::move(text));
  }
  return kept;
}

std::vector<std::string> clauses_of(std::string_view logline) {
  // A clause has a subject of its own if it begins like one.
  static constexpr std::string_view kBeginnings =
      " a an every her his its nobody no one she someone the their they two he somebody ";
  static constexpr std::string_view kJoints = " and but when while ";
  std::vector<std::string> clauses;
  std::string clause;
  const auto end_clause = [&] {
    const auto words = words_of(clause);
    if (words.size() >= 2 && (has_word(kBeginnings, words[0].text) || words[0].has_capital)) {
      if (clause[0] >= 'a' && clause[0] <= 'z') clause[0] = static_cast<char>(clause[0] - 32);
      clauses.push_back(clause);
    }
    clause.clear();
  };
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    if (has_word(kJoints, word))
      end_clause();
    else
      clause += (clause.empty() ? "" : " ") + word;
    word.clear();
  };
  for (const char c : base::in_one_line(logline)) {
    if (c == ' ') {
      end_word();
    } else if (std::string_view(",;:.!").contains(c)) {
      end_word();
      end_clause();
    } else {
      word += c;
    }
  }
  end_word();
  end_clause();
  return clauses;
}

}  // namespace cinecut::reading
