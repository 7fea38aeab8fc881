#pragma once
// For tests: the manifest's documents, and whether a manifest is what they say.

#include <string>
#include <vector>

namespace cinecut::edit {

/// The text of a file of docs/.
std::string doc(const char* name);

/// Where a manifest (JSON) is not what docs/manifest.schema.json says, one sentence each.
std::vector<std::string> schema_complaints(const std::string& manifest);

}  // namespace cinecut::edit
