#pragma once
// The report: one HTML page, complete in itself, that shows what the trailer is made of and why.

#include <string>

#include "cinecut/check/check.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/report/arc.h"

namespace cinecut::report {

/// A page with a thumbnail, time, score and reason for each clip, plots of pacing, loudness and the
/// film's arc, and the check's rules. `film`: its length. Opens without a network.
std::string report_html(const edit::Manifest& manifest, base::Duration film,
                        const check::CheckReport& check, const std::string& trailer_file,
                        const Arc& arc = {});

}  // namespace cinecut::report
