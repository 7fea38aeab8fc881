#include "cinecut/subtitles/internal/formats.h"

#include <algorithm>
#include <cstdint>

#include "base/error.h"
#include "base/utf8.h"
#include "media/text_file.h"

namespace cinecut::subtitles {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::int64_t kMostHours = 9999;

/// Milliseconds of ",5", ".500" or nothing.
std::optional<std::int64_t> parse_fraction(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != ',' && text.front() != '.' && text.front() != ':') return std::nullopt;
  const std::string_view digits = trimmed(text.substr(1));
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
  std::int64_t milliseconds = 0;
  for (std::size_t i = 0; i < 3; ++i)
    milliseconds = milliseconds * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return milliseconds;
}

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
  if (has("VobSub index") || head.starts_with("PG")) return "its subtitles are pictures, not text";
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

/// SAMI and RealText, which may hold "-->" as the end of a comment.
bool is_marked_up(std::string_view text) {
  const auto head = base::lower_ascii(trimmed(text.substr(0, 1024)));
  return head.find("<sami") != std::string::npos || head.find("<window") != std::string::npos;
}

SubtitleFile read_by_ffmpeg(std::string_view text, base::Rational frame_rate) {
  SubtitleFile file;
  auto read = media::read_text_file(text, frame_rate);
  if (!read) return file;
  file.format = std::move(read->format);
  file.markup = Markup::ass;
  for (const auto& event : read->events)
    file.events.push_back(from_track_event(event.range, event.ass));
  return file;
}

}  // namespace

std::optional<std::int64_t> take_number(std::string_view& text, std::size_t most_digits) {
  std::size_t digits = 0;
  std::int64_t value = 0;
  for (; digits < text.size() && is_digit(text[digits]); ++digits) {
    if (digits == most_digits) return std::nullopt;
    value = value * 10 + (text[digits] - '0');
  }
  text.remove_prefix(digits);
  if (digits == 0) return std::nullopt;
  return value;
}

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

std::optional<base::FilmTime> parse_time(std::string_view text) {
  text = trimmed(text);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::vector<std::int64_t> fields;
  for (bool more = true; more;) {
    const auto number = take_number(text, 6);
    if (!number) return std::nullopt;
    fields.push_back(*number);
    more = fields.size() < 3 && text.starts_with(':');
    if (more) text.remove_prefix(1);
  }
  const auto fraction = parse_fraction(text);
  if (fields.size() < 2 || !fraction) return std::nullopt;
  if (fields.size() == 2) {
    // Without hours there may be more than 59 minutes.
    fields.insert(fields.begin(), fields[0] / 60);
    fields[1] %= 60;
  }
  if (fields[0] > kMostHours || fields[1] > 59 || fields[2] > 59) return std::nullopt;
  const auto total = ((fields[0] * 60 + fields[1]) * 60 + fields[2]) * 1000 + *fraction;
  return base::FilmTime{std::chrono::milliseconds(negative ? -total : total)};
}

SubtitleFile read_subtitle_file(std::string_view text, base::Rational frame_rate) {
  SubtitleFile file;
  if (trimmed(text.substr(0, 64)).starts_with("WEBVTT"))
    file = read_timed_blocks(text, "vtt");
  else if (looks_like_ttml(text))
    file = read_ttml(text);
  else if (is_marked_up(text))
    file = read_by_ffmpeg(sami_in_one_language(text), frame_rate);
  else if (has_line_that_starts_with(text, "[Script Info]", "Dialogue:"))
    file = read_ass(text);
  else if (text.find("-->") != std::string_view::npos)
    file = read_timed_blocks(text, "srt");
  if (file.events.empty() && file.malformed == 0 && file.format != "ass")
    if (auto other = read_by_ffmpeg(text, frame_rate); !other.events.empty()) file = other;
  if (!file.events.empty()) return file;

  std::string message =
      "no subtitles could be read: expected SubRip (\"00:00:01,000 --> 00:00:02,500\" above each "
      "text), WebVTT, ASS, TTML or another format of docs/subtitles.md, but ";
  if (file.format.empty())
    message += what_it_looks_like(text);
  else if (file.malformed > 0)
    message += "none of the " + std::to_string(file.malformed) + " times in it can be read";
  else
    message += "there is no line of dialogue in it";
  throw base::Error(base::ErrorKind::corrupt, message + ".");
}

}  // namespace cinecut::subtitles
