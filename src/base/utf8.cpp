#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace base {
namespace {

/// Control characters (C0, DEL, C1), ends of lines and paragraphs, and marks of direction.
bool is_obeyed(char32_t p) {
  return p < 0x20 || (p >= 0x7F && p < 0xA0) || p == 0x61C || p == 0x200E || p == 0x200F ||
         (p >= 0x2028 && p <= 0x202E) || (p >= 0x2066 && p <= 0x2069);
}

std::string escape(char32_t p) {
  char text[12];
  std::snprintf(text, sizeof text, p < 0x100 ? "\\x%02X" : "\\u%04X", static_cast<unsigned>(p));
  return text;
}

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto is_tail = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return is_tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = first == 0xED && byte(1) > 0x9F;
    return is_tail(1) && is_tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && byte(1) < 0x90;
    const bool too_high = first == 0xF4 && byte(1) > 0x8F;
    return is_tail(1) && is_tail(2) && is_tail(3) && !overlong && !too_high ? 4 : 0;
  }
  return 0;
}

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::optional<char32_t> next_code_point(std::string_view text, std::size_t& at) {
  constexpr std::array<unsigned, 5> masks = {0, 0x7F, 0x1F, 0x0F, 0x07};
  const std::size_t length = utf8_length(text, at);
  if (length == 0) return std::nullopt;
  char32_t point = static_cast<unsigned char>(text[at]) & masks[length];
  for (std::size_t i = 1; i < length; ++i)
    point = (point << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
  at += length;
  return point;
}

std::string in_one_line(std::string_view text) {
  std::string line;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = utf8_length(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    // C1 controls are two bytes: 0xC2 and 0x80 to 0x9F.
    const bool is_c1 =
        length == 2 && byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0;
    if (length == 0)
      line += '?';
    else if (byte > ' ' && byte != 0x7F && !is_c1)
      line += text.substr(at, length);
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
    at += std::max<std::size_t>(length, 1);
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

std::string visible(std::string_view text) {
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    const auto start = at;
    const auto point = next_code_point(text, at);
    if (!point) {
      shown += escape(static_cast<unsigned char>(text[at++]));
    } else if (*point != '\n' && is_obeyed(*point)) {
      shown += escape(*point);
    } else {
      shown += text.substr(start, at - start);
    }
  }
  return shown;
}

std::string lower_ascii(std::string_view text) {
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return small;
}

void append_utf8(std::string& text, char32_t p) {
  const auto put = [&](char32_t byte) {
    text += static_cast<char>(static_cast<unsigned char>(byte));
  };
  const auto put_tail = [&](int shift) { put(0x80 | ((p >> shift) & 0x3F)); };
  if (p < 0x80) {
    put(p);
  } else if (p < 0x800) {
    put(0xC0 | (p >> 6));
    put_tail(0);
  } else if (p < 0x10000) {
    put(0xE0 | (p >> 12));
    put_tail(6);
    put_tail(0);
  } else {
    put(0xF0 | (p >> 18));
    put_tail(12);
    put_tail(6);
    put_tail(0);
  }
}

}  // namespace base
