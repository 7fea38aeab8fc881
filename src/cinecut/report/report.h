#pragma once
// The report: one HTML page, complete in itself, that shows what the trailer is made of and why.

#include <string>

#include "cinecut/check/check.h"
#include "cinecut/edit/manifest.h"

namespace cinecut::report {

/// A page with a thumbnail, time, score and reason for each clip, a plot of pacing and one of
/// loudness, and the check's rules. `film`: its length. Opens without a network.
std::string report_html(const edit::Manifest& manifest, base::Duration film,
                        const check::CheckReport& check, const std::string& trailer_file);

}  // namespace cinecut::report
