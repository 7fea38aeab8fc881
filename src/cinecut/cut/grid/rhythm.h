#pragma once
// The rhythm: how long each shot lasts, in beats, before anything is known
// about what it shows.

#include <cstdint>
#include <vector>

#include "cinecut/cut/grid/skeleton.h"
#include "cinecut/cut/grid/weights.h"

namespace cinecut::grid {

/// A place for one clip.
struct Slot {
  edit::Part part = edit::Part::act_1;
  int act = 1;
  std::int64_t start = 0;  ///< Frames of the trailer.
  std::int64_t end = 0;
  int beats = 0;
  bool starts_on_downbeat = false;
  bool starts_on_hit = false;
  bool is_first = false;  ///< Of its part.
  bool is_last = false;
  double progress = 0;        ///< 0 to 1: its middle's place in its act.
  bool is_for_voice = false;  ///< Kept free of words of its own, for a line from elsewhere.

  std::int64_t frames() const { return end - start; }
};

struct RhythmOptions {
  int shots = 60;          ///< How many clips about, over the whole trailer.
  int longest_beats = 16;  ///< No shot lasts longer.
  double longest_seconds = 12;
  std::uint32_t variant = 0;  ///< Which of several equally good rhythms.
};

/// How many shots a trailer with this skeleton has in this vibe: what real trailers of its kind
/// show, calm ones fewer.
int shots_wanted(const Skeleton& skeleton, const vibe::Vibe& vibe,
                 const CountWeights& weights = {});

/// The act a part counts to, 1 to 3; 0 for parts without clips. The drop opens act 2, or closes act
/// 1 in a short trailer that has no act 2.
int act_of(edit::Part part, const Skeleton& skeleton);

/// Slots for all parts with clips, in order, without gaps inside a part. Shots get shorter from act
/// to act and vary inside an act. Only if no division into whole beats within the options' bounds
/// does that, they do not; then `quickens` tells so.
std::vector<Slot> plan_rhythm(const Skeleton& skeleton, const vibe::Vibe& vibe,
                              const RhythmOptions& options, const Weights& weights = {});

/// Whether the mean slot of each act's body (parts act_1, act_2, act_3) is shorter than the one
/// before.
bool quickens(const std::vector<Slot>& slots);

/// How many lines are heard over other pictures in a part.
constexpr int voice_lines(edit::Part part) {
  return part == edit::Part::act_1 ? 1 : part == edit::Part::act_2 ? 2 : 0;
}

/// Keeps slots of the acts free for lines over other pictures: a stretch for each.
void keep_for_voice(std::vector<Slot>& slots, base::Rational rate,
                    const VoiceWeights& weights = {});

}  // namespace cinecut::grid
