#pragma once
// Log: what a library has to say besides its result. Libraries never print.

#include <functional>
#include <string>

namespace base {

enum class LogLevel { debug, info, warning, error };

/// Says something to whoever listens. From any thread.
void log(LogLevel level, const std::string& message);
inline void warn(const std::string& message) { log(LogLevel::warning, message); }

/// Replaces the listener; the default one writes warnings and errors to stderr, a line each, as
/// visible() shows them. Called once, by main() or by a test. The listener is called by one thread
/// at a time.
void set_log_listener(std::function<void(LogLevel, const std::string&)> listener);

}  // namespace base
