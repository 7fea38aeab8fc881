#pragma once
// Encodings: bytes of unknown encoding to UTF-8.

#include <string>
#include <string_view>

namespace cinecut::subtitles {

struct Decoded {
  std::string text;      ///< Valid UTF-8 without a byte order mark; damage is U+FFFD.
  std::string encoding;  ///< "UTF-8", "UTF-16LE", "WINDOWS-1252", …
};

/// Byte order mark first, then strict UTF-8, then UTF-16 and UTF-32 by the places of their zero
/// bytes, then UTF-8 with a few damaged bytes, then what uchardet says, then Windows-1252.
Decoded to_utf8(std::string_view bytes);

/// One code point of valid UTF-8 at `at`, which is moved behind it. Requires at < text.size().
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& text, char32_t code_point);

}  // namespace cinecut::subtitles
