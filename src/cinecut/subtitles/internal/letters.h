#pragma once
// Letters: enough of Unicode's cases for names and shouting in European scripts.

namespace cinecut::subtitles {

constexpr bool is_digit(char32_t p) { return p >= U'0' && p <= U'9'; }

constexpr bool is_upper(char32_t p) {
  if (p >= U'A' && p <= U'Z') return true;
  if (p >= 0xC0 && p <= 0xDE) return p != 0xD7;
  if (p >= 0x100 && p <= 0x137) return p % 2 == 0;
  if (p >= 0x139 && p <= 0x148) return p % 2 == 1;
  if (p >= 0x14A && p <= 0x177) return p % 2 == 0;
  if (p >= 0x386 && p <= 0x3AB) return p != 0x387 && p != 0x390;
  return p >= 0x400 && p <= 0x42F;
}

constexpr bool is_lower(char32_t p) {
  if (p >= U'a' && p <= U'z') return true;
  if (p >= 0xDF && p <= 0xFF) return p != 0xF7;
  if (p >= 0x100 && p <= 0x177) return !is_upper(p);
  if (p >= 0x3AC && p <= 0x3CE) return true;
  return p >= 0x430 && p <= 0x45F;
}

/// Letters of any script: everything from U+00C0 on but punctuation and symbols.
constexpr bool is_letter(char32_t p) {
  if (is_upper(p) || is_lower(p)) return true;
  if (p < 0x178) return false;
  const bool is_symbol = (p >= 0x2000 && p <= 0x2BFF) || (p >= 0x3000 && p <= 0x3004) ||
                         (p >= 0x3008 && p <= 0x3020) || (p >= 0xFE00 && p <= 0xFE6F) ||
                         (p >= 0xFF00 && p <= 0xFF20) || p == 0xFFFD;
  return !is_symbol;
}

}  // namespace cinecut::subtitles
