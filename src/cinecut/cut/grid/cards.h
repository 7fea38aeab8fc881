#pragma once
// Cards: black room for a few words between the parts of a trailer.
//
//   parts   |cold open|▓▓ act 1        ▓▓|drop|▓▓ act 2         |silence| act 3
//   rooms              after the open  before the drop, after it  in the silence

#include <vector>

#include "cinecut/cut/grid/skeleton.h"

namespace cinecut::grid {

/// Gives a skeleton that was just laid room for cards, in order, which are to stand at least so
/// long: whole beats at an act's beginning or end, which then holds no clips there, or the silence.
/// Of more cards than there are places some are left out, evenly; where there is no place for two,
/// none has room.
void make_room_for_cards(Skeleton& skeleton, const std::vector<base::Duration>& cards,
                         const CardWeights& weights = {});

}  // namespace cinecut::grid
