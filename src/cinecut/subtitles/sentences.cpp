#include "cinecut/subtitles/sentences.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/utf8.h"
#include "cinecut/subtitles/internal/letters.h"

namespace cinecut::subtitles {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration kPause = 1s;  // Longer, and the next cue is another thought.

constexpr std::array kClosing = {"\"", "'", ")", "]",  "\u201D", "\u2019",
                                 "»",  "«", "“", "」", "』"};
// ASCII's; the ellipsis; of Chinese and Japanese; of Arabic and Urdu; the danda.
constexpr std::array kEnds = {".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।"};
constexpr std::array kCommas = {",", "，", "、", "،"};

template <typename Marks>
bool ends_with_any(std::string_view text, const Marks& marks) {
  return std::ranges::any_of(marks, [&](const char* mark) { return text.ends_with(mark); });
}

std::string_view without_closing(std::string_view text) {
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    for (const std::string_view mark : kClosing)
      if (text.ends_with(mark)) text.remove_suffix(mark.size()), goes_on = true;
  }
  return text;
}

bool begins_with_ellipsis(std::string_view text) {
  return text.starts_with("...") || text.starts_with("…");
}

}  // namespace

bool ends_sentence(std::string_view text) { return ends_with_any(without_closing(text), kEnds); }

bool begins_inside(std::string_view text) {
  if (begins_with_ellipsis(text)) return true;
  std::size_t at = 0;
  const auto first = text.empty() ? std::nullopt : base::next_code_point(text, at);
  return first && is_lower(*first);
}

bool goes_on(const Cue& cue, const Cue& next) {
  if (cue.text.empty() || next.text.empty() || cue.is_sound || next.is_sound) return false;
  const bool trails_off = cue.text.ends_with("...") || cue.text.ends_with("…");
  const bool is_open = ends_with_any(cue.text, kCommas) ||
                       (begins_inside(next.text) && !ends_sentence(cue.text)) ||
                       (trails_off && begins_with_ellipsis(next.text));
  return is_open && cue.speaker == next.speaker && next.range.start - cue.range.end <= kPause;
}

int last_of_sentence(const std::vector<Cue>& cues, int first, int most) {
  int last = first;
  while (last + 1 < static_cast<int>(cues.size()) && last + 1 - first < most &&
         goes_on(cues[static_cast<std::size_t>(last)], cues[static_cast<std::size_t>(last) + 1]))
    ++last;
  return last;
}

}  // namespace cinecut::subtitles
