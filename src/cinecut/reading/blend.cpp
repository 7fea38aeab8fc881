#include <algorithm>

#include "cinecut/reading/reading.h"

namespace cinecut::reading {
namespace {

/// Below it the readings hardly agree.
constexpr double kLeastConfidence = 0.25;

base::FilmTime towards(base::FilmTime from, base::FilmTime to, double share) {
  return from + base::from_seconds(base::to_seconds(to - from) * share);
}

}  // namespace

edit::Anchors blend(const Reading& reading, const std::vector<subtitles::Cue>& cues,
                    edit::Anchors present) {
  const auto is_usable = [&](const Turn& turn) {
    return turn.cue >= 0 && turn.cue < static_cast<int>(cues.size()) &&
           turn.confidence >= kLeastConfidence;
  };
  const auto moved = [&](base::FilmTime anchor, const Turn& turn) {
    if (!is_usable(turn)) return anchor;
    return towards(anchor, cues[static_cast<std::size_t>(turn.cue)].range.start, turn.confidence);
  };
  edit::Anchors blended = present;
  blended.begin = moved(present.begin, reading.begin);
  blended.escalation = moved(present.escalation, reading.escalation);
  blended.climax = moved(present.climax, reading.climax);
  if (blended == present) return present;
  // Where one that moved has passed another, nobody knows which of them is wrong.
  if (!(blended.begin < blended.escalation && blended.escalation < blended.climax)) return present;
  blended.source = present.source + ", with turns read by " + reading.source;
  return blended;
}

}  // namespace cinecut::reading
