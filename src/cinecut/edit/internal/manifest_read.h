#pragma once
// The steps of reading a manifest.

#include <vector>

#include "cinecut/edit/internal/manifest_fields.h"

namespace cinecut::edit {

/// Whether this is a manifest of the earlier system (version 1.0 or 2.0).
bool is_earlier(const JsonNode& root);
Manifest read_earlier(const JsonNode& root, Fields::Report& report);

/// Puts the clips one after another from zero, each as long as its source. The trailer gets longer
/// if it must.
void lay_end_to_end(Manifest& manifest);

std::vector<Mistake> find_mistakes(const Manifest& manifest, base::Duration film);

}  // namespace cinecut::edit
