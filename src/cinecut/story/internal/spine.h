#pragma once
// The spine without a text model: lines whose meaning tells what they would do in a trailer.

#include <vector>

#include "cinecut/story/story.h"

namespace cinecut::story {

/// 6 to 12 of `lines` (best first) that begin before the climax, in film order: of each role a few,
/// no two alike. None if too few have a role that is sure.
std::vector<reading::SpineLine> spine_from(const std::vector<Line>& lines,
                                           const meaning::Meaning& meaning,
                                           const edit::Anchors& anchors);

}  // namespace cinecut::story
