#pragma once
// UTF-8: code points in and out of bytes that may be damaged (Unicode 15, table 3-7).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// Bytes of the well-formed sequence that begins at `at`; 0 if none does. Requires
/// at < text.size().
std::size_t utf8_length(std::string_view text, std::size_t at);

/// Well formed, all of it.
bool is_utf8(std::string_view text);

/// The code point that begins at `at`, which is moved behind it; nothing, and `at` stays, if none
/// does. Requires at < text.size().
std::optional<char32_t> next_code_point(std::string_view text, std::size_t& at);

/// What somebody else wrote, fit for one line of a terminal, a page or a log: control characters
/// and runs of spaces are one space each, none at its ends; bytes that are not UTF-8 are "?".
std::string in_one_line(std::string_view text);

/// What may hold something that others wrote, fit for a terminal: its lines stay, and every other
/// control character, mark of writing direction and byte that is not UTF-8 is shown as an escape
/// ("\\x1B", "\\u202E"), so that a terminal obeys none and two names never look alike.
std::string visible(std::string_view text);

/// With small letters for A to Z; whatever else there is stays.
std::string lower_ascii(std::string_view text);

/// Up to U+10FFFF; surrogates are written like any other, so who must not have them asks before.
void append_utf8(std::string& text, char32_t code_point);

}  // namespace base
