#pragma once
// An HTTP request and its reply, as whoever answers sees them.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minerva::http {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;  ///< In capitals.
  std::string path;    ///< Without the query, percent-decoded.
  std::string query;
  Headers headers;  ///< Names in lower case.
  std::string body;
  std::string id;      ///< x-request-id: the client's own, or made here.
  std::string client;  ///< Address.

  /// Empty if there is none.
  std::string_view header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
};

struct Reply {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  Headers headers;
};

/// "a%20b" becomes "a b". False for a wrong escape, or a NUL byte.
bool percent_decode(std::string_view text, std::string& decoded);

/// The value of a name in a query ("a=1&b=2"), decoded; empty if there is none.
std::string query_value(std::string_view query, std::string_view name);

/// What a client may name its request: 1 to 128 letters, digits, '.', '_', ':' and '-'.
bool is_request_id(std::string_view text);

}  // namespace minerva::http
