#pragma once
// A child process that lives no longer than we do.

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace base {

struct ChildCommand {
  std::filesystem::path program;
  std::vector<std::string> arguments;  ///< Without the program's name.
  /// Added to our environment.
  std::map<std::string, std::string> environment;
  /// Given each line of its output and its errors, without the end of line, from another thread.
  std::function<void(const std::string&)> line;
  std::chrono::milliseconds grace{5'000};  ///< From SIGTERM to SIGKILL.
};

/// The kernel kills it when this process dies, however that happens. Its input is empty. From any
/// thread.
class Child {
 public:
  /// Throws Error: not_found, unavailable.
  explicit Child(ChildCommand command);
  /// Asks it to end, then makes it; waits for that.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  int id() const;
  /// How it ended ("exit code 1", "signal 9 (Killed)"); nothing while it runs.
  std::optional<std::string> ended() const;
  /// Waits until it has ended, or `time` has passed.
  bool wait_for(std::chrono::milliseconds time) const;
  void kill();  ///< At once.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace base
