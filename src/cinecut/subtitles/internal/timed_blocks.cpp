// SubRip and WebVTT: blocks of a line with two times and the text below it.

#include <algorithm>
#include <utility>

#include "cinecut/subtitles/internal/formats.h"

namespace cinecut::subtitles {
namespace {

bool is_number(std::string_view line) {
  line = trimmed(line);
  return !line.empty() && line.size() <= 9 &&
         std::all_of(line.begin(), line.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "00:00:01,000 --> 00:00:02,500 X1:40 position:10%"
bool parse_timing(std::string_view line, SubtitleEvent& event) {
  const std::size_t arrow = line.find("-->");
  const std::string_view rest = trimmed(line.substr(arrow + 3));
  // A fraction may stand apart ("00:00:02, 500"); settings never begin with a digit.
  const std::size_t settings = rest.find_first_not_of("0123456789:,.- \t");
  auto end = parse_time(rest.substr(0, settings));
  if (!end) end = parse_time(rest.substr(0, rest.find_first_of(" \t")));
  const auto start = parse_time(line.substr(0, arrow));
  if (!start || !end) return false;
  event.start = *start;
  event.end = *end;
  return true;
}

/// Gathers the lines of one block at a time.
class Blocks {
 public:
  explicit Blocks(SubtitleFile& file) : file_(file), has_names_(file.format == "vtt") {}

  void begin(std::string_view timing) {
    // Whether blocks are numbered is known from the first.
    if (!seen_any_) is_numbered_ = is_number(last_line_);
    drop_name();
    finish();
    seen_any_ = true;
    event_ = {};
    is_open_ = parse_timing(timing, event_);
    file_.malformed += !is_open_;
    lines_.clear();
  }

  void add(std::string_view line) {
    if (is_open_) lines_.push_back(line);
    last_line_ = line;
  }

  void finish() {
    if (!is_open_) return;
    is_open_ = false;
    drop_empty();
    for (const auto line : lines_) (event_.text += line) += '\n';
    file_.events.push_back(std::move(event_));
  }

 private:
  /// The number or the name of the block below. A name follows an empty line, be it one with
  /// spaces.
  void drop_name() {
    drop_empty();
    const std::size_t n = lines_.size();
    const bool is_name = has_names_ && n > 1 && trimmed(lines_[n - 2]).empty();
    const bool number = is_numbered_ && n > 0 && is_number(lines_.back());
    if (is_name || number) lines_.pop_back();
  }

  void drop_empty() {
    while (!lines_.empty() && trimmed(lines_.back()).empty()) lines_.pop_back();
  }

  SubtitleFile& file_;
  SubtitleEvent event_;
  std::vector<std::string_view> lines_;
  std::string_view last_line_;
  const bool has_names_;
  bool is_open_ = false;
  bool seen_any_ = false;
  bool is_numbered_ = false;
};

}  // namespace

SubtitleFile read_timed_blocks(std::string_view text, const std::string& format) {
  SubtitleFile file;
  file.format = format;
  // In SubRip an empty line may stand inside a text; in WebVTT it always ends the block, and what
  // follows may be a comment or a style. A line of spaces is not empty: automatic captions begin
  // with one.
  const bool blank_ends_block = format == "vtt";
  Blocks blocks(file);
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line.find("-->") != std::string_view::npos && !line.starts_with(kVerbatim))
      blocks.begin(line);
    else if (blank_ends_block && line.empty())
      blocks.finish();
    else
      blocks.add(line);
  }
  blocks.finish();
  return file;
}

}  // namespace cinecut::subtitles
