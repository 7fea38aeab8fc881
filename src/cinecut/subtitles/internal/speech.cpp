#include "cinecut/subtitles/internal/speech.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/utf8.h"
#include "cinecut/subtitles/internal/encoding.h"
#include "cinecut/subtitles/internal/formats.h"
#include "cinecut/subtitles/internal/letters.h"

namespace cinecut::subtitles {
namespace {

constexpr std::size_t kLongestName = 40;
constexpr std::size_t kLongestBracket = 240;
constexpr std::size_t kLongestText = 1000;

std::vector<std::string> words_of(std::string_view s) {
  std::vector<std::string> words;
  while (!(s = trimmed(s)).empty()) {
    const std::size_t end = std::min(s.find(' '), s.size());
    words.emplace_back(s.substr(0, end));
    s.remove_prefix(end);
  }
  return words;
}

struct Letters {
  int upper = 0, lower = 0, other = 0;
  bool starts_upper = false;
};

/// What a name is made of; `other` counts what no name has.
Letters letters_of(std::string_view s) {
  Letters n;
  for (std::size_t at = 0; at < s.size();) {
    const bool first = at == 0;
    const char32_t p = next_code_point(s, at);
    if (first) n.starts_upper = is_upper(p);
    if (is_upper(p))
      ++n.upper;
    else if (is_lower(p))
      ++n.lower;
    else if (!is_digit(p) && std::u32string_view(U" .'-#&/’").find(p) == std::u32string_view::npos)
      ++n.other;
  }
  return n;
}

/// Where the name before a colon ends; npos: the line does not begin with one.
std::size_t colon_after_name(std::string_view line) {
  const std::size_t colon = line.substr(0, kLongestName + 1).find(':');
  if (colon == std::string_view::npos || colon == 0) return std::string_view::npos;
  const bool is_clock =
      colon + 1 < line.size() && is_digit(static_cast<unsigned char>(line[colon + 1]));
  return is_clock ? std::string_view::npos : colon;
}

bool is_capital_name(std::string_view name) {
  const Letters n = letters_of(name);
  return n.upper >= 2 && n.lower == 0 && n.other == 0 && words_of(name).size() <= 4;
}

/// Words for people nobody has named.
bool is_person(const std::string& word) {
  static constexpr std::array kPersons = std::to_array<std::string_view>(
      {"agent",  "all",    "announcer", "bartender", "both",     "boy",     "captain", "child",
       "chorus", "cop",    "crowd",     "dad",       "doctor",   "driver",  "father",  "female",
       "girl",   "guard",  "host",      "judge",     "kid",      "lady",    "male",    "man",
       "men",    "mom",    "mother",    "mum",       "narrator", "nurse",   "officer", "operator",
       "pilot",  "priest", "radio",     "reporter",  "soldier",  "student", "teacher", "tv",
       "voice",  "waiter", "waitress",  "woman",     "women"});
  return std::binary_search(kPersons.begin(), kPersons.end(), word);
}

bool is_word_for_sound(const std::string& word) {
  static constexpr std::array kSounds = std::to_array<std::string_view>(
      {"applause",  "chatter", "clatter", "continued", "crash",      "echo",
       "explosion", "gunfire", "gunshot", "inaudible", "indistinct", "laughter",
       "music",     "pause",   "rumble",  "scream",    "shout",      "silence",
       "siren",     "static",  "thud",    "thunder",   "whisper",    "wind"});
  return std::binary_search(kSounds.begin(), kSounds.end(), word) || word.ends_with("ing") ||
         word.ends_with("s") || word.ends_with("ed") || word.ends_with("ly");
}

/// Does what stands in brackets name who speaks the words after it?
bool names_speaker(std::string_view inside) {
  const auto words = words_of(inside);
  if (words.empty() || words.size() > 3) return false;
  if (std::any_of(words.begin(), words.end(),
                  [](const auto& w) { return is_person(base::lower_ascii(w)); }))
    return true;
  return words.size() <= 2 && std::all_of(words.begin(), words.end(), [](const std::string& w) {
           const Letters n = letters_of(w);
           return n.starts_upper && n.other == 0 && !is_word_for_sound(base::lower_ascii(w));
         });
}

bool has_word(std::string_view s) {
  for (std::size_t at = 0; at < s.size();) {
    const char32_t p = next_code_point(s, at);
    if (is_letter(p) || is_digit(p)) return true;
  }
  return false;
}

/// The text without what stands in brackets; a name found there goes to `speaker`.
std::string without_brackets(std::string_view text, std::string& speaker) {
  std::string out;
  bool at_line_start = true;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const bool opens = c == '[' || c == '(';
    const std::size_t length = opens ? text.substr(at, kLongestBracket).find(c == '[' ? ']' : ')')
                                     : std::string_view::npos;
    if (length == std::string_view::npos) {
      if (c == '\n')
        at_line_start = true;
      else if (c != ' ' && c != '-')
        at_line_start = false;
      out += c;
      ++at;
      continue;
    }
    const std::string_view inside = text.substr(at + 1, length - 1);
    at += length + 1;
    // "[MAN]: No." But in "JOHN (SOFTLY): No." the colon is the name's.
    const bool colon = at_line_start && at < text.size() && text[at] == ':';
    at += colon;
    const bool is_name = colon || names_speaker(inside);
    if (at_line_start && is_name && has_word(text.substr(at)) && speaker.empty())
      speaker = trimmed(inside);
  }
  return out;
}

/// What begins a speaker's line: "-", "–", "—", "‐" or "‑", and ">>" in captions.
std::size_t dash_length(std::string_view line) {
  if (line.starts_with('-')) return 1;
  if (line.starts_with(">>")) return std::min(line.find_first_not_of('>'), line.size());
  for (const std::string_view dash :
       {"\xE2\x80\x90", "\xE2\x80\x91", "\xE2\x80\x93", "\xE2\x80\x94"})
    if (line.starts_with(dash)) return dash.size();
  return 0;
}

/// A note, as it stands, as captions of television write it, and read in a wrong encoding.
std::size_t note_length(std::string_view text) {
  for (const std::string_view note : {"♪", "♫", "♬", "♩", "¶", "â™ª", "â™«"})
    if (text.starts_with(note)) return note.size();
  return 0;
}

/// How often singing begins or ends in a line. Notes side by side count once.
int notes_in(std::string_view line) {
  int count = 0;
  bool was_note = false;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t note = note_length(line.substr(at));
    count += note > 0 && !was_note;
    if (note > 0 || line[at] != ' ') was_note = note > 0;
    at += std::max<std::size_t>(note, 1);
  }
  return count;
}

