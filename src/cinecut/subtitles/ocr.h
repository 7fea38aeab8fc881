#pragma once
// OCR: text images become text, by Tesseract where it is built in and knows the language.

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cinecut/subtitles/text_image.h"

namespace cinecut::subtitles {

struct ReadText {
  std::string text;      ///< Valid UTF-8; lines separated by "\n"; may be empty.
  float confidence = 0;  ///< 0 to 1.
};

/// One thread at a time; several readers may work side by side.
class TextReader {
 public:
  /// `language` as base::language_code gives it; empty: it is not known, and taken for English.
  /// Else why not, in words that end a sentence: "Tesseract has no data for …".
  static std::expected<TextReader, std::string> open(std::string_view language);

  ~TextReader();
  TextReader(TextReader&&) noexcept;
  TextReader& operator=(TextReader&&) noexcept;

  ReadText read(const TextImage& image);

 private:
  struct State;
  explicit TextReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Mends what recognition usually takes for something else: "|" and a lone "l" for "I". `language`
/// as above; the second only in English.
std::string mend_slips(const std::string& text, std::string_view language);

}  // namespace cinecut::subtitles
