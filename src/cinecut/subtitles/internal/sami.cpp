// SAMI holds several languages in one file, as classes of its paragraphs.

#include <algorithm>
#include <map>

#include "base/languages.h"
#include "base/utf8.h"
#include "cinecut/subtitles/internal/formats.h"

namespace cinecut::subtitles {
namespace {

constexpr std::size_t kLongestTag = 1000;
constexpr std::size_t kLongestStyle = 100'000;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// The word at `at`, behind spaces, quotation marks and `skipped`.
std::string_view word_at(std::string_view text, std::size_t at, char skipped) {
  const auto skip = [&](char c) { return c == ' ' || c == '"' || c == '\'' || c == skipped; };
  while (at < text.size() && skip(text[at])) ++at;
  std::size_t end = at;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(at, end - at);
}

/// The class of the paragraph that begins at `at`; empty if it has none.
std::string class_of(std::string_view text, std::size_t at) {
  const auto start = text.substr(at, kLongestTag);
  const auto tag = start.substr(0, start.find('>'));
  const auto found = tag.find("class");
  return found == std::string_view::npos ? "" : std::string(word_at(tag, found + 5, '='));
}

/// Where the next tag of that name begins, or the text ends.
std::size_t next_tag(std::string_view text, std::string_view name, std::size_t from) {
  for (auto at = text.find(name, from); at != std::string_view::npos; at = text.find(name, at + 1))
    if (at + name.size() < text.size() && !is_word(text[at + name.size()])) return at;
  return text.size();
}

/// Is the class's language English, by its style: ".encc { name: English; lang: en-US; }"?
bool is_english(std::string_view text, const std::string& name) {
  const auto style = text.substr(0, std::min(text.find("<body"), kLongestStyle));
  for (auto at = style.find("." + name); at != std::string_view::npos;
       at = style.find("." + name, at + 1)) {
    const auto start = style.substr(at, kLongestTag);
    const auto rule = start.substr(0, start.find('}'));
    if (const auto lang = rule.find("lang"); lang != std::string_view::npos)
      return base::language_code(word_at(rule, lang + 4, ':')) == "en";
  }
  return false;
}

/// The class that most paragraphs are of, or the English one if it is not much smaller; empty if
/// there are not several.
std::string best_class(std::string_view text) {
  std::map<std::string, std::size_t> counts;
  for (auto at = next_tag(text, "<p", 0); at < text.size(); at = next_tag(text, "<p", at + 1))
    if (auto name = class_of(text, at); !name.empty()) ++counts[std::move(name)];
  if (counts.size() < 2 || counts.size() > 50) return {};
  const auto most = std::ranges::max_element(counts, {}, [](const auto& c) { return c.second; });
  for (const auto& [name, count] : counts)
    if (count * 5 >= most->second && is_english(text, name)) return name;
  return most->first;
}

}  // namespace

std::string sami_in_one_language(std::string_view text) {
  const std::string small = base::lower_ascii(text);
  const std::string wanted = best_class(small);
  if (wanted.empty()) return std::string(text);
  auto at = next_tag(small, "<sync", 0);
  std::string out(text.substr(0, at));
  while (at < text.size()) {
    const auto end = next_tag(small, "<sync", at + 1);
    const auto inside = std::string_view(small).substr(0, end);
    auto p = next_tag(inside, "<p", at);
    std::string block(text.substr(at, p - at));
    bool has_any = p == end;  // Nothing marked: it belongs to all.
    while (p < end) {
      const auto next = next_tag(inside, "<p", p + 1);
      const auto name = class_of(small, p);
      if (name == wanted || name.empty()) {
        block += text.substr(p, next - p);
        has_any = true;
      }
      p = next;
    }
    if (has_any) out += block;
    at = end;
  }
  return out;
}

}  // namespace cinecut::subtitles
