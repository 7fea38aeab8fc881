#pragma once
// Files as whole values: read in one go, replaced atomically.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// The whole file. Throws Error: not_found if it cannot be opened, unavailable if reading fails or
/// it is larger than `limit_bytes`.
std::string read_file(const std::filesystem::path& path,
                      std::uintmax_t limit_bytes = std::uintmax_t{1} << 32);

/// The whole file, or nothing if it does not exist, cannot be read or is larger than that.
std::optional<std::string> try_read_file(const std::filesystem::path& path,
                                         std::uintmax_t limit_bytes = std::uintmax_t{1} << 32);

/// Called with a complete file that is about to be renamed. If it throws, the file is removed.
using BeforeReplacing = std::function<void(const std::filesystem::path& complete)>;

/// Replaces `path` by `bytes`: readers see the old file or the new one, never a mixture, also when
/// the process or the machine dies. Creates missing folders. Throws Error: unavailable.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                           const BeforeReplacing& before = {});

/// `path` in double quotes as a message shows it: nothing in it that a terminal obeys.
std::string quoted(const std::filesystem::path& path);

/// Whether both are the same file on disk, by whatever names and links. False if one is not there.
bool are_same_file(const std::filesystem::path& a, const std::filesystem::path& b);

/// `stem` + `ending` as the name of a file in `folder`; where that is longer than its file system
/// allows, `stem` is cut short at a character, with a hash of what it was.
std::string fitting_name(const std::filesystem::path& folder, std::string_view stem,
                         std::string_view ending);

/// Throws unless a file can be made at `path`: Error: usage if it is a folder or its name is
/// refused; unavailable if its folder (or the nearest that is there) cannot be written. Leaves
/// nothing behind, and touches nothing that is there.
void check_can_write(const std::filesystem::path& path);

/// What a user may still write on the disk that `path` is or would be on. Nothing: not known.
std::optional<std::uintmax_t> free_bytes(const std::filesystem::path& path);

/// A name beside `path` for a file under construction; finish_file moves it into place.
/// `path`'s extension is kept, since writers choose a format by it.
std::filesystem::path unfinished_name(const std::filesystem::path& path);

/// Flushes `unfinished` to the disk and renames it to `path`. Throws Error: unavailable.
void finish_file(const std::filesystem::path& unfinished, const std::filesystem::path& path);

/// The running program's own file; empty if the system does not tell.
std::filesystem::path program_file();

/// Where programs keep what can be made again: "cinecut" in XDG_CACHE_HOME, else in ~/.cache. It is
/// made if it is not there. Empty: nobody has one, or it cannot be written to.
std::filesystem::path cache_folder();

}  // namespace base
