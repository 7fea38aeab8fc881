#pragma once
// Edit: the manifest's plan in pictures of the encoded trailer, and how far the found cuts keep to
// it.

#include <cstdint>
#include <vector>

#include "cinecut/check/internal/measure.h"
#include "cinecut/edit/manifest.h"

namespace cinecut::check {

/// A clip in pictures.
struct PlannedShot {
  base::FrameRange run;
  const edit::Clip* clip = nullptr;
  bool begins_hard = true;  ///< With a hard cut right after another clip.
  bool ends_hard = true;
};

struct Edit {
  std::vector<PlannedShot> shots;
  std::vector<std::int64_t> planned_cuts;  ///< Hard cuts from one clip to the next.
  std::vector<std::int64_t> found_cuts;    ///< Those of them that can be seen, as planned.
  std::vector<std::int64_t> stray_cuts;    ///< Found inside a clip.
  /// Of each picture: it may be black or still, as it stands in a gap, a title or a transition.
  std::vector<bool> may_rest;

  /// Whether picture `n` stands inside a title, not at its border.
  bool is_in_title(std::int64_t n) const;
  std::vector<base::FrameRange> titles;
};

/// `manifest` must outlive the result.
Edit plan_of(const edit::Manifest& manifest, const Measures& measures);

}  // namespace cinecut::check
