#pragma once
// The report: one HTML page, complete in itself, that shows what the trailer is made of and why.

#include <string>

#include "cinecut/check/check.h"
#include "cinecut/cut/manifest.h"
#include "cinecut/survey/survey.h"

namespace cinecut {

/// A page with a thumbnail, time, score and reason for each clip, a plot of pacing and one of
/// loudness, and the check's rules. Opens without a network.
std::string report_html(const Manifest& manifest, const Survey& survey, const CheckReport& check,
                        const std::string& trailer_file);

}  // namespace cinecut
