#pragma once
// The numbers that decide the parts' places on a song, and how long each shot lasts.

#include "cinecut/cut/weights/listing.h"

namespace cinecut::grid {

using weights::by_measure, weights::by_rule, weights::by_trial;
using weights::Row, weights::Weight;
using weights::row_by_rule, weights::row_by_trial;

/// How many shots a trailer has. Fast kinds reach the rate of official trailers, black and titles
/// included (1.95 and 2.35 s a shot); calm ones stay nearer the vibe.
struct CountWeights {
  Weight fast_until = by_trial(2, "s", "A vibe's mean shot in act 3, up to which it is fast.");
  Weight fast = by_measure(1.62, "s", "A shot in fast vibes.");
  Weight fast_slope = by_measure(0.06, "factor", "More for each second of the vibe's act 3.");
  Weight calm = by_trial(1.74, "s", "A shot in calm vibes, at fast_until.");
  Weight calm_slope = by_trial(1.15, "factor", "More for each second above fast_until.");
  Weight least_mean = by_rule(0.3, "s", "A vibe's mean shot; less is read as this.");
  Weight drop_in_two =
      by_trial(1.6, "factor", "Of act 2's mean shot; a longer drop has two shots.");
  Weight beside = by_trial(0.8, "factor", "Of its act's mean: the wished shot of a cold open.");
};

/// How short and how long a shot may be.
struct BoundWeights {
  Weight fewest_frames = by_rule(8, "frames", "A shot that can be seen.");
  Weight shortest = by_rule(0.32, "s", "A shot that can be read.");
  Weight act_1_long = by_trial(5, "beats", "Mean from which act 1's shots take 4 beats at least.");
  Weight act_1_middle = by_trial(3, "beats", "Mean from which they take 2 at least.");
  Weight act_1_longest = by_trial(7, "beats", "Mean above which they may take 12, otherwise 8.");
  Weight act_3_long = by_trial(3.2, "beats", "Mean above which act 3's shots may take 8 beats.");
  Weight act_3_middle = by_trial(1.4, "beats", "Mean above which they may take 4, otherwise 2.");
};

/// How much shorter an act's mean shot is than that of the act before. What is tried first is
/// taken if it can be had.
struct FallWeights {
  Row<4> body = row_by_trial({0.9, 0.93, 0.98, 0.98}, "factor",
                             "Most of the mean of the body of the act before, try by try.");
  Row<4> whole =
      row_by_trial({0.93, 0.98, 0.995, 100}, "factor", "The same with cold open, drop and button.");
};

/// The lengths of shots one after another.
struct LengthWeights {
  /// Shapes that an editor's hand falls into.
  Row<32> shapes = row_by_trial({2,   1,   0.5, 0.5,  //
                                 1,   0.5, 0.5, 2,    //
                                 1,   1,   0.5, 2,    //
                                 2,   0.6, 0.6, 1,    //
                                 0.5, 0.5, 1,   2,    //
                                 1.5, 1.5, 0.5, 0.5,  //
                                 0.6, 1.4, 0.6, 1.6,  //
                                 2,   0.5, 1,   0.5},
                                "of the mean",
                                "Eight shapes of four lengths. Their spread is about 0.6, that of "
                                "real trailers.");
  Weight fall = by_trial(0.2, "factor", "Longer shots at a part's start, shorter at its end.");
  Weight act_2_fall = by_trial(0.5, "factor", "The same in act 2.");
  Weight act_3_fall = by_trial(0.45, "factor", "The same in act 3.");
  Weight triple = by_trial(0.12, "cost", "A shot of 3, 6, 12 or 16 beats, not 1, 2, 4 or 8.");
  Weight odd = by_trial(0.6, "cost", "A shot of any other number of beats.");
  Weight downbeat = by_trial(0.25, "cost", "Saved by a cut on a downbeat.");
  Weight weak_beat = by_trial(0.1, "cost", "A cut on a beat that does not start half a bar.");
  Weight hit = by_trial(0.4, "cost", "Saved by a cut on a hit.");
  Weight bar_blurred =
      by_trial(0.15, "cost", "A bar line within a shot that did not start on one.");
  Weight hit_missed = by_trial(0.5, "cost", "A hit within a shot.");
};

/// Slots kept free of words, for lines over other pictures.
struct VoiceWeights {
  Weight act_1_from = by_trial(0.45, "share", "Of act 1, where its stretch starts.");
  Weight act_1 = by_trial(4.2, "s", "That stretch.");
  Weight act_2_from = by_trial(0.25, "share", "Of act 2, where its first stretch starts.");
  Weight act_2_again_from = by_trial(0.65, "share", "Of act 2, where its second starts.");
  Weight act_2 = by_trial(3.6, "s", "Each of these two.");
};

/// Where cards stand between parts.
struct CardWeights {
  Weight part = by_trial(0.3, "share", "Of an act, that a card may take from it at most.");
  Weight wait = by_trial(0.8, "s", "More than a card needs, to end or begin it on a downbeat.");
  Weight edge = by_rule(0.35, "s", "Black before and after a card in the silence.");
};

/// Which beats of a song are cut on.
struct PulseWeights {
  Weight default_bpm = by_trial(100, "bpm", "Where neither song nor vibe tells.");
  Weight reach = by_trial(0.3, "beats", "How far an invented beat is moved onto an accent.");
  Weight hit_near = by_rule(0.07, "s", "A hit and a beat closer than this are heard as one.");
  Weight slow_beat = by_trial(1.1, "s", "Beats farther apart may be halved.");
};

/// Which stretches of a user's song stand under the quiet first half, the rising second and the
/// loud end. Energy is from 0 to 1; the costs of a stretch are added up.
struct SongWeights {
  Weight quiet_energy = by_trial(1, "cost", "The first half at full energy.");
  Weight quiet_phrase = by_trial(0.3, "cost", "Saved where the first half starts a phrase.");
  Weight quiet_wrap = by_trial(0.5, "cost", "The song ends in the first half.");
  Weight rising_energy = by_trial(0.6, "cost", "Saved by the second half at full energy.");
  Weight rising_phrase = by_trial(0.4, "cost", "Saved where the second half starts a phrase.");
  Weight rising_wrap = by_trial(0.5, "cost", "The song ends in the second half.");
  Weight loud_energy = by_trial(2, "cost", "Saved by the end at full energy.");
  Weight loud_phrase = by_trial(0.5, "cost", "Saved where the end starts a phrase.");
  Weight loud_hit = by_trial(0.4, "cost", "Saved where the end starts on a hit.");
  Weight loud_wrap = by_trial(0.8, "cost", "The song ends in the end.");
  Weight goes_on = by_trial(0.7, "cost", "Saved where the song plays on into the second half.");
  Weight jumps_back = by_trial(0.3, "cost", "The second half is from before the first's end.");
  Weight loud_goes_on = by_trial(0.3, "cost", "Saved where the song plays on into the end.");
  Weight loud_jumps_back = by_trial(0.2, "cost", "The end is from before the second half's end.");
  Weight shortest_ending = by_trial(2, "s", "From a last hit to the song's end, to ring out.");
  Weight longest_ending = by_trial(10, "s", "From that hit to the song's end.");
};

struct Weights {
  CountWeights count;
  BoundWeights bounds;
  FallWeights fall;
  LengthWeights length;
  VoiceWeights voice;
  CardWeights card;
  PulseWeights pulse;
  SongWeights song;
};

/// Every weight of these, which must outlive the listing.
weights::Listing list(Weights& w);

}  // namespace cinecut::grid
