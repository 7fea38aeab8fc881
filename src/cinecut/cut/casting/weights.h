#pragma once
// The numbers that decide which piece of film stands in which slot.
//
// Most are by trial: they were set so that trailers of the films at hand looked right, and only
// their sum is compared. A cost of 1 is what a piece of the worst score costs more than the best.
// `tools/bench weights` tells what each does.

#include "cinecut/cut/weights/listing.h"

namespace cinecut::casting {

using weights::by_measure, weights::by_rule, weights::by_trial, weights::row_by_trial;
using weights::Row, weights::Weight;

/// Where a good picture matters more. Factors of the cost of quality, added up.
struct ImportanceWeights {
  Weight any = by_trial(1, "factor", "In every slot.");
  Weight hit = by_trial(0.5, "factor", "More where the slot starts on a hit of the music.");
  Weight first = by_trial(0.25, "factor", "More in a part's first slot.");
  Weight finale = by_trial(0.6, "factor", "More in the last slot of act 3.");
  Weight opening = by_trial(0.3, "factor", "More in the cold open and the drop.");
  Weight early = by_trial(0.2, "factor", "More at an act's start, falling to nothing at its end.");
};

struct QualityWeights {
  Weight score = by_trial(1.2, "cost", "A piece of score 0, times the slot's importance.");
  Weight readable_light = by_trial(
      0.08, "luma", "Pictures darker than this can hardly be read (seen on contact sheets).");
  Weight dark = by_trial(0.6, "cost", "A black picture, falling to nothing at readable_light.");
};

struct ZoneWeights {
  Weight step = by_trial(0.3, "cost", "Each zone between a piece's and its act's.");
  Weight step_in_montage =
      by_trial(0.1, "cost", "The same in act 3, which trailers fill from the whole film.");
  Weight free_climax =
      by_trial(0.15, "cost", "A piece of the climax in the cold open or the button.");
};

/// Acts 1 and 2 are told in the film's order, and the montage of act 3 runs through the film once
/// more: each wishes pieces from the places where official trailers take theirs (story/course.h).
struct PlaceWeights {
  Weight distance =
      by_trial(2, "cost", "A whole film between a piece and where its slot wishes it.");
  Weight distance_in_montage = by_trial(1, "cost", "The same in act 3, a montage.");
};

/// How far a kind of moment is out of place in a part, 0 to 1. Which kinds belong to a part is a
/// custom of trailers, how far the others are out of place is by trial. In the order of
/// edit::BeatType: inciting incident, character introduction, escalation, relationship, money shot,
/// climax peak, breath.
struct KindWeights {
  Weight misplaced = by_trial(0.45, "cost", "A moment whose kind is wholly out of place.");
  Row<7> cold_open = row_by_trial({0, 0.6, 0.3, 0.6, 0, 0.6, 0.3}, "share of misplaced",
                                  "Kinds in the cold open: it asks a question or shows a wonder.");
  Row<7> act_1 = row_by_trial({0, 0, 0.5, 0.15, 0.5, 1, 0}, "share of misplaced",
                              "Kinds in act 1: who they are and what happens to them.");
  Row<7> beat_drop = row_by_trial({0, 0.7, 0.2, 0.7, 0, 0.7, 0.7}, "share of misplaced",
                                  "Kinds in the drop: one picture to remember.");
  Row<7> act_2 = row_by_trial({0.25, 0.4, 0, 0, 0.25, 0.7, 0.4}, "share of misplaced",
                              "Kinds in act 2: it gets worse, and between people.");
  Row<7> act_3 = row_by_trial({0.7, 0.7, 0.15, 0.7, 0, 0, 0.7}, "share of misplaced",
                              "Kinds in act 3: peaks and wonders.");
  Row<7> button = row_by_trial({0.5, 0, 0.5, 0, 0.5, 0.5, 0}, "share of misplaced",
                               "Kinds in the button: people, and quiet.");
};

/// The motion that a slot wishes, as a rank within the film, 0 to 1: it rises from act to act.
struct MotionWeights {
  Weight difference = by_trial(0.5, "cost", "The stillest piece where the liveliest is wished.");
  Weight cold_open = by_trial(0.5, "rank", "Wished in the cold open.");
  Weight act_1 = by_trial(0.25, "rank", "Wished at the start of act 1.");
  Weight act_1_rise = by_trial(0.15, "rank", "More at its end.");
  Weight beat_drop = by_trial(0.8, "rank", "Wished in the drop.");
  Weight act_2 = by_trial(0.45, "rank", "Wished at the start of act 2.");
  Weight act_2_rise = by_trial(0.25, "rank", "More at its end.");
  Weight act_3 = by_trial(0.75, "rank", "Wished at the start of act 3.");
  Weight act_3_rise = by_trial(0.2, "rank", "More at its end.");
  Weight button = by_trial(0.25, "rank", "Wished in the button.");
};

struct ReuseWeights {
  Weight second = by_trial(0.35, "cost", "Another stretch of a long shot whose best is elsewhere.");
};

/// What a line is worth with its picture, and when it can be heard.
struct SpeechWeights {
  Weight line = by_trial(0.35, "cost", "Saved by a line of score 1 - `floor`.");
  Weight line_in_montage = by_trial(0.1, "cost", "The same in act 3.");
  Weight line_in_button = by_trial(0.8, "cost", "The same in the button, a last word.");
  Weight floor = by_trial(0.3, "score", "Added to every line's score.");
  Weight tail = by_trial(0.05, "cost per s", "A line that runs on over the next pictures.");
  Weight clash = by_trial(1.5, "cost", "A slot with words that an earlier line runs into.");
  Weight share =
      by_trial(150, "cost",
               "All dialogue too little or too much by the whole trailer; grows as the square.");
  Weight choice_floor =
      by_trial(0.4, "score", "Added to a line's score where a piece's lines are compared.");
  Weight longest_tail = by_rule(2.5, "s", "Of a line over other pictures.");
  Weight shortest_speaker =
      by_rule(1.2, "s", "A slot's length in which a line may begin that runs on.");
  Weight least_seen = by_rule(0.7, "s", "Of such a line while its own picture is seen.");
  Weight part_end = by_rule(0.1, "s", "From such a line's end to the end of its part.");
};

/// Pictures from one camera position must not follow each other: it looks like a hole in a shot.
struct SetupWeights {
  Weight window = by_trial(4, "slots", "How far apart the same shot would be noticed.");
  Weight shot_next = by_trial(3, "cost", "Two pieces of one shot in a row.");
  Weight shot_near = by_trial(1.2, "cost", "Two pieces of one shot within the window.");
  Row<3> camera = row_by_trial({2.2, 0.7, 0.3}, "cost",
                               "The same camera position one, two and three slots later.");
  Weight told_alike =
      by_trial(1, "cost", "Pictures within the window that words say are the same.");
  Weight told_from = by_trial(0.4, "likeness", "Of pictures' words, from which that begins.");
};

/// Neighbours should differ; differences are of values from 0 to 1.
struct ContrastWeights {
  Weight alike = by_trial(0.6, "cost", "Neighbours that do not differ at all.");
  Weight enough = by_trial(3, "factor", "One over the difference at which that is nothing.");
  Weight light = by_trial(0.5, "factor", "Of a difference of light.");
  Weight warmth = by_trial(0.4, "factor", "Of a difference of warmth.");
  Weight saturation = by_trial(0.2, "factor", "Of a difference of saturation.");
  Weight motion = by_trial(0.3, "factor", "Of a difference of motion.");
  Weight size = by_trial(0.5, "factor", "Of a difference of the size of faces.");
  Weight close_up = by_rule(0.35, "share", "A close-up's face over the picture's height.");
  Weight same_size = by_trial(0.15, "share", "Faces of sizes closer than this are of one size.");
  Weight faces =
      by_trial(0.3, "cost", "Two close-ups of one size in a row (seen on contact sheets).");
  Weight intense = by_trial(0.7, "intensity", "From here a piece is intense.");
  Weight breathless = by_trial(0.2, "cost", "Two intense pieces in a row outside act 3.");
};

/// Inside a part the film's time goes on.
struct OrderWeights {
  Weight back = by_trial(0.25, "cost", "A piece from before its predecessor, outside act 3.");
  Weight back_far = by_trial(0.8, "cost", "More for a whole film back.");
  Weight farthest = by_trial(0.5, "share", "Of the film; farther back costs no more.");
  Weight back_in_montage = by_trial(0.03, "cost", "A piece from before its predecessor, in act 3.");
};

/// What of the film becomes a piece.
struct MaterialWeights {
  Weight shortest = by_rule(0.4, "s", "A piece.");
  Weight split_above = by_trial(14, "s", "A shot that gives several pieces.");
  Weight split_above_if_few = by_trial(5, "s", "The same if there are too few shots.");
  Weight few =
      by_trial(1.5, "factor", "Fewer pieces than this times the shots wanted are too few.");
  Weight most_pieces =
      by_trial(6, "pieces", "Of one shot, each at least half of split_above long.");
  Weight second_score = by_trial(0.8, "factor", "Of a piece that is not its shot's best.");
  Weight most_lines = by_trial(3, "lines", "Compared of each piece, its best.");
  Weight room = by_rule(0.1, "s", "Around a cue whose words are no line of the story.");
  Weight cue_score = by_trial(0.5, "score", "Of such a cue.");
  Weight intensity_motion = by_trial(0.5, "factor", "Motion's part in how much happens.");
  Weight intensity_emotion = by_trial(0.25, "factor", "Emotion's part in it.");
  Weight intensity_loudness = by_trial(0.25, "factor", "Loudness' part in it.");
};

/// Which rhythm is taken of those that the material can fill.
struct DraftWeights {
  Weight count = by_trial(2, "cost", "Half or twice as many shots as are wanted.");
  Weight reuse = by_trial(2.5, "cost", "Twice as many slots as the film has shots.");
  Row<9> longest = row_by_trial({10, 7, 5.5, 4.5, 3.5, 2.8, 2.2, 1.8, 1.4}, "s",
                                "Longest shots that are tried, one after another.");
  Weight shorter = by_trial(0.08, "cost", "Each step down among these.");
  Weight fewest = by_trial(0.15, "share", "Of the shots wanted; fewer are not tried.");
  Weight spread =
      by_measure(0.62, "share", "Wished deviation of the lengths over their mean, real trailers'.");
  Weight even = by_trial(2, "cost", "A slot, where all lengths are the same.");
  Weight voice = by_trial(0.06, "share", "Of the trailer, kept for lines over other pictures.");
  Weight voice_from = by_trial(45, "s", "Trailers shorter than this have none.");
};

/// What of the film is looked at again, exactly, before the cut.
struct CandidateWeights {
  Weight share = by_trial(0.18, "share", "Of the film that may be looked at.");
  Weight least = by_trial(300, "s", "At least, for a trailer of two minutes.");
  Weight most = by_trial(360, "s", "At most, for a trailer of two minutes.");
  Weight shortest_scale = by_trial(0.5, "factor", "Of these for short trailers.");
  Weight longest_scale = by_trial(1.25, "factor", "Of these for long ones.");
  Weight edge = by_trial(0.5, "s", "Looked at around a shot.");
  Weight longest_shot = by_trial(30, "s", "Longer shots cost too much to be looked at whole.");
  Weight shortest = by_rule(0.4, "s", "A moment worth looking at.");
  Weight floor = by_trial(0.15, "score", "Added to every moment's score.");
  Weight speech = by_trial(0.1, "score", "More for a moment in which somebody speaks.");
  Weight least_fit = by_trial(0.3, "factor", "Of a moment far too short for its act.");
  Weight price =
      by_trial(0.5, "s", "Added to what a shot takes; its worth is over the root of that.");
  Weight zone = by_trial(1.3, "factor", "Of worth where nothing of the zone was taken yet.");
  Weight region =
      by_trial(3, "factor", "How many times its share a region may take at half its worth.");
};

struct Weights {
  ImportanceWeights importance;
  QualityWeights quality;
  ZoneWeights zone;
  PlaceWeights place;
  KindWeights kind;
  MotionWeights motion;
  ReuseWeights reuse;
  SpeechWeights speech;
  SetupWeights setup;
  ContrastWeights contrast;
  OrderWeights order;
  MaterialWeights material;
  DraftWeights draft;
  CandidateWeights candidates;
};

/// Every weight of these, which must outlive the listing.
weights::Listing list(Weights& w);

}  // namespace cinecut::casting
