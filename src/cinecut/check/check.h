#pragma once
// The check: what a finished trailer file is really like, measured from its encoded streams.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut::check {

struct Rule {
  std::string name;  ///< "cuts_on_beats"
  bool holds = true;
  double value = 0;      ///< Measured.
  double limit = 0;      ///< What it is held against.
  std::string sentence;  ///< For people.
};

struct CheckReport {
  std::vector<Rule> rules;
  std::vector<base::TrailerTime> cuts;  ///< Hard cuts found in the picture.
  std::vector<float> loudness_lufs;     ///< Short-term, each tenth of a second.
  double programme_lufs = 0;
  double true_peak_dbtp = 0;
  /// JPEG of the picture in the middle of each clip of the manifest; empty where there is none.
  std::vector<std::string> thumbnails;
  base::Duration picture_length{};
  base::Duration sound_length{};

  bool passes() const;
};

/// Measures `trailer`; with a manifest also what only it can tell (beats, clips), with a vibe also
/// whether it is as loud as that asks for.
CheckReport check_trailer(const std::filesystem::path& trailer,
                          const std::optional<edit::Manifest>& manifest,
                          const std::optional<vibe::Vibe>& vibe,
                          const base::Progress& progress = {});

std::string to_json(const CheckReport& report);

}  // namespace cinecut::check
