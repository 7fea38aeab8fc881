#pragma once
// Ctrl-C and SIGTERM.

#include <functional>
#include <stop_token>

namespace app {

/// Turns the first into a stop request; the second ends the program at once. Called once, before
/// any other thread is started. Also lets writing to a closed pipe fail instead of killing.
std::stop_token watch_signals();

/// While it lives, Ctrl-C (not SIGTERM) calls `handler`, from another thread, and nothing else.
class InterruptHandler {
 public:
  explicit InterruptHandler(std::function<void()> handler);
  ~InterruptHandler();
  InterruptHandler(const InterruptHandler&) = delete;
  InterruptHandler& operator=(const InterruptHandler&) = delete;
};

}  // namespace app
