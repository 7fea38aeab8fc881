#pragma once
// The sample: a film of about six minutes drawn, spoken and scored on the spot, for the demo and as
// the truth of many tests.

#include <filesystem>

#include "base/progress.h"

namespace sample_film {

struct SampleFiles {
  std::filesystem::path film;       ///< sample.mkv
  std::filesystem::path subtitles;  ///< sample.srt
  std::filesystem::path truth;      ///< sample.truth.json (docs/truth.md)
};

struct SampleOptions {
  int width_px = 1024;
  int height_px = 576;
  /// Behaviour: only the first shots, up to about this many seconds. 0: the whole film.
  int seconds = 0;
  bool overwrites = false;  ///< Replace files that are there and are not as we wrote them.
};

/// Writes the sample into `folder`. The same on every machine with the same libraries. Throws
/// Error: usage if one of its files is there and is not ours; unavailable.
SampleFiles make_sample(const std::filesystem::path& folder, const SampleOptions& options = {},
                        const base::Progress& progress = {});

}  // namespace sample_film
