#pragma once
// The store: what each phase made, kept in the work folder with a key of what it was made from.
//
// A stage's result is two files: the artefact, for people and programs, and "<name>.key", which
// holds the key and a hash of the artefact. A result counts only if both match, so that a process
// killed at any moment leaves either the old result, the new one, or none. Everything in the folder
// can be deleted without harm.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cinecut::pipeline {

class Store {
 public:
  /// The file that is locked: it tells a folder of ours from others.
  static constexpr const char* kLockName = ".lock";

  /// Uses `folder`, creating it when something is saved. Locks it against another process until
  /// destroyed: throws Error: unavailable if another run is using it.
  explicit Store(std::filesystem::path folder);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// The artefact saved as `name` under `key`; nothing if there is none, or it was made from
  /// something else, or it is damaged.
  std::optional<std::string> load(const std::string& name, const std::string& key) const;

  /// As load, of a folder that need not exist and is not locked.
  static std::optional<std::string> peek(const std::filesystem::path& folder,
                                         const std::string& name, const std::string& key);

  /// Throws Error: unavailable.
  void save(const std::string& name, const std::string& key, std::string_view artefact) const;

  /// Whatever was saved under a name that begins so does not count any more.
  void forget(const std::string& prefix) const;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  int lock_ = -1;
};

/// A key from all that a stage's result depends on, in order.
std::string make_key(const std::vector<std::string>& parts);

}  // namespace cinecut::pipeline
