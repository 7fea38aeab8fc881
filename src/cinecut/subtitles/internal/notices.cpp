#include "cinecut/subtitles/internal/notices.h"

#include <unicode/regex.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>

#include "cinecut/subtitles/internal/notice_forms.h"

namespace cinecut::subtitles {
namespace {

using icu::RegexMatcher;
using icu::RegexPattern;
using icu::UnicodeString;

constexpr std::size_t kLongestNotice = 400;  // Bytes.
constexpr int kMostCreditWords = 14;
constexpr int kMostNameWords = 6;
constexpr int kReturns = 3;              // A possible notice is one if it stands so often, ...
constexpr std::size_t kEdge = 2;         // ... or among the first or last two cues.
constexpr std::size_t kLoop = 6;         // So often in a row says it only a machine, ...
constexpr std::size_t kEvenLoop = 4;     // ... less often if each lasts the same.
constexpr std::size_t kWordsOfLoop = 3;  // People shout one or two words as often as they like.
constexpr std::size_t kLongestLoop = 12;
constexpr std::int32_t kMostMatching = 50;  // Steps of ICU's clock, about a millisecond each.

/// All of `forms` as one pattern.
std::unique_ptr<RegexPattern> compile(std::span<const char* const> forms, const char* before = "",
                                      const char* after = "") {
  std::string text;
  for (const char* form : forms) text += (text.empty() ? "(?:" : "|(?:") + std::string(form) + ")";
  text = before + ("(?:" + text + ")") + after;
  UErrorCode status = U_ZERO_ERROR;
  UParseError where{};
  std::unique_ptr<RegexPattern> pattern(
      RegexPattern::compile(UnicodeString::fromUTF8(text), UREGEX_CASE_INSENSITIVE, where, status));
  if (U_FAILURE(status))
    throw std::logic_error("a form of notices cannot be read, at character " +
                           std::to_string(where.offset));
  return pattern;
}

struct Match {
  std::int32_t start = 0, end = 0;
};

std::optional<Match> find(const RegexPattern& pattern, const UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<RegexMatcher> matcher(pattern.matcher(text, status));
  if (U_FAILURE(status)) return std::nullopt;
  matcher->setTimeLimit(kMostMatching, status);
  if (!matcher->find(status) || U_FAILURE(status)) return std::nullopt;
  return Match{matcher->start(status), matcher->end(status)};
}

/// Words, of letters and digits.
std::vector<UnicodeString> words_of(const UnicodeString& text) {
  std::vector<UnicodeString> words(1);
  for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
    const UChar32 c = text.char32At(at);
    if (u_isalnum(c) || c == U'\'' || c == U'_' || c == U'@')
      words.back().append(c);
    else if (!words.back().isEmpty())
      words.emplace_back();
  }
  if (words.back().isEmpty()) words.pop_back();
  return words;
}

bool ends_sentence(UnicodeString text) {
  text.trim();
  const UChar32 last = text.isEmpty() ? 0 : text.char32At(text.length() - 1);
  return last == U'.' || last == U'!' || last == U'?' || last == U'…';
}

/// What stands after "Translation:" in a credit, and is no sentence.
bool is_name(const UnicodeString& text) {
  const auto words = words_of(text);
  if (words.empty() || words.size() > kMostNameWords || ends_sentence(text)) return false;
  const UChar32 first = words.front().char32At(0);
  const bool is_handle = std::any_of(words.begin(), words.end(), [](const UnicodeString& word) {
    return word.indexOf(u'_') >= 0 || word.indexOf(u'@') >= 0 ||
           std::any_of(word.getBuffer(), word.getBuffer() + word.length(),
                       [](char16_t c) { return u_isdigit(c); });
  });
  return is_handle || (u_isalpha(first) && !u_islower(first));
}

UnicodeString without(const UnicodeString& text, const Match& match) {
  UnicodeString rest(text);
  return rest.replace(match.start, match.end - match.start, u" ");
}

/// An address alone, or beside what subtitlers and advertisers say; people name addresses too.
bool is_address_of_offer(const UnicodeString& text) {
  static const auto address = compile(address_forms()), domain = compile(domain_forms());
  static const auto offer = compile(offer_forms()), subtitling = compile(subtitling_forms());
  if (const auto found = find(*address, text)) {
    const auto rest = without(text, *found);
    return words_of(rest).size() <= 1 || find(*offer, rest) || find(*subtitling, rest);
  }
  const auto found = find(*domain, text);
  if (!found) return false;
  const auto rest = without(text, *found);
  return words_of(rest).empty() || find(*subtitling, rest);
}

bool is_credit(const UnicodeString& text) {
  static constexpr const char* kBegin = R"(^[^\p{L}\p{N}]*)";
  static const auto credit = compile(credit_forms(), kBegin), name = compile(name_forms(), kBegin);
  if (words_of(text).size() > kMostCreditWords || text.indexOf(u'?') >= 0) return false;
  if (find(*credit, text)) return true;
  const auto found = find(*name, text);
  return found && is_name(UnicodeString(text, found->end));
}

/// The words alone, in small letters.
std::string key_of(std::string_view text) {
  std::string key;
  for (auto& word : words_of(UnicodeString::fromUTF8(
           icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())))))
    word.foldCase().append(u' ').toUTF8String(key);
  return key;
}

