#include "base/log.h"

#include <cstdio>
#include <utility>

#include "base/mutex.h"
#include "base/utf8.h"

namespace base {
namespace {

struct Listener {
  Mutex mutex;
  std::function<void(LogLevel, const std::string&)> call GUARDED_BY(mutex) =
      [](LogLevel level, const std::string& message) {
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
  const Lock lock(l.mutex);
  if (l.call) l.call(level, message);
}

void set_log_listener(std::function<void(LogLevel, const std::string&)> call) {
  auto& l = listener();
  const Lock lock(l.mutex);
  l.call = std::move(call);
}

}  // namespace base
