#pragma once
// Rules: what measures of a trailer are held against. docs/check.md lists them.

#include <optional>
#include <vector>

#include "cinecut/check/check.h"
#include "cinecut/check/internal/measure.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/vibe/vibe.h"

namespace cinecut::check {

/// Every rule that can be told, in the order in which people want to read them. Those about beats,
/// clips and acts need the manifest, the one about loudness needs the vibe.
std::vector<Rule> judge(const Measures& measures, const std::optional<edit::Manifest>& manifest,
                        const std::optional<vibe::Vibe>& vibe);

}  // namespace cinecut::check