/// "over and over and over and over": words that return in the same order, again and again.
bool says_the_same_over_and_over(std::string_view text) {
  const auto words = words_of(UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))));
  for (std::size_t period = 1; period * kEvenLoop <= words.size() && period <= kLongestLoop;
       ++period) {
    bool returns = true;
    for (std::size_t i = period; i < words.size() && returns; ++i)
      returns = words[i].caseCompare(words[i - period], 0) == 0;
    if (returns) return period >= kWordsOfLoop;
  }
  return false;
}

/// The cues [first, result) say the same, one after the other.
std::size_t end_of_run(const std::vector<std::string>& keys, std::size_t first) {
  std::size_t end = first + 1;
  while (end < keys.size() && keys[end] == keys[first]) ++end;
  return end;
}

std::size_t different_words(const std::string& key) {
  std::istringstream words(key);
  return std::set<std::string>{std::istream_iterator<std::string>(words), {}}.size();
}

bool is_loop(const std::vector<Cue>& cues, const std::string& key, std::size_t first,
             std::size_t end) {
  if (end - first < kEvenLoop || cues[first].is_sound || different_words(key) < kWordsOfLoop)
    return false;
  if (end - first >= kLoop) return true;
  return std::all_of(cues.begin() + static_cast<std::ptrdiff_t>(first),
                     cues.begin() + static_cast<std::ptrdiff_t>(end), [&](const Cue& cue) {
                       return cue.range.length() == cues[first].range.length();
                     });
}

std::vector<bool> find_possible(const std::vector<Cue>& cues,
                                const std::vector<std::string>& keys) {
  std::vector<bool> goes(cues.size());
  std::map<std::string, int> count;
  for (std::size_t i = 0; i < cues.size(); ++i)
    if (notice_of(cues[i].text) == Notice::possible) {
      goes[i] = true;
      ++count[keys[i]];
    }
  for (std::size_t i = kEdge; i + kEdge < cues.size(); ++i)
    if (goes[i] && count[keys[i]] < kReturns) goes[i] = false;
  return goes;
}

}  // namespace

Notice notice_of(std::string_view text) {
  static const auto decisive = compile(decisive_forms());
  static const auto possible =
      compile(possible_forms(), R"(^[^\p{L}\p{N}]*)", R"([^\p{L}\p{N}]*$)");
  if (text.empty() || text.size() > kLongestNotice) return Notice::none;
  const auto whole = UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  if (find(*decisive, whole) || is_address_of_offer(whole) || is_credit(whole) ||
      says_the_same_over_and_over(text))
    return Notice::certain;
  return find(*possible, whole) ? Notice::possible : Notice::none;
}

int remove_notices(std::vector<Cue>& cues) {
  const std::size_t before = cues.size();
  std::erase_if(cues, [](const Cue& cue) { return notice_of(cue.text) == Notice::certain; });
  std::vector<std::string> keys;
  keys.reserve(cues.size());
  for (const Cue& cue : cues) keys.push_back(key_of(cue.text));
  std::vector<bool> goes = find_possible(cues, keys);
  for (std::size_t first = 0; first < cues.size();) {
    const std::size_t end = end_of_run(keys, first);
    if (is_loop(cues, keys[first], first, end))
      std::fill(goes.begin() + static_cast<std::ptrdiff_t>(first) + 1,
                goes.begin() + static_cast<std::ptrdiff_t>(end), true);
    first = end;
  }
  std::size_t at = 0;
  std::erase_if(cues, [&](const Cue&) { return goes[at++]; });
  return static_cast<int>(before - cues.size());
}

}  // namespace cinecut::subtitles
