#include "cinecut/pipeline/internal/store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"

namespace cinecut::pipeline {
namespace {

std::string seal(const std::string& key, std::string_view artefact) {
  return key + " " + base::content_hash(artefact) + "\n";
}

}  // namespace

Store::Store(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  const auto path = folder_ / kLockName;
  if (!error) lock_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0)
    throw base::Error(base::ErrorKind::unavailable,
                      "cannot write in the work folder " + base::quoted(folder_) + ": " +
                          (error ? error.message() : std::generic_category().message(errno)) +
                          ". Choose another one with --work-dir.");
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw base::Error(base::ErrorKind::unavailable,
                      "another cinecut is at work in " + base::quoted(folder_) +
                          ". Wait for it to finish, or choose another folder with --work-dir.");
  }
}

Store::~Store() { ::close(lock_); }

std::optional<std::string> Store::load(const std::string& name, const std::string& key) const {
  return peek(folder_, name, key);
}

std::optional<std::string> Store::peek(const std::filesystem::path& folder, const std::string& name,
                                       const std::string& key) {
  const auto sealed = base::try_read_file(folder / (name + ".key"));
  if (!sealed || !sealed->starts_with(key + " ")) return std::nullopt;
  auto artefact = base::try_read_file(folder / name);
  if (!artefact || *sealed != seal(key, *artefact)) return std::nullopt;
  return artefact;
}

void Store::save(const std::string& name, const std::string& key, std::string_view artefact) const {
  base::write_file_atomically(folder_ / name, artefact);
  base::write_file_atomically(folder_ / (name + ".key"), seal(key, artefact));
}

void Store::forget(const std::string& prefix) const {
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder_, error)) {
    const auto name = file.path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(".key"))
      std::filesystem::remove(file.path(), error);
  }
}

std::string make_key(const std::vector<std::string>& parts) {
  std::string all;
  for (const auto& part : parts) all += std::to_string(part.size()) + ":" + part;
  return base::content_hash(all);
}

}  // namespace cinecut::pipeline
