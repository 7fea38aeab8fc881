#pragma once
// Files as whole values: read in one go, replaced atomically.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// The whole file. Throws Error: not_found if it cannot be opened, unavailable if reading fails or
/// it is larger than `limit_bytes`.
std::string read_file(const std::filesystem::path& path,
                      std::uintmax_t limit_bytes = std::uintmax_t{1} << 32);

/// The whole file, or nothing if it does not exist or cannot be read.
std::optional<std::string> try_read_file(const std::filesystem::path& path);

/// Replaces `path` by `bytes`: readers see the old file or the new one, never a mixture, also when
/// the process or the machine dies. Creates missing folders. Throws Error: unavailable.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes);

/// A name beside `path` for a file under construction; finish_file moves it into place.
/// `path`'s extension is kept, since writers choose a format by it.
std::filesystem::path unfinished_name(const std::filesystem::path& path);

/// Flushes `unfinished` to the disk and renames it to `path`. Throws Error: unavailable.
void finish_file(const std::filesystem::path& unfinished, const std::filesystem::path& path);

}  // namespace base
