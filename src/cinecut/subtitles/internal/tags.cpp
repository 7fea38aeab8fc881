#include "cinecut/subtitles/internal/tags.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/languages.h"
#include "base/utf8.h"

namespace cinecut::subtitles {
namespace {

constexpr std::size_t kMostTags = 8;

constexpr std::array<std::string_view, 10> kForced = {"forced",   "foreign", "sign",  "signs",
                                                      "song",     "songs",   "forcé", "forcés",
                                                      "forzados", "forzati"};
constexpr std::array<std::string_view, 8> kCommentary = {
    "commentary", "comment",        "comments",    "commentaries",
    "kommentar",  "audiokommentar", "commentaire", "commentaires"};
constexpr std::array<std::string_view, 9> kHearingImpaired = {
    "sdh", "cc", "hoh", "hearing", "impaired", "deaf", "closed", "captioned", "malentendants"};
/// They change nothing.
constexpr std::array<std::string_view, 32> kNeutral = {
    "full",     "complete",  "dialogue", "dialog",     "dialogues",   "sub",    "subs",
    "subtitle", "subtitles", "caption",  "captions",   "utf",         "utf8",   "srt",
    "ass",      "ssa",       "vtt",      "text",       "track",       "retail", "regular",
    "normal",   "original",  "orig",     "simplified", "traditional", "latin",  "american",
    "america",  "european",  "hans",     "hant"};

/// What people write for languages besides their codes and names.
constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kAliases = {
    {{"chs", "zh"},
     {"cht", "zh"},
     {"cn", "zh"},
     {"简体", "zh"},
     {"繁體", "zh"},
     {"简中", "zh"},
     {"繁中", "zh"},
     {"jp", "ja"},
     {"jap", "ja"},
     {"kr", "ko"},
     {"pob", "pt"},
     {"pb", "pt"},
     {"gr", "el"},
     {"ua", "uk"},
     {"cz", "cs"},
     {"dk", "da"},
     {"esp", "es"},
     {"spn", "es"}}};

template <typename Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool is_number(std::string_view word, std::size_t most_digits) {
  return word.size() <= most_digits &&
         std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// The US of en-US, the 419 of es-419.
bool is_region(const Word& word) {
  return (word.is_joined && word.text.size() == 2) || is_number(word.text, 3);
}

/// True: it is a mark, which `tags` now carries, or says nothing.
bool take_mark(std::string_view word, SubtitleTags& tags) {
  const bool forced = is_one_of(kForced, word), commentary = is_one_of(kCommentary, word);
  const bool hearing = is_one_of(kHearingImpaired, word), is_default = word == "default";
  tags.is_forced |= forced;
  tags.is_commentary |= commentary;
  tags.is_hearing_impaired |= hearing;
  tags.is_default |= is_default;
  return forced || commentary || hearing || is_default || is_one_of(kNeutral, word) ||
         is_number(word, 2);
}

std::optional<std::string> language_of(const std::string& word) {
  for (const auto& [alias, code] : kAliases)
    if (word == alias) return std::string(code);
  return base::language_code(word);
}

/// Valid UTF-8: bytes that are not are taken for Latin-1.
std::string repaired(std::string_view bytes) {
  if (base::is_utf8(bytes)) return std::string(bytes);
  std::string text;
  for (const char c : bytes) base::append_utf8(text, static_cast<unsigned char>(c));
  return text;
}

/// NFKC with cases folded.
std::string folded(std::string_view name) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFKCCasefoldInstance(error);
  std::string text = repaired(name);
  std::string out;
  if (U_FAILURE(error)) return text;
  form->normalize(icu::UnicodeString::fromUTF8(text), error).toUTF8String(out);
  return U_FAILURE(error) ? text : out;
}

bool is_separator(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte <= 0x20 || byte == 0x7F) return true;
  return std::string_view(".-_()[]{},;+&!?'\"#~=@$%^`:*<>|/\\").find(c) != std::string_view::npos;
}

}  // namespace

std::vector<Word> words_of(std::string_view name) {
  std::vector<Word> words;
  const std::string text = folded(name);
  for (std::size_t at = 0; at < text.size();) {
    if (is_separator(text[at])) {
      ++at;
      continue;
    }
    const auto start = at;
    while (at < text.size() && !is_separator(text[at])) ++at;
    const char before = start > 0 ? text[start - 1] : ' ';
    words.push_back({text.substr(start, at - start), before == '-' || before == '_'});
  }
  return words;
}

std::optional<SubtitleTags> tags_in(std::span<const Word> words) {
  SubtitleTags tags;
  bool has_hi = false;
  for (const Word& word : words) {
    if (word.text == "hi") {
      has_hi = true;
    } else if (!tags.language.empty() && is_region(word)) {
      continue;
    } else if (!take_mark(word.text, tags)) {
      const auto language = language_of(word.text);
      if (!language) return std::nullopt;
      if (tags.language.empty()) tags.language = *language;
    }
  }
  if (has_hi && !tags.language.empty()) tags.is_hearing_impaired = true;
  if (has_hi && tags.language.empty()) tags.language = "hi";
  return tags;
}

std::size_t count_tags(std::span<const Word> words) {
  for (auto n = std::min(words.size(), kMostTags); n > 0; --n)
    if (tags_in(words.last(n))) return n;
  return 0;
}

SubtitleTags tags_in_title(std::string_view title) {
  SubtitleTags tags;
  bool is_full = false;
  for (const Word& word : words_of(title)) {
    is_full |= word.text == "full" || word.text == "complete" || word.text.starts_with("dialog");
    if (take_mark(word.text, tags) || !tags.language.empty()) continue;
    // A short word of a sentence is rarely a code.
    if (word.text.size() >= 4) tags.language = base::language_code(word.text).value_or("");
  }
  if (tags.language.empty()) tags.language = base::language_code(title).value_or("");
  if (is_full) tags.is_forced = false;  // "Full dialogue, signs and songs".
  return tags;
}

std::string language_name(std::string_view language) {
  const auto code = base::language_code(language);
  if (!code) return std::string(language);
  icu::UnicodeString name;
  icu::Locale(code->c_str()).getDisplayLanguage(icu::Locale::getEnglish(), name);
  std::string text;
  name.toUTF8String(text);
  return text;
}

}  // namespace cinecut::subtitles
