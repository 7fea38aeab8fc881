#pragma once
// Identity: which file this is and whether it has changed, for the keys of stored results.

#include <filesystem>
#include <string>

namespace cinecut::pipeline {

/// Another text when the file is another, or its content has changed: its place (made absolute, so
/// that "./film.mkv" is "film.mkv"; links are followed for the content only) and
///   - up to 64 MiB, its content, so that a time of change that was set back deceives nobody,
///   - above that, size, time of change, and content at nine places.
/// Says so too if the file is not there or cannot be read. Never throws for what is on the disk.
std::string identity_of(const std::filesystem::path& file);

}  // namespace cinecut::pipeline