/// The lines that are not sung. What is between two notes is sung; if there is one too many, all
/// is.
std::vector<std::string> without_songs(const std::vector<std::string>& lines) {
  std::vector<std::string> spoken;
  int notes = 0;
  for (const auto& line : lines) {
    const int here = notes_in(line);
    if (here == 0 && notes % 2 == 0) spoken.push_back(line);
    notes += here;
  }
  return notes % 2 == 0 ? spoken : std::vector<std::string>{};
}

bool is_marked_as_sound(std::string_view text) {
  if (text.starts_with("# ") || text.ends_with(" #")) return true;
  if (text.size() <= 2 || text.front() != text.back()) return false;
  return text.front() == '#' || text.front() == '*' || text.front() == '~';
}

std::string joined(const std::vector<std::string>& lines, char between) {
  std::string out;
  for (const auto& line : lines) {
    if (!out.empty()) out += between;
    out += line;
  }
  return out;
}

/// No cue is longer in earnest; a damaged file's may be.
void shorten(std::string& text) {
  if (text.size() <= kLongestText) return;
  std::size_t end = kLongestText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  text.resize(trimmed(text).size());
}

std::string single_spaced(std::string_view s) {
  std::string out;
  for (const char c : s) {
    const bool space = c == ' ' || c == '\n';
    if (!space)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// One line's words, with its dash and its name taken off.
std::string words_of_line(std::string_view line, const std::set<std::string>& names, int& dashes,
                          std::set<std::string>& speakers) {
  line = trimmed(line);
  if (const std::size_t dash = dash_length(line)) {
    ++dashes;
    line = trimmed(line.substr(dash));
  }
  const std::size_t colon = colon_after_name(line);
  if (colon == std::string_view::npos) return std::string(line);
  const std::string name(trimmed(line.substr(0, colon)));
  if (!is_capital_name(name) && !names.contains(name)) return std::string(line);
  speakers.insert(name);
  return std::string(trimmed(line.substr(colon + 1)));
}

}  // namespace

std::string possible_name(std::string_view line) {
  line = trimmed(line);
  line = trimmed(line.substr(dash_length(line)));
  const std::size_t colon = colon_after_name(line);
  if (colon == std::string_view::npos || colon + 1 >= line.size()) return {};
  const std::string name(trimmed(line.substr(0, colon)));
  const auto words = words_of(name);
  if (words.empty() || words.size() > 2) return {};
  const bool is_name = std::all_of(words.begin(), words.end(), [](const std::string& w) {
    const Letters n = letters_of(w);
    return n.starts_upper && n.lower > 0 && n.other == 0;
  });
  return is_name ? name : std::string{};
}

Speech to_speech(const std::vector<std::string>& lines, const std::set<std::string>& names) {
  Speech speech;
  std::string whole = joined(lines, '\n');
  shorten(whole);
  std::string spoken = joined(without_songs(lines), '\n');
  shorten(spoken);
  if (is_marked_as_sound(whole) || !has_word(spoken)) {
    if (has_word(whole) || notes_in(whole) > 0 || is_marked_as_sound(whole))
      return {single_spaced(whole), {}, true};
  } else {
    whole = std::move(spoken);
  }
  std::string bracketed;
  const std::string bare = without_brackets(whole, bracketed);
  if (!has_word(bare) && has_word(whole)) return {single_spaced(whole), {}, true};

  std::set<std::string> speakers;
  if (!bracketed.empty()) speakers.insert(bracketed);
  int dashes = 0;
  std::string words;
  for (std::string_view rest = bare; !rest.empty();) {
    const std::string line = words_of_line(take_line(rest), names, dashes, speakers);
    if (!line.empty()) words += (words.empty() ? "" : " ") + line;
  }
  speech.text = single_spaced(words);
  if (speakers.size() == 1 && dashes < 2) speech.speaker = *speakers.begin();
  return speech;
}

}  // namespace cinecut::subtitles
