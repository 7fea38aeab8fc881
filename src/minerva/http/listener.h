#pragma once
// The listener: accepts connections and serves them, all in one thread of its own.
//
// A connection that waits costs a few kilobytes. What answers, answers from its own threads.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "minerva/http/handler.h"
#include "minerva/http/options.h"

namespace minerva::http {

class Listener {
 public:
  /// Binds. The options and the handler outlive the listener. Throws base::Error: usage for options
  /// that are not safe, unavailable if the address cannot be had.
  Listener(const Options& options, Handler& handler);
  /// Stops.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void start();
  std::uint16_t port() const;
  std::string url() const;  ///< "http://127.0.0.1:11434"

  /// Of the moment, from any thread.
  std::size_t connections() const;
  std::size_t body_bytes() const;

  /// Takes no more requests, gives running ones the grace of the options, ends them, and returns
  /// when everything has ended. `on_grace_over` is called when the grace was too short. Once, from
  /// one thread.
  void stop(const std::function<void()>& on_grace_over);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace minerva::http
