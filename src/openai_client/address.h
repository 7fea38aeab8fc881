#pragma once
// Where a model server is reached.

#include <string>

namespace openai_client {

/// "http://127.0.0.1:11434/v1": the routes' paths are put behind `path`.
struct Address {
  bool is_encrypted = false;
  std::string host;
  std::string port;
  std::string path;  ///< Empty, or "/v1": without a slash at its end.

  std::string text() const;
};

/// Takes "http://HOST[:PORT][/PATH]", https too; "HOST:PORT" is http. Throws Error: usage.
Address parse_address(const std::string& url);

}  // namespace openai_client
