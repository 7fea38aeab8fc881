#pragma once
// The numbers that decide where in its piece a clip starts, how clips join, and what is heard.

#include "cinecut/cut/weights/listing.h"

namespace cinecut::placing {

using weights::by_rule, weights::by_trial, weights::Weight;

/// Crossfades stand between calm pictures.
struct JointWeights {
  Weight half = by_trial(0.25, "s", "Half of a crossfade or fade.");
  Weight part_of_slot =
      by_trial(6, "parts", "Half of it is one of so many parts of the shorter slot.");
  Weight fewest_frames = by_rule(2, "frames", "Half of it, to be seen; otherwise it is a cut.");
  Weight shortest = by_trial(1.2, "s", "Both slots, where the vibe's first choice is to dissolve.");
  Weight shortest_if_second = by_trial(2, "s", "The same where it is the vibe's second choice.");
};

/// Where in its piece a clip starts.
struct StartWeights {
  Weight lead_on_hit =
      by_trial(0.15, "share", "Of a clip, before its best instant, where it starts on a hit.");
  Weight lead_in_montage = by_trial(0.35, "share", "The same in act 3.");
  Weight lead = by_trial(0.42, "share", "The same elsewhere.");
  Weight farthest = by_trial(36, "frames", "A start from the wished one.");
  Weight frame = by_trial(24, "frames", "From the wished start, that cost as much as 1.");
  Weight cut_words = by_trial(1, "cost", "Words are cut.");
  Weight words = by_trial(0.4, "cost", "Words are heard.");
  Weight breath = by_trial(0.36, "s", "At most from a cut to the first word.");
};

struct SoundWeights {
  Weight opening = by_trial(3, "dB", "Atmosphere of cold open, drop and button, over the mix's.");
  Weight montage = by_trial(2, "dB", "Atmosphere of act 3.");
  Weight loud_montage = by_trial(5, "dB", "The same of loud pieces.");
  Weight loud = by_trial(0.5, "rank", "From here a piece is loud.");
  Weight lead_frames = by_rule(6, "frames", "Sound before its picture, which announces it.");
  Weight decay = by_trial(0.15, "s", "For a line's end to fade in.");
};

/// Lines over other pictures.
struct VoiceWeights {
  Weight shortest = by_rule(0.8, "s", "A line.");
  Weight longest = by_rule(6, "s", "A line.");
  Weight lead = by_trial(0.25, "s", "From a cut to the voice.");
  Weight after = by_trial(0.1, "s", "From the voice to the next words of a clip.");
  Weight apart = by_trial(1.5, "s", "From one voice to the next.");
  Weight under = by_trial(-18, "dB", "The film's sound under a voice.");
  Weight suits = by_trial(0.3, "score", "More for exposition in act 1, for threats in act 2.");
  Weight suits_not = by_trial(-0.1, "score", "More for the one where the other belongs.");
  Weight other = by_trial(0.1, "score", "More for every other kind of line.");
};

/// Effects are rare, or they tire.
struct EffectWeights {
  Weight act_1 = by_trial(-5, "dB", "At the start of act 1.");
  Weight act_2 = by_trial(-6, "dB", "At the start of act 2.");
  Weight hit = by_trial(0, "dB", "At the start of the drop and of act 3.");
  Weight silence = by_trial(-3, "dB", "Where the music stops.");
  Weight title = by_trial(-2, "dB", "Under the title.");
  Weight apart = by_trial(1.5, "s", "Between any two.");
  Weight crossfade = by_trial(-12, "dB", "Under a crossfade.");
  Weight crossfade_apart = by_trial(8, "s", "Between two of these.");
  Weight white = by_trial(-8, "dB", "Under a fade to white.");
  Weight white_apart = by_trial(8, "s", "Between two of these.");
  Weight beat_on_hit = by_trial(-4, "dB", "At a cut of act 3 on a hit.");
  Weight beat_on_hit_apart = by_trial(3, "s", "Between it and the last at a cut of act 3.");
  Weight beat = by_trial(-7, "dB", "At a cut of act 3 on a downbeat.");
  Weight beat_apart = by_trial(5, "s", "Between it and the last at a cut of act 3.");
  Weight cut = by_trial(-9, "dB", "At a cut of act 2 on a downbeat.");
  Weight cut_apart = by_trial(9, "s", "Between two of these.");
};

struct Weights {
  JointWeights joint;
  StartWeights start;
  SoundWeights sound;
  VoiceWeights voice;
  EffectWeights effect;
};

/// Every weight of these, which must outlive the listing.
weights::Listing list(Weights& w);

}  // namespace cinecut::placing
