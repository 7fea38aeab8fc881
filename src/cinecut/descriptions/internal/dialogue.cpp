#include "cinecut/descriptions/internal/dialogue.h"

#include <algorithm>

namespace cinecut::descriptions {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLongestQuote = 70;
constexpr base::Duration kNearby = 2s;

}  // namespace

const subtitles::Cue* cue_near(const std::vector<subtitles::Cue>& cues, base::FilmTime t) {
  const auto after = std::partition_point(
      cues.begin(), cues.end(), [&](const subtitles::Cue& c) { return c.range.end <= t; });
  const subtitles::Cue* best = nullptr;
  base::Duration best_distance = kNearby;
  for (auto c = after == cues.begin() ? after : after - 1; c != cues.end(); ++c) {
    if (c->range.start > t + kNearby) break;
    if (c->is_sound || c->text.empty()) continue;
    const base::Duration distance = c->range.contains(t)
                                        ? base::Duration::zero()
                                        : std::max(c->range.start - t, t - c->range.end);
    if (distance > best_distance || (best != nullptr && distance == best_distance)) continue;
    best = &*c;
    best_distance = distance;
  }
  return best;
}

std::string in_quotes(std::string_view text) {
  if (text.size() > kLongestQuote) {
    std::size_t end = text.substr(0, kLongestQuote).rfind(' ');
    if (end == std::string_view::npos) end = kLongestQuote;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return "“" + std::string(text.substr(0, end)) + " …”";
  }
  return "“" + std::string(text) + "”";
}

}  // namespace cinecut::descriptions
