#include "base/row_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"

namespace base {
namespace {

[[noreturn]] void cannot_write(const std::filesystem::path& path, int error) {
  throw Error(ErrorKind::unavailable, "cannot write " + quoted(path) + ": " +
                                          std::generic_category().message(error) +
                                          ". What was written so far is kept; once there is room, "
                                          "the same command goes on from there.");
}

}  // namespace

std::optional<nlohmann::json> take_row(std::string_view& bytes) {
  auto map = take_msgpack(bytes);
  if (map && !map->is_object()) map.reset();
  return map;
}

std::string to_row(const nlohmann::json& map) {
  std::string bytes;
  nlohmann::json::to_msgpack(map, bytes);
  return bytes;
}

RowFile::RowFile(std::filesystem::path path, std::string_view rows) : path_(std::move(path)) {
  write_file_atomically(path_, rows);
  file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (file_ < 0) cannot_write(path_, errno);
}

RowFile::~RowFile() { ::close(file_); }

void RowFile::append(std::string_view row) const {
  for (std::size_t at = 0; at < row.size();) {
    const auto n = ::write(file_, row.data() + at, row.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) cannot_write(path_, n == 0 ? ENOSPC : errno);
    at += static_cast<std::size_t>(n);
  }
}

void RowFile::flush() const { ::fsync(file_); }

}  // namespace base
