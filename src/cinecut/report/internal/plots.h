#pragma once
// Plots of a trailer, as SVG that takes its colours from the page.

#include <string>

#include "cinecut/check/check.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/report/arc.h"

namespace cinecut::report {

/// Each shot as a bar: when it is shown, and how long. Coloured by act; beats as ticks below.
std::string pacing_plot(const edit::Manifest& manifest);

/// Short-term loudness over the trailer, with the vibe's target and the programme's mean.
std::string loudness_plot(const check::CheckReport& check, base::Duration length,
                          double target_lufs);

/// Where in the film each clip comes from: trailer time across, film time up.
std::string source_plot(const edit::Manifest& manifest, base::Duration film);

/// The film over its time: what is known of it as curves, where it turns, what each act of the
/// trailer takes, and the lines that tell the story. With a title and a description in words.
std::string arc_plot(const edit::Manifest& manifest, base::Duration film, const Arc& arc);

/// "1:05", hours and minutes or minutes and seconds, whichever the time needs.
std::string clock_text(double seconds);

}  // namespace cinecut::report
