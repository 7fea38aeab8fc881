#include "cinecut/subtitles/formats.h"

#include <algorithm>
#include <cstdint>

#include "base/error.h"

namespace cinecut {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// How a file that is none of ours begins, for the message.
std::string quoted_start(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 40)) {
    const bool printable = static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
    out += printable ? c : ' ';
  }
  // Not in the middle of a character.
  while (!out.empty() && text.size() > 40 && (static_cast<unsigned char>(out.back()) & 0x80))
    out.pop_back();
  return "\"" + out + "\"";
}

std::string what_it_looks_like(std::string_view text) {
  const std::string_view head = text.substr(0, 4096);
  const auto has = [&](std::string_view s) { return head.find(s) != std::string_view::npos; };
  if (text.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos) return "it is empty";
  if (head.starts_with("{") && has("}{")) return "it looks like MicroDVD, which counts frames";
  if (has("<tt ") || has("<tt>") || has(":tt ")) return "it looks like TTML";
  if (has("<SAMI") || has("<sami")) return "it looks like SAMI";
  if (has("VobSub index") || head.starts_with("PG")) return "its subtitles are pictures, not text";
  if (has("[SUBTITLE]") || has("[INFORMATION]")) return "it looks like SubViewer";
  if (has("<html") || has("<!DOCTYPE")) return "it is a web page";
  return "it begins with " + quoted_start(text);
}

bool has_line_that_starts_with(std::string_view text, std::string_view a, std::string_view b) {
  while (!text.empty()) {
    const std::string_view line = trimmed(take_line(text));
    if (line.starts_with(a) || line.starts_with(b)) return true;
  }
  return false;
}

}  // namespace

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end);
  if (text.starts_with("\r\n"))
    text.remove_prefix(2);
  else if (!text.empty())
    text.remove_prefix(1);
  return line;
}

std::string_view trimmed(std::string_view s) {
  const auto first = s.find_first_not_of(" \t\f\v");
  if (first == std::string_view::npos) return {};
  return s.substr(first, s.find_last_not_of(" \t\f\v") - first + 1);
}

bool parse_time(std::string_view text, base::FilmTime& time) {
  text = trimmed(text);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::int64_t fields[3] = {};
  int count = 0;
  for (;; ++count) {
    if (count == 3) break;
    std::size_t digits = 0;
    std::int64_t value = 0;
    for (; digits < text.size() && is_digit(text[digits]); ++digits) {
      if (digits == 6) return false;
      value = value * 10 + (text[digits] - '0');
    }
    if (digits == 0) return false;
    fields[count] = value;
    text.remove_prefix(digits);
    const bool more = count < 2 && text.starts_with(':');
    if (!more) {
      ++count;
      break;
    }
    text.remove_prefix(1);
  }
  if (count < 2) return false;
  std::int64_t milliseconds = 0;
  if (!text.empty()) {
    if (text.front() != ',' && text.front() != '.' && text.front() != ':') return false;
    text.remove_prefix(1);
    text = trimmed(text);
    if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return false;
    for (std::size_t i = 0; i < 3; ++i)
      milliseconds = milliseconds * 10 + (i < text.size() ? text[i] - '0' : 0);
  }
  const std::int64_t seconds = fields[count - 1];
  const std::int64_t minutes = fields[count - 2];
  const std::int64_t hours = count == 3 ? fields[0] : 0;
  if (seconds > 59 || (count == 3 && minutes > 59) || hours > 9999) return false;
  const std::int64_t total = ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  time = base::FilmTime{std::chrono::milliseconds(negative ? -total : total)};
  return true;
}

SubtitleFile read_subtitle_file(std::string_view text) {
  SubtitleFile file;
  if (trimmed(text.substr(0, 64)).starts_with("WEBVTT"))
    file = read_timed_blocks(text, "vtt");
  else if (has_line_that_starts_with(text, "[Script Info]", "Dialogue:"))
    file = read_ass(text);
  else if (text.find("-->") != std::string_view::npos)
    file = read_timed_blocks(text, "srt");
  if (!file.events.empty()) return file;

  std::string message =
      "no subtitles could be read: expected SubRip (\"00:00:01,000 --> 00:00:02,500\" above each "
      "text), WebVTT or ASS, but ";
  if (file.format.empty())
    message += what_it_looks_like(text);
  else if (file.malformed > 0)
    message += "none of the " + std::to_string(file.malformed) + " times in it can be read";
  else
    message += "there is no line of dialogue in it";
  throw base::Error(base::ErrorKind::corrupt, message + ".");
}

}  // namespace cinecut
