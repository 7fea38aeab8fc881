#pragma once
// The dialogue in pieces that a model reads in one go.

#include <vector>

#include "cinecut/subtitles/cues.h"

namespace cinecut::reading {

/// Indices of the cues that are words and that somebody says.
std::vector<int> spoken_cues(const std::vector<subtitles::Cue>& cues);

/// A run of spoken cues: [first, end) of what spoken_cues gives.
struct Span {
  int first = 0, end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

constexpr int kFewestLines = 50, kMostLines = 100;  ///< Of a span.

/// All spoken cues, in spans of 50 to 100 (fewer only where there are not so many in all), parted
/// at long pauses and, if they can be, away from the borders of `before`. Deterministic.
std::vector<Span> cut_into_spans(const std::vector<subtitles::Cue>& cues,
                                 const std::vector<int>& spoken,
                                 const std::vector<std::vector<Span>>& before = {});

}  // namespace cinecut::reading
