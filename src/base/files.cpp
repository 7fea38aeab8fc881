#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "base/error.h"
#include "base/hash.h"
#include "base/utf8.h"

namespace base {
namespace {

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  explicit operator bool() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void fail(ErrorKind kind, const char* verb, const std::filesystem::path& path,
                       const std::string& why) {
  throw Error(kind, std::string("cannot ") + verb + " " + quoted(path) + ": " + why + ".");
}

std::string last_error() { return std::generic_category().message(errno); }

void write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const auto why = last_error();
      ::unlink(path.c_str());
      fail(ErrorKind::unavailable, "write", path, why);
    }
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

/// The folder of `path`, or the nearest above it that is there.
std::filesystem::path nearest_folder(const std::filesystem::path& path) {
  std::error_code error;
  auto folder = folder_of(path);
  while (!std::filesystem::exists(folder, error) && folder != folder_of(folder))
    folder = folder_of(folder);
  return folder;
}

std::size_t longest_name(const std::filesystem::path& folder) {
  const auto longest = ::pathconf(nearest_folder(folder / "file").c_str(), _PC_NAME_MAX);
  return longest > 32 ? static_cast<std::size_t>(longest) : 255;
}

[[noreturn]] void refuse_place(const std::filesystem::path& path, int code) {
  const auto why = std::generic_category().message(code);
  if (code == ENAMETOOLONG)
    throw Error(ErrorKind::usage, "cannot write " + quoted(path) +
                                      ": the name is too long for its file system (at most " +
                                      std::to_string(longest_name(folder_of(path))) +
                                      " bytes). Choose a shorter one.");
  if (code == EINVAL || code == EILSEQ)
    throw Error(ErrorKind::usage, "cannot write " + quoted(path) +
                                      ": its file system does not take this name (" + why +
                                      "). Choose another one.");
  if (code == ENOTDIR)
    throw Error(ErrorKind::usage,
                "cannot write " + quoted(path) + ": a part of its path is a file, not a folder.");
  throw Error(ErrorKind::unavailable,
              "cannot write " + quoted(path) + ": " + why + ". Choose another place.");
}

void sync_folder(const std::filesystem::path& folder) {
  const Descriptor d(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY);
  if (d) ::fsync(d.get());
}

}  // namespace

std::string read_file(const std::filesystem::path& path, std::uintmax_t limit_bytes) {
  const Descriptor d(path, O_RDONLY);
  if (!d) fail(ErrorKind::not_found, "open", path, last_error());
  std::string bytes;
  char block[1 << 16];
  for (;;) {
    const auto n = ::read(d.get(), block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail(ErrorKind::unavailable, "read", path, last_error());
    if (n == 0) return bytes;
    bytes.append(block, static_cast<std::size_t>(n));
    if (bytes.size() > limit_bytes)
      fail(ErrorKind::unavailable, "read", path,
           "it is larger than " + std::to_string(limit_bytes) + " bytes");
  }
}

std::optional<std::string> try_read_file(const std::filesystem::path& path,
                                         std::uintmax_t limit_bytes) {
  try {
    return read_file(path, limit_bytes);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string quoted(const std::filesystem::path& path) {
  auto shown = visible(path.string());
  for (auto at = shown.find('\n'); at != std::string::npos; at = shown.find('\n', at))
    shown.replace(at, 1, "\\x0A");
  return "\"" + shown + "\"";
}

bool are_same_file(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code error;
  return std::filesystem::equivalent(a, b, error) && !error;
}

std::string fitting_name(const std::filesystem::path& folder, std::string_view stem,
                         std::string_view ending) {
  const auto longest = longest_name(folder);
  if (stem.size() + ending.size() <= longest) return std::string(stem) + std::string(ending);
  const auto hash = "~" + content_hash(stem).substr(0, 8);
  const auto rest = longest - std::min(longest, ending.size() + hash.size());
  std::size_t end = 0;
  while (end < stem.size()) {
    const auto next = end + std::max<std::size_t>(1, utf8_length(stem, end));
    if (next > rest) break;
    end = next;
  }
  return std::string(stem.substr(0, end)) + hash + std::string(ending);
}

void check_can_write(const std::filesystem::path& path) {
  std::error_code error;
  if (!path.has_filename() || std::filesystem::is_directory(path, error))
    throw Error(ErrorKind::usage,
                "cannot write " + quoted(path) + ": it is a folder. Add the name of a file to it.");
  struct stat there{};
  const bool is_there = ::lstat(path.c_str(), &there) == 0;
  if (!is_there && errno != ENOENT) refuse_place(path, errno);
  const auto folder = nearest_folder(path);
  for (const auto& part : path.lexically_relative(folder))
    if (part.string().size() > longest_name(folder)) refuse_place(path, ENAMETOOLONG);
  // Where nothing is in the way the name itself is tried: the file system may refuse it.
  const bool tries_name = !is_there && folder == folder_of(path);
  const auto tried = tries_name ? path : unfinished_name(folder / "file");
  const int fd = ::open(tried.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd < 0) refuse_place(path, errno);
  ::close(fd);
  ::unlink(tried.c_str());
}

std::optional<std::uintmax_t> free_bytes(const std::filesystem::path& path) {
  std::error_code error;
  const auto space = std::filesystem::space(nearest_folder(path), error);
  if (error) return std::nullopt;
  return space.available;
}

std::filesystem::path unfinished_name(const std::filesystem::path& path) {
  const auto folder = path.parent_path();
  const auto ending = ".unfinished-" + std::to_string(::getpid()) + path.extension().string();
  return folder / fitting_name(folder, "." + path.stem().string(), ending);
}

void finish_file(const std::filesystem::path& unfinished, const std::filesystem::path& path) {
  {
    const Descriptor d(unfinished, O_RDONLY);
    if (!d || ::fsync(d.get()) != 0) fail(ErrorKind::unavailable, "finish", path, last_error());
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) {
    const auto why = last_error();
    ::unlink(unfinished.c_str());
    fail(ErrorKind::unavailable, "replace", path, why);
  }
  sync_folder(path.parent_path());
}

std::filesystem::path program_file() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error);
}

std::filesystem::path cache_folder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value != nullptr ? value : "");
  };
  auto folder = variable("XDG_CACHE_HOME");
  if (!folder.is_absolute()) folder = variable("HOME") / ".cache";
  if (!folder.is_absolute()) return {};
  folder /= "cinecut";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  return ::access(folder.c_str(), W_OK) == 0 ? folder : std::filesystem::path();
}

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                           const BeforeReplacing& before) {
  if (path.has_parent_path()) {
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) fail(ErrorKind::unavailable, "create the folder of", path, error.message());
  }
  const auto unfinished = unfinished_name(path);
  {
    const Descriptor d(unfinished, O_WRONLY | O_CREAT | O_TRUNC);
    if (!d) fail(ErrorKind::unavailable, "write", path, last_error());
    write_all(d.get(), bytes, unfinished);
  }
  if (before) try {
      before(unfinished);
    } catch (...) {
      ::unlink(unfinished.c_str());
      throw;
    }
  finish_file(unfinished, path);
}

}  // namespace base
