#pragma once
// Plots of a trailer, as SVG that takes its colours from the page.

#include <string>

#include "cinecut/check/check.h"
#include "cinecut/edit/manifest.h"

namespace cinecut::report {

/// Each shot as a bar: when it is shown, and how long. Coloured by act; beats as ticks below.
std::string pacing_plot(const edit::Manifest& manifest);

/// Short-term loudness over the trailer, with the vibe's target and the programme's mean.
std::string loudness_plot(const check::CheckReport& check, base::Duration length,
                          double target_lufs);

/// Where in the film each clip comes from: trailer time across, film time up.
std::string source_plot(const edit::Manifest& manifest, base::Duration film);

}  // namespace cinecut::report
