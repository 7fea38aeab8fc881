#include "cinecut/subtitles/cues.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <utility>

#include "cinecut/subtitles/emotion.h"
#include "cinecut/subtitles/internal/encoding.h"
#include "cinecut/subtitles/internal/formats.h"
#include "cinecut/subtitles/internal/letters.h"
#include "cinecut/subtitles/internal/markup.h"
#include "cinecut/subtitles/internal/notices.h"
#include "cinecut/subtitles/internal/read_events.h"
#include "cinecut/subtitles/internal/repair.h"
#include "cinecut/subtitles/internal/rolling.h"
#include "cinecut/subtitles/internal/speech.h"

namespace cinecut::subtitles {
namespace {

constexpr int kNameIsBelieved = 3;
constexpr std::size_t kMostLines = 8;  // Of a text that was not damaged.

/// Names written with small letters ("John: No.") are believed if they return.
std::set<std::string> find_names(const std::vector<PlainText>& texts) {
  std::map<std::string, int> seen;
  for (const auto& text : texts)
    for (const auto& line : text.lines)
      if (auto name = possible_name(line); !name.empty()) ++seen[name];
  std::set<std::string> names;
  for (const auto& [name, count] : seen)
    if (count >= kNameIsBelieved) names.insert(name);
  return names;
}

bool is_verbatim(const SubtitleEvent& event) { return event.text.starts_with(kVerbatim); }

Speech read_speech(const SubtitleEvent& event, const PlainText& plain,
                   const std::set<std::string>& names) {
  if (is_verbatim(event)) {
    std::string_view rest = std::string_view(event.text).substr(kVerbatim.size());
    return {std::string(trimmed(take_line(rest))), event.speaker, event.is_sound};
  }
  Speech speech = to_speech(plain.lines, names);
  if (!event.speaker.empty()) speech.speaker = event.speaker;
  if (speech.speaker.empty() && !speech.is_sound) speech.speaker = plain.voice;
  speech.is_sound = speech.is_sound || event.is_sound;
  if (speech.is_sound) speech.speaker.clear();
  return speech;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string whole;
  for (const auto& line : lines) whole += (whole.empty() ? "" : " ") + line;
  return whole;
}

/// Takes out lines that nobody says. True: nothing is left of them.
bool drop_notices(std::vector<std::string>& lines) {
  if (lines.empty()) return false;
  const auto is_notice = [](const std::string& s) { return notice_of(s) == Notice::certain; };
  if (is_notice(joined(lines)))
    lines.clear();
  else if (lines.size() > 1 && lines.size() <= kMostLines)
    std::erase_if(lines, is_notice);
  return lines.empty();
}

/// Many files are written in capitals throughout.
Capitals meaning_of_capitals(const std::vector<Cue>& cues) {
  std::size_t capital = 0, with_letters = 0;
  for (const Cue& cue : cues) {
    bool upper = false, small = false;
    for (std::size_t at = 0; at < cue.text.size();) {
      const char32_t p = next_code_point(cue.text, at);
      upper = upper || is_upper(p);
      small = small || is_lower(p);
    }
    with_letters += upper || small;
    capital += upper && !small;
  }
  const bool throughout = with_letters >= 4 && capital * 2 > with_letters;
  return throughout ? Capitals::mean_nothing : Capitals::shout;
}

std::string srt_time(base::FilmTime t) {
  const auto all = std::chrono::floor<std::chrono::milliseconds>(t.time_since_epoch()).count();
  char text[48];
  std::snprintf(text, sizeof text, "%02lld:%02lld:%02lld,%03lld",
                static_cast<long long>(all / 3600000), static_cast<long long>(all / 60000 % 60),
                static_cast<long long>(all / 1000 % 60), static_cast<long long>(all % 1000));
  return text;
}

/// Would a reader find anything but words in it?
bool is_plain(const std::string& text) {
  const PlainText plain = strip_markup(text, Markup::html);
  if (plain.lines.size() != 1 || plain.lines[0] != text || !possible_name(text).empty())
    return false;
  const bool looks_like_more =
      text.find("-->") != std::string::npos ||
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  return !looks_like_more && to_speech(plain.lines, {}).text == text;
}

std::string written(const std::vector<Cue>& cues, bool all_verbatim) {
  std::string out;
  int number = 0;
  for (const Cue& cue : cues) {
    if (cue.text.empty()) continue;
    const auto end = std::max(cue.range.end, cue.range.start + std::chrono::milliseconds(1));
    out += std::to_string(++number) + "\n" + srt_time(cue.range.start) + " --> " + srt_time(end);
    out += "\n";
    if (all_verbatim || !is_plain(cue.text)) out += kVerbatim;
    out += cue.text + "\n\n";
  }
  return out;
}

/// Are the texts read back?
bool keeps(const std::string& srt, const std::vector<Cue>& cues) {
  const auto back = parse_subtitles(srt).cues;
  std::vector<std::string_view> texts;
  for (const Cue& cue : cues)
    if (!cue.text.empty()) texts.push_back(cue.text);
  return std::ranges::equal(back, texts, {}, &Cue::text);
}

}  // namespace

std::string describe(const Repairs& r) {
  const std::pair<int, std::string_view> kinds[] = {{r.malformed, "unreadable and left out"},
                                                    {r.empty, "empty and left out"},
                                                    {r.rolling, "shown before and left out"},
                                                    {r.notices, "not of the film and left out"},
                                                    {r.unsorted, "out of order"},
                                                    {r.overlapping, "overlapping"},
                                                    {r.negative, "with no or negative time"},
                                                    {r.overlong, "much too long"},
                                                    {r.past_end, "past the film's end"}};
  std::string text;
  for (const auto& [count, what] : kinds)
    if (count > 0)
      text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + std::string(what);
  return text;
}

Subtitles read_events(SubtitleFile file, base::Duration film) {
  std::vector<PlainText> texts;
  texts.reserve(file.events.size());
  for (const auto& event : file.events) texts.push_back(strip_markup(event.text, file.markup));
  Subtitles subtitles;
  Repairs& repairs = subtitles.repairs;
  repairs.rolling = unroll(file.events, texts);
  const auto names = find_names(texts);

  std::vector<Cue> cues;
  cues.reserve(texts.size());
  bool is_ours = true;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const SubtitleEvent& event = file.events[i];
    is_ours = is_ours && is_verbatim(event);
    if (!is_verbatim(event) && drop_notices(texts[i].lines)) {
      ++repairs.notices;
      continue;
    }
    Speech speech = read_speech(event, texts[i], names);
    if (speech.text.empty() && !event.is_unread) {
      ++repairs.empty;
      continue;
    }
    Cue cue;
    cue.range = {event.start, event.end};
    cue.text = std::move(speech.text);
    cue.speaker = std::move(speech.speaker);
    cue.is_sound = speech.is_sound;
    cues.push_back(std::move(cue));
  }

  subtitles.format = file.format;
  repairs.malformed = file.malformed;
  subtitles.cues = repair(std::move(cues), film, repairs);
  if (!is_ours) repairs.notices += remove_notices(subtitles.cues);
  const Capitals capitals = meaning_of_capitals(subtitles.cues);
  for (Cue& cue : subtitles.cues) {
    const auto f = feeling_of(cue.text, cue.is_sound ? Capitals::mean_nothing : capitals);
    cue.emotion = f.emotion;
    cue.emotion_strength = f.strength;
  }
  return subtitles;
}

Subtitles parse_subtitles(std::string_view bytes, base::Duration film, base::Rational frame_rate) {
  const Decoded decoded = to_utf8(bytes);
  Subtitles subtitles = read_events(read_subtitle_file(decoded.text, frame_rate), film);
  subtitles.encoding = decoded.encoding;
  return subtitles;
}

std::string to_srt(const std::vector<Cue>& cues) {
  const std::string plain = written(cues, false);
  // What stands around a text can make it look like something else.
  return plain.empty() || keeps(plain, cues) ? plain : written(cues, true);
}

}  // namespace cinecut::subtitles
