#pragma once
// Formats: files of text, read into events with their markup.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace cinecut::subtitles {

enum class Markup { html, ass };

/// U+2063, invisible: what stands behind it is words only. to_srt writes it before the rare text
/// that would lose something when it is read as a file made by others.
inline constexpr std::string_view kVerbatim = "\xE2\x81\xA3";

/// What a file says, before anything is mended. Times may be in any order, negative or equal.
struct SubtitleEvent {
  base::FilmTime start{};
  base::FilmTime end{};
  std::string text;        ///< With markup; lines separated by "\n".
  std::string speaker;     ///< ASS: its Name field.
  bool is_sound = false;   ///< Known not to be speech: karaoke, signs.
  bool is_unread = false;  ///< A picture: something is said, but nobody could read what.
};

struct SubtitleFile {
  std::string format;  ///< "srt", "ass", "vtt", "ttml", or FFmpeg's name
  Markup markup = Markup::html;
  std::vector<SubtitleEvent> events;  ///< In the file's order.
  int malformed = 0;                  ///< Events that could not be read.
};

/// Reads valid UTF-8 in whichever of the formats it is. `frame_rate`: of the pictures that some
/// formats count. Throws Error: corrupt if it is none of them, naming what it looks like. Linear
/// time.
SubtitleFile read_subtitle_file(std::string_view text, base::Rational frame_rate);

SubtitleFile read_ass(std::string_view text);

/// SubRip and WebVTT.
SubtitleFile read_timed_blocks(std::string_view text, const std::string& format);

/// TTML with its relatives DFXP, IMSC, SMPTE-TT and EBU-TT, and the two kinds of subtitles of
/// digital cinema. What is damaged is read up to there.
SubtitleFile read_ttml(std::string_view text);
bool looks_like_ttml(std::string_view text);

/// Of a SAMI file of several languages the paragraphs of one: English if it has nearly as many as
/// others, else the one with most. Other text as it is. Linear time.
std::string sami_in_one_language(std::string_view text);

/// The fields before the text of an ASS event line of an embedded track: "ReadOrder, Layer, Style,
/// Name, MarginL, MarginR, MarginV, Effect, Text".
SubtitleEvent from_track_event(base::FilmRange range, std::string_view line);

/// Takes the first line off `text`, whichever of LF, CR LF and CR ends it.
std::string_view take_line(std::string_view& text);
std::string_view trimmed(std::string_view s);

/// Takes digits off `text`; nothing, and `text` stays, if there is none or there are more than
/// `most_digits` (at most 18).
std::optional<std::int64_t> take_number(std::string_view& text, std::size_t most_digits);

/// "1:02:03,5", "02:03.500", "-0:00:01.20": nothing if it is no time. Digits beyond milliseconds
/// are cut off. Any separator of , . : before the fraction.
std::optional<base::FilmTime> parse_time(std::string_view text);

}  // namespace cinecut::subtitles
