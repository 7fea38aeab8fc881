#include "minerva/engine/internal/text_stream.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace minerva::engine {
namespace {

/// How much of the text's end is the beginning of a character that is not whole.
std::size_t broken_tail(std::string_view text) {
  const auto byte = [&](std::size_t from_end) {
    return static_cast<unsigned char>(text[text.size() - from_end]);
  };
  for (std::size_t n = 1; n <= std::min<std::size_t>(3, text.size()); ++n) {
    const auto b = byte(n);
    if ((b & 0xC0) == 0x80) continue;
    const std::size_t length = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
    return length > n ? n : 0;
  }
  return 0;
}

}  // namespace

std::size_t TextStream::safe_length() const {
  std::size_t safe = held_.size() - broken_tail(held_);
  for (const auto& stop : stop_) {
    const auto longest = std::min(stop.size() - 1, held_.size());
    for (auto n = longest; n > 0; --n)
      if (held_.compare(held_.size() - n, n, stop, 0, n) == 0) {
        safe = std::min(safe, held_.size() - n);
        break;
      }
  }
  return safe;
}

std::string TextStream::add(const std::string& bytes) {
  if (is_stopped_) return {};
  held_ += bytes;
  auto first = std::string::npos;
  for (const auto& stop : stop_) first = std::min(first, held_.find(stop));
  if (first != std::string::npos) {
    is_stopped_ = true;
    held_.resize(first);
    return std::exchange(held_, {});
  }
  const auto safe = safe_length();
  auto text = held_.substr(0, safe);
  held_.erase(0, safe);
  return text;
}

std::string TextStream::finish() {
  const auto broken = broken_tail(held_);
  held_.resize(held_.size() - broken);
  if (broken) held_ += "\xEF\xBF\xBD";
  return std::exchange(held_, {});
}

}  // namespace minerva::engine
