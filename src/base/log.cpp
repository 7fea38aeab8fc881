#include "base/log.h"

#include <cstdio>
#include <mutex>
#include <utility>

#include "base/utf8.h"

namespace base {
namespace {

struct Listener {
  std::mutex mutex;
  std::function<void(LogLevel, const std::string&)> call = [](LogLevel level,
                                                              const std::string& message) {
    if (level >= LogLevel::warning) std::fprintf(stderr, "%s\n", visible(message).c_str());
  };
};

Listener& listener() {
  static Listener one;
  return one;
}

}  // namespace

void log(LogLevel level, const std::string& message) {
  auto& l = listener();
  const std::lock_guard lock(l.mutex);
  if (l.call) l.call(level, message);
}

void set_log_listener(std::function<void(LogLevel, const std::string&)> call) {
  auto& l = listener();
  const std::lock_guard lock(l.mutex);
  l.call = std::move(call);
}

}  // namespace base
