#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numeric>
#include <set>

#include "cinecut/story/internal/lines.h"
#include "cinecut/subtitles/sentences.h"

namespace cinecut::story {
namespace {

/// The words in small letters, without marks; apostrophes stay.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    // A curly apostrophe.
    const bool curly = text.substr(i, 3) == "\xE2\x80\x99";
    char c = curly ? '\'' : text[i];
    if (curly) i += 2;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const bool is_part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' ||
                         static_cast<unsigned char>(c) >= 0x80;
    if (is_part)
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

bool has_any(const std::vector<std::string>& words, const std::set<std::string_view>& list) {
  return std::any_of(words.begin(), words.end(), [&](const auto& w) { return list.contains(w); });
}

const std::set<std::string_view> kFillers = {
    "ah",   "aha",    "alright", "bye",     "cheers",  "come",    "eh",      "er",    "excuse",
    "fine", "good",   "gosh",    "great",   "hello",   "hey",     "hi",      "hmm",   "huh",
    "i",    "indeed", "it",      "just",    "kay",     "look",    "ma'am",   "maybe", "me",
    "mhm",  "mister", "mm",      "morning", "much",    "mr",      "night",   "no",    "nah",
    "now",  "of",     "oh",      "ok",      "okay",    "on",      "please",  "right", "sir",
    "so",   "sorry",  "sure",    "thank",   "thanks",  "that",    "the",     "there", "uh",
    "um",   "very",   "wait",    "well",    "welcome", "what",    "who",     "wow",   "yeah",
    "yep",  "yes",    "you",     "all",     "course",  "evening", "goodbye", "cool"};

// Words of fate, of everything and nothing, of duty and promise.
const std::set<std::string_view> kWeighty = {
    "alone",     "alive",    "dare",     "whatever",   "if",      "every",  "someone",  "somebody",
    "father's",  "swear",    "waiting",  "whole",      "always",  "anyone", "anything", "believe",
    "choice",    "choose",   "dead",     "death",      "destiny", "die",    "dream",    "end",
    "enough",    "ever",     "everyone", "everything", "fate",    "father", "fear",     "fight",
    "forever",   "forget",   "free",     "future",     "god",     "gone",   "home",     "hope",
    "human",     "kill",     "know",     "last",       "lie",     "life",   "live",     "lost",
    "love",      "mother",   "must",     "need",       "never",   "nobody", "nothing",  "only",
    "promise",   "real",     "remember", "save",       "secret",  "soul",   "stop",     "survive",
    "time",      "together", "truth",    "war",        "world",   "wrong",  "power",    "brother",
    "sister",    "son",      "daughter", "tonight",    "blood",   "trust",  "afraid",   "change",
    "impossible"};

const std::set<std::string_view> kFirstOrSecond = {
    "i",     "i'm",   "i'll", "i've", "i'd", "me",     "my",     "mine",   "we",   "we're",
    "we'll", "we've", "us",   "our",  "you", "you're", "you'll", "you've", "your", "yours"};

// They say something only to who has heard what went before.
const std::set<std::string_view> kPointers = {"it",    "he",    "she",     "him",   "her",  "them",
                                              "they",  "this",  "that",    "it's",  "he's", "she's",
                                              "those", "these", "there's", "that's"};

const std::set<std::string_view> kTellings = {
    "ago",     "born",     "called", "city",       "country", "day",    "discovered", "found",
    "history", "hundred",  "island", "king",       "legend",  "built",  "named",      "once",
    "story",   "thousand", "town",   "village",    "was",     "were",   "worked",     "years",
    "there",   "lived",    "people", "scientists", "company", "planet", "began",      "war"};

/// Is it a whole sentence, not a piece of one?
float wholeness(std::string_view text) {
  float whole = 1;
  if (subtitles::begins_inside(text)) whole *= 0.45f;
  const char last = text.back();
  if (last == ',' || last == '-' || last == ';' || last == ':') whole *= 0.45f;
  if (text.ends_with("...") || text.ends_with("\xE2\x80\xA6") || text.ends_with("\xE2\x80\x94"))
    whole *= 0.65f;
  const bool ends_open = (last >= 'a' && last <= 'z') || (last >= '0' && last <= '9');
  return ends_open ? whole * 0.7f : whole;
}

/// 1 for what takes one and a half to three and a half seconds to hear.
float fit_of_length(base::Duration length) {
  const double s = base::to_seconds(length);
  if (s < 0.8 || s > 4.5) return 0;
  if (s < 1.4) return static_cast<float>(0.6 + 0.4 * (s - 0.8) / 0.6);
  if (s > 3.5) return static_cast<float>(1 - 0.4 * (s - 3.5));
  return 1;
}

bool is_only_fillers_or_names(const std::vector<std::string>& words, std::string_view text) {
  if (std::all_of(words.begin(), words.end(), [](const auto& w) { return kFillers.contains(w); }))
    return true;
  // "Doctor Miller!", "Anna Karenina": every word begins with a capital, and there are few.
  if (words.size() > 3) return false;
  bool at_start = true;
  std::size_t capitals = 0;
  for (const char c : text) {
    capitals += at_start && c >= 'A' && c <= 'Z';
    at_start = c == ' ';
  }
  const bool shouted =
      std::none_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return words.size() > 1 && capitals == words.size() && !shouted;
}

LineKind kind_by_words(const std::vector<std::string>& words, std::string_view text,
                       edit::Emotion emotion, float strength) {
  if (text.find('?') != std::string_view::npos && text.back() != '.' && text.back() != '!')
    return LineKind::question;
  const bool to_you = has_any(words, {"you", "you're", "you'll", "your", "they", "they're", "them",
                                      "he", "he's", "she", "we're", "we"});
  if (emotion == edit::Emotion::intense && strength > 0.4f && to_you) return LineKind::threat;
  const bool of_me = has_any(words, kFirstOrSecond);
  if ((emotion == edit::Emotion::romantic || emotion == edit::Emotion::negative ||
       emotion == edit::Emotion::positive) &&
      strength > 0.4f && of_me)
    return LineKind::feeling;
  if (words.size() >= 6 && has_any(words, kTellings)) return LineKind::exposition;
  return LineKind::statement;
}

// What a line's use and its feeling make of its worth, where a model tells its use.
constexpr float kUseful = 0.65f, kFelt = 0.35f;

float worth_of_kind(LineKind kind) {
  switch (kind) {
    case LineKind::threat:
      return 1;
    case LineKind::feeling:
      return 0.9f;
    case LineKind::question:
      return 0.85f;
    case LineKind::statement:
      return 0.8f;
    default:
      return 0.7f;
  }
}

}  // namespace

/// What a line with that role does.
LineKind kind_of(edit::Role role) {
  switch (role) {
    case edit::Role::world:
    case edit::Role::person:
      return LineKind::exposition;
    case edit::Role::threat:
      return LineKind::threat;
    case edit::Role::hook:
    case edit::Role::question:
      return LineKind::question;
    case edit::Role::vow:
    case edit::Role::want:
      return LineKind::feeling;
    case edit::Role::turn:
    case edit::Role::punch_line:
      return LineKind::statement;
  }
  return LineKind::statement;
}

std::optional<LinePurpose> purpose_of(const meaning::Meaning& meaning, int first, int last) {
  std::array<float, meaning::kRoles> shares{};
  float count = 0;
  for (int i = first; i <= last; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (at >= meaning.said.size() || meaning.said[at].vector.empty()) continue;
    for (std::size_t r = 0; r < shares.size(); ++r) shares[r] += meaning.said[at].role[r];
    ++count;
  }
  if (count == 0) return std::nullopt;
  const auto best = std::ranges::max_element(shares);
  return LinePurpose{edit::kRoles[static_cast<std::size_t>(best - shares.begin())], *best / count,
                     std::accumulate(shares.begin(), shares.end(), 0.0f) / count};
}

LineWorth worth_of_line(const std::string& text, edit::Emotion emotion, float strength,
                        base::Duration length, const std::optional<LinePurpose>& purpose) {
  const auto words = words_of(text);
  const float fit = fit_of_length(length);
  if (words.empty() || fit == 0 || is_only_fillers_or_names(words, text)) return {};
  if (purpose) {
    const auto kind = kind_of(purpose->role);
    const float content = kUseful * purpose->useful + kFelt * std::clamp(strength, 0.0f, 1.0f);
    return {kind, std::clamp(fit * wholeness(text) * worth_of_kind(kind) * content, 0.0f, 1.0f)};
  }
  const LineKind kind = kind_by_words(words, text, emotion, strength);
  float content = 0.25f + 0.4f * std::clamp(strength, 0.0f, 1.0f);
  content += 0.1f * static_cast<float>(std::min<long>(
                        3, std::count_if(words.begin(), words.end(),
                                         [](const auto& w) { return kWeighty.contains(w); })));
  if (has_any(words, kFirstOrSecond)) content += 0.1f;
  if (has_any(words, kPointers)) content -= 0.06f;
  if (words.size() < 3 && strength < 0.3f) content *= 0.5f;
  if (words.front() == "and" || words.front() == "but" || words.front() == "so") content -= 0.05f;
  const float score = fit * wholeness(text) * worth_of_kind(kind) * std::clamp(content, 0.0f, 1.0f);
  return {kind, std::clamp(score, 0.0f, 1.0f)};
}

}  // namespace cinecut::story
