#include "minerva/http/message.h"

#include <algorithm>

namespace minerva::http {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool percent_decode(std::string_view text, std::string& decoded) {
  decoded.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return false;
      const int high = digit(text[i + 1]), low = digit(text[i + 2]);
      if (high < 0 || low < 0) return false;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (c == '\0') return false;
    decoded += c;
  }
  return true;
}

std::string query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto part = query.substr(0, end);
    const auto equals = part.find('=');
    std::string decoded;
    if (part.substr(0, equals) == name && equals != std::string_view::npos &&
        percent_decode(part.substr(equals + 1), decoded)) {
      std::replace(decoded.begin(), decoded.end(), '+', ' ');
      return decoded;
    }
    query.remove_prefix(std::min(query.size(), end + 1));
  }
  return {};
}

bool is_request_id(std::string_view text) {
  constexpr std::string_view kBesides = "._:-";
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kBesides.find(c) != std::string_view::npos;
  });
}

}  // namespace minerva::http
