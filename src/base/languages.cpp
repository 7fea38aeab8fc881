#include "base/languages.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <vector>

#include "base/utf8.h"

namespace base {
namespace {

/// Lower case of any script, without what stands around the name.
std::string plain(std::string_view text) {
  auto name = icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  for (const char16_t c : {u'(', u'[', u'/', u',', u';'})
    if (const int at = name.indexOf(c); at > 0) name.truncate(at);
  std::string result;
  name.toLower(icu::Locale::getRoot()).findAndReplace("_", "-").trim().toUTF8String(result);
  return result;
}

bool is_known(const std::string& code) {
  static const auto codes = [] {
    std::vector<std::string> all;
    for (const char* const* one = uloc_getISOLanguages(); *one; ++one) all.emplace_back(*one);
    std::ranges::sort(all);
    return all;
  }();
  return std::ranges::binary_search(codes, code);
}

/// Old, bibliographic and three-letter codes become the usual one.
std::optional<std::string> by_code(std::string_view code) {
  if (code.size() < 2 || code.size() > 3) return {};
  if (!std::ranges::all_of(code, [](char c) { return c >= 'a' && c <= 'z'; })) return {};
  for (const auto* none : {"und", "mul", "zxx", "mis", "qaa"})
    if (code == none) return {};
  std::string usual = icu::Locale::createCanonical(std::string(code).c_str()).getLanguage();
  if (usual == "nb") usual = "no";  // What is meant by either.
  return is_known(usual) ? std::optional(usual) : std::nullopt;
}

std::string name_in(const char* code, const icu::Locale& language) {
  icu::UnicodeString name;
  icu::Locale(code).getDisplayLanguage(language, name);
  std::string text;
  name.toUTF8String(text);
  return plain(text);
}

/// Of every language, its names in English and in itself, and some in use beside them.
std::map<std::string, std::string, std::less<>> all_names() {
  std::map<std::string, std::string, std::less<>> names = {
      {"brazilian", "pt"},
      {"brazilian portuguese", "pt"},
      {"castellano", "es"},
      {"castilian", "es"},
      {"chinese simplified", "zh"},
      {"chinese traditional", "zh"},
      {"farsi", "fa"},
      {"flemish", "nl"},
      {"latin american spanish", "es"},
      {"mandarin", "zh"},
      {"simplified chinese", "zh"},
      {"traditional chinese", "zh"},
      {"valencian", "ca"},
      {"bahasa indonesia", "id"},
      {"bahasa melayu", "ms"},
      {"tagalog", "fil"},
      {"norwegian bokmål", "no"},
      {"norsk bokmål", "no"},
      {"vlaams", "nl"},
      {"serbo-croatian", "sh"},
  };
  for (const char* const* code = uloc_getISOLanguages(); *code; ++code)
    if (const auto usual = by_code(*code)) {
      names.try_emplace(name_in(*code, icu::Locale::getEnglish()), *usual);
      names.try_emplace(name_in(*code, icu::Locale(*code)), *usual);
    }
  return names;
}

}  // namespace

std::optional<std::string> language_code(std::string_view text) {
  const auto name = plain(text);
  if (const auto code = by_code(name)) return code;
  static const auto names = all_names();
  if (const auto found = names.find(name); found != names.end()) return found->second;
  const auto dash = name.find('-');
  return dash == std::string::npos ? std::nullopt : by_code(std::string_view(name).substr(0, dash));
}

bool same_language(std::string_view a, std::string_view b) {
  const auto one = language_code(a), other = language_code(b);
  return one || other ? one == other : plain(a) == plain(b) && !plain(a).empty();
}

std::string lower(std::string_view text) {
  std::string small;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = next_code_point(text, at);
    if (point)
      append_utf8(small, static_cast<char32_t>(u_tolower(static_cast<UChar32>(*point))));
    else
      small += text[at++];
  }
  return small;
}

}  // namespace base
