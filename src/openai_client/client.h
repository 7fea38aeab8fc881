#pragma once
// HTTP to a model server, one request at a time over a connection that is kept.

#include <chrono>
#include <map>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>

#include "openai_client/address.h"

namespace openai_client {

struct Reply {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< Names in small letters.
  std::string body;
};

/// No reply came, and why.
class NoReply : public std::runtime_error {
 public:
  enum class Kind {
    unreachable,  ///< Not a byte of the request was sent: there is nobody.
    lost,         ///< The connection ended before the reply was whole.
    late          ///< Nothing whole within the time allowed.
  };
  NoReply(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  Kind kind() const noexcept { return kind_; }

 private:
  Kind kind_;
};

struct ClientOptions {
  std::string api_key;                       ///< Sent as a bearer token, if there is one.
  std::size_t reply_bytes = 16 << 20;        ///< A longer reply is refused.
  std::chrono::milliseconds connect{5'000};  ///< For connecting, TLS included.
};

/// One thread at a time; several clients are independent.
class Client {
 public:
  explicit Client(Address address, ClientOptions options = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Sends `body` (JSON) to the address's path followed by `path`, once; an empty body is a GET. A
  /// kept connection that the server has closed meanwhile is made anew. Throws NoReply, and Error:
  /// cancelled soon after `stop` is requested.
  Reply request(const std::string& path, const std::string& body, std::chrono::milliseconds timeout,
                const std::stop_token& stop = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace openai_client
