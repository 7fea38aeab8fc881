#include "base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/error.h"

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
  throw Error(kind, std::string("cannot ") + verb + " \"" + path.string() + "\": " + why + ".");
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

std::optional<std::string> try_read_file(const std::filesystem::path& path) {
  try {
    return read_file(path);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::filesystem::path unfinished_name(const std::filesystem::path& path) {
  return path.parent_path() / ("." + path.stem().string() + ".unfinished-" +
                               std::to_string(::getpid()) + path.extension().string());
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

void write_file_atomically(const std::filesystem::path& path, std::string_view bytes) {
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
  finish_file(unfinished, path);
}

}  // namespace base
