#pragma once
// Seals: a file that tells whether it is still what we wrote. It holds a hash of its own bytes, in
// a slot that counts as zeros when the hash is made. Against mistakes, not against forgers.

#include <filesystem>
#include <string>

namespace base {

/// What is put somewhere into a file that is to be sealed: "seal:" and 32 zeros.
std::string seal_slot();

/// `bytes` with its first slot filled; without a slot as it is.
std::string sealed(std::string bytes);

/// Fills the first slot of the file in place; without a slot does nothing. Throws Error: not_found,
/// unavailable.
void seal_file(const std::filesystem::path& path);

/// Whether the file is sealed and was not changed since, by a single byte.
bool is_sealed_file(const std::filesystem::path& path);

/// Throws Error: usage if something is at `path` that may not be replaced: anything but an empty
/// file and one that is_sealed_file, unless `overwrites`.
void check_may_replace(const std::filesystem::path& path, bool overwrites);

}  // namespace base
