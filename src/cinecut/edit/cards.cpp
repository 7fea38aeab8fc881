#include "cinecut/edit/cards.h"

#include <algorithm>

namespace cinecut::edit {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration kFound = 400ms, kWord = 280ms, kLeast = 1500ms;

}  // namespace

int words_in(std::string_view text) {
  int words = 0;
  bool is_inside = false;
  for (const char c : text) {
    const bool is_space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!is_space && !is_inside) ++words;
    is_inside = !is_space;
  }
  return words;
}

base::Duration time_to_read(std::string_view text) {
  return std::max(kLeast, kFound + words_in(text) * kWord);
}

bool is_spoken_over(const Manifest& m, const base::TrailerRange& range) {
  const bool in_clip = std::ranges::any_of(m.clips, [&](const Clip& clip) {
    if (clip.dialogue.empty()) return false;
    const base::TrailerRange heard{clip.trailer.start - clip.sound_lead,
                                   clip.trailer.end + clip.sound_tail};
    return heard.overlaps(range);
  });
  return in_clip || std::ranges::any_of(m.voice, [&](const VoiceLine& line) {
           const base::TrailerRange heard{line.start, line.start + line.source.length()};
           return heard.overlaps(range);
         });
}

}  // namespace cinecut::edit
