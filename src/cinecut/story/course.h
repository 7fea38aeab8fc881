#pragma once
// The course of a film as trailers take it: how many of their shots come from where.
//
// Mean of two sets of official trailers, by stages of the film that end at 10, 25, 50, 75, 94.5 and
// 100 % of it (measured for studies of trailer making; docs/story.md).

namespace cinecut::story {

/// How many of a trailer's shots come from the film before `place`. Both are shares, 0 to 1; even
/// within a stage, and rising, so that place_at() is its inverse.
double share_before(double place);
double place_at(double share);

/// How much trailers take from this place of the film, as a share of what they take from its
/// beginning. Without steps at the borders of stages.
double worth_of_place(double place);

}  // namespace cinecut::story
