#include "shared/signals.h"

#include <pthread.h>
#include <signal.h>

#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>

namespace app {
namespace {

std::mutex mutex;
std::function<void()> interrupt_handler;  // Guarded by `mutex`.

bool was_handled(int signal) {
  const std::lock_guard lock(mutex);
  if (signal != SIGINT || !interrupt_handler) return false;
  interrupt_handler();
  return true;
}

}  // namespace

std::stop_token watch_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  std::stop_source source;
  std::thread([set, source]() mutable {
    for (int signal = 0; sigwait(&set, &signal) == 0;) {
      if (was_handled(signal)) continue;
      if (!source.request_stop()) std::_Exit(130);
    }
  }).detach();
  return source.get_token();
}

InterruptHandler::InterruptHandler(std::function<void()> handler) {
  const std::lock_guard lock(mutex);
  interrupt_handler = std::move(handler);
}

InterruptHandler::~InterruptHandler() {
  const std::lock_guard lock(mutex);
  interrupt_handler = nullptr;
}

}  // namespace app
