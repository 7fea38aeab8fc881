#include "minerva/fetch/internal/part.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"

namespace minerva::fetch {

using base::Error;
using base::ErrorKind;

Part::Part(const std::filesystem::path& path) : path_(path) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0) fail("opened");
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0 || !is_still_there()) {
    ::close(file_);
    throw Error(ErrorKind::unavailable,
                "\"" + path.string() + "\" is being fetched by another program. Wait for it.");
  }
}

Part::~Part() { ::close(file_); }

/// Another program may have moved it into place before it was locked here.
bool Part::is_still_there() const {
  struct stat ours{}, named{};
  return ::fstat(file_, &ours) == 0 && ::stat(path_.c_str(), &named) == 0 &&
         ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

void Part::take_over(const std::stop_token& stop) {
  std::vector<char> buffer(1 << 20);
  for (;;) {
    if (stop.stop_requested()) throw Error(ErrorKind::cancelled, "The download was stopped.");
    const auto n = ::read(file_, buffer.data(), buffer.size());
    if (n < 0) fail("read");
    if (n == 0) return;
    hash_.add({buffer.data(), static_cast<std::size_t>(n)});
    size_ += static_cast<std::uint64_t>(n);
  }
}

void Part::clear() {
  if (::ftruncate(file_, 0) != 0 || ::lseek(file_, 0, SEEK_SET) < 0) fail("emptied");
  size_ = 0;
  hash_.reset();
}

void Part::add(std::string_view bytes) {
  hash_.add(bytes);
  while (!bytes.empty()) {
    const auto n = ::write(file_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("written");
    size_ += static_cast<std::uint64_t>(n);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

bool Part::begins_like_gguf() const {
  char magic[4] = {};
  return ::pread(file_, magic, 4, 0) == 4 && std::memcmp(magic, "GGUF", 4) == 0;
}

void Part::need_space(std::uint64_t bytes) const {
  struct statvfs info{};
  if (::fstatvfs(file_, &info) != 0) return;
  const auto available = static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
  if (available < bytes)
    throw Error(ErrorKind::unavailable,
                "\"" + path_.string() + "\" needs " + std::to_string(bytes / 1000000) +
                    " MB more, and the disk has " + std::to_string(available / 1000000) +
                    " MB. Free some space, or choose another folder with --to.");
}

void Part::fail(const char* what) const {
  throw Error(ErrorKind::unavailable,
              "\"" + path_.string() + "\" cannot be " + what + ": " + std::strerror(errno) + ".");
}

void Origin::write(const std::filesystem::path& path) const {
  base::write_file_atomically(
      path, nlohmann::json{{"url", url}, {"etag", etag}, {"sha256", sha256}}.dump());
}

Origin Origin::read(const std::filesystem::path& path) {
  const auto json = base::try_parse_json(base::try_read_file(path).value_or("{}"));
  if (!json || !json->is_object()) return {};
  const auto text = [&](const char* name) {
    const auto found = json->find(name);
    return found != json->end() && found->is_string() ? found->get<std::string>() : "";
  };
  return {text("url"), text("etag"), text("sha256")};
}

}  // namespace minerva::fetch
