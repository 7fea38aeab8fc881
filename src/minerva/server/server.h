#pragma once
// The server: models answer over HTTP in OpenAI's dialect.
//
//   Pool pool(…);
//   Server server(pool, {.port = 0});
//   server.start();
//   … server.port() …
//   server.stop();
//
// A few threads serve all connections; a connection that waits costs a few kilobytes. The engine's
// threads only hand over what they have computed.

#include <cstdint>
#include <memory>
#include <string>

#include "minerva/pool/pool.h"
#include "minerva/server/options.h"

namespace minerva::server {

class Server {
 public:
  /// Binds. The pool outlives the server. Throws base::Error: usage for options that are not safe,
  /// unavailable if the address cannot be had.
  Server(pool::Pool& pool, const ServerOptions& options);
  /// Stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void start();
  std::uint16_t port() const;
  std::string url() const;  ///< "http://127.0.0.1:11434"

  /// Takes no more requests, gives running ones the grace of the options, ends them, and returns
  /// when everything has ended. Once, from one thread.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace minerva::server
