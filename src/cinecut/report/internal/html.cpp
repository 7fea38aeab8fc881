#include "cinecut/report/internal/html.h"

#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/base64.h"
#include "base/utf8.h"

namespace cinecut::report {

std::string escape_html(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto length = base::utf8_length(text, i);
    const char c = text[i];
    if (length == 0)
      out += '?';
    else if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += text.substr(i, length);
    i += length == 0 ? 1 : length;
  }
  return out;
}

std::string escape_url(std::string_view name) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : name) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain)
      out += c;
    else
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return out;
}

std::string data_url(std::string_view media_type, std::string_view bytes) {
  return "data:" + std::string(media_type) + ";base64," + base::to_base64(bytes);
}

std::string number(double value, int decimals) {
  if (!std::isfinite(value)) return "–";
  char text[64];
  const auto end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals).ptr;
  return {text, end};
}

}  // namespace cinecut::report
