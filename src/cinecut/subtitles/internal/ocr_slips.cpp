#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <memory>
#include <utility>

#include "cinecut/subtitles/ocr.h"

namespace cinecut::subtitles {
namespace {

void replace_all(icu::UnicodeString& text, const char16_t* pattern, const char16_t* by) {
  UErrorCode status = U_ZERO_ERROR;
  icu::RegexMatcher matcher(icu::UnicodeString(pattern), 0, status);
  if (U_FAILURE(status)) return;
  matcher.reset(text);
  const auto replaced = matcher.replaceAll(icu::UnicodeString(by), status);
  if (U_SUCCESS(status)) text = replaced;
}

}  // namespace

std::string mend_slips(const std::string& text, std::string_view language) {
  auto mended = icu::UnicodeString::fromUTF8(text);
  const bool is_english = language.empty() || language == "en";
  replace_all(mended, uR"((?<=\d)\|(?=\d))", u"1");
  replace_all(mended, uR"(\|)", u"I");
  if (is_english) {
    // "l" or "1" where only the word "I" can be: alone, and before an apostrophe.
    replace_all(mended, uR"((?<![\w'’])l(?![\w'’-]))", u"I");
    replace_all(mended, uR"((?<![\w'’])[l1](?=['’](?:m|ll|ve|d)\b))", u"I");
    replace_all(mended, uR"((?<![\w'’])l(?=[fnst]\b))", u"I");  // If, In, Is, It.
    // "I am" at the beginning of a sentence; elsewhere it may be one in the morning.
    replace_all(mended, uR"((?<=^|\n|[.!?-] )[1l]am(?= [a-z]))", u"I am");
  }
  replace_all(mended, uR"(''|‘‘|’’)", u"\"");
  std::string out;
  mended.toUTF8String(out);
  return out;
}

}  // namespace cinecut::subtitles
