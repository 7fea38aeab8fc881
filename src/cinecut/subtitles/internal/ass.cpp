// Advanced SubStation Alpha and its older form SSA: "Dialogue:" lines whose fields the line
// "Format:" above them names.

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf8.h"
#include "cinecut/subtitles/internal/formats.h"

namespace cinecut::subtitles {
namespace {

/// Where in a line the fields stand that we use.
struct Fields {
  std::size_t count = 10, start = 1, end = 2, style = 3, name = 4, effect = 8;
};

Fields parse_format(std::string_view line) {
  Fields f;
  f.start = f.end = f.style = f.name = f.effect = std::string_view::npos;
  std::size_t index = 0;
  while (!line.empty() && index < 64) {
    const std::size_t comma = std::min(line.find(','), line.size());
    const std::string field = base::lower_ascii(trimmed(line.substr(0, comma)));
    line.remove_prefix(std::min(comma + 1, line.size()));
    if (field == "start") f.start = index;
    if (field == "end") f.end = index;
    if (field == "style") f.style = index;
    if (field == "name" || field == "actor") f.name = index;
    if (field == "effect") f.effect = index;
    ++index;
  }
  f.count = index;
  const bool usable = f.start < index && f.end < index && index >= 3;
  return usable ? f : Fields{};
}

/// The fields of a line; the last one holds the rest with its commas.
std::vector<std::string_view> split(std::string_view line, std::size_t count) {
  std::vector<std::string_view> fields;
  while (fields.size() + 1 < count) {
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) break;
    fields.push_back(trimmed(line.substr(0, comma)));
    line.remove_prefix(comma + 1);
  }
  fields.push_back(line);
  return fields;
}

/// Songs to sing along and translations of what is written in the picture are not speech.
bool is_not_speech(std::string_view style, std::string_view effect, std::string_view text) {
  const std::string s = base::lower_ascii(style);
  const auto has = [&](std::string_view word) { return s.find(word) != std::string::npos; };
  if (has("sign") || has("karaoke") || has("song") || has("lyric") || has("typeset")) return true;
  if (base::lower_ascii(effect).find("karaoke") != std::string::npos ||
      base::lower_ascii(effect) == "fx")
    return true;
  for (std::size_t at = text.find("\\k"); at != std::string_view::npos;
       at = text.find("\\k", at + 2)) {
    const std::string_view rest = text.substr(at + 2, 2);
    if (!rest.empty() && (rest[0] == 'f' || rest[0] == 'o' || (rest[0] >= '0' && rest[0] <= '9')))
      return true;
  }
  return false;
}

std::optional<SubtitleEvent> parse_dialogue(std::string_view line, const Fields& f) {
  const auto fields = split(line, f.count);
  if (fields.size() < f.count) return std::nullopt;
  const auto field = [&](std::size_t i) {
    return i < fields.size() ? fields[i] : std::string_view{};
  };
  const auto start = parse_time(field(f.start)), end = parse_time(field(f.end));
  if (!start || !end) return std::nullopt;
  SubtitleEvent event;
  event.start = *start;
  event.end = *end;
  event.text = fields.back();
  event.speaker = trimmed(field(f.name));
  event.is_sound = is_not_speech(field(f.style), field(f.effect), event.text);
  return event;
}

}  // namespace

SubtitleFile read_ass(std::string_view text) {
  SubtitleFile file;
  file.format = "ass";
  file.markup = Markup::ass;
  Fields fields;
  bool in_events = true;  // A file cut short at its beginning may lack the section's name.
  while (!text.empty()) {
    std::string_view line = trimmed(take_line(text));
    if (line.starts_with('[')) in_events = base::lower_ascii(line).starts_with("[events]");
    if (!in_events) continue;
    if (line.starts_with("Format:")) {
      fields = parse_format(line.substr(7));
    } else if (line.starts_with("Dialogue:")) {
      if (auto event = parse_dialogue(line.substr(9), fields))
        file.events.push_back(*std::move(event));
      else
        ++file.malformed;
    }
  }
  return file;
}

SubtitleEvent from_track_event(base::FilmRange range, std::string_view line) {
  const auto fields = split(line, 9);
  SubtitleEvent event{range.start, range.end, std::string(fields.back()), {}, false};
  if (fields.size() < 9) return event;
  event.speaker = fields[3];
  event.is_sound = is_not_speech(fields[2], fields[7], event.text);
  return event;
}

}  // namespace cinecut::subtitles
