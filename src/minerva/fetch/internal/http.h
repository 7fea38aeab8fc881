#pragma once
// curl, as far as downloads need it.

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>

#include "minerva/fetch/download.h"

namespace minerva::fetch {

struct HttpReply {
  long status = 0;          ///< 0: there was no reply.
  std::string error;        ///< What the network or TLS said; empty: the transfer is whole.
  bool is_refused = false;  ///< `body` returned false.
  /// Of the last reply, with names in small letters. Those that tell what a redirect leads to
  /// ("x-linked-…") are kept.
  std::map<std::string, std::string> headers;

  std::string header(const std::string& name) const;
};

/// One GET, with redirects followed.
struct HttpGet {
  std::string url;
  HttpOptions options;
  std::map<std::string, std::string> headers;
  std::stop_token stop;
  /// Given each piece of a reply of 2xx; returning false ends the transfer. What it throws,
  /// http_get throws.
  std::function<bool(const HttpReply&, std::string_view)> body;
};

HttpReply http_get(const HttpGet& get);

/// Throws Error: usage unless it is https, or http where that is allowed.
void check_address(const std::string& url, bool allows_http);
/// Is it this machine's?
bool is_local(const std::string& url);

/// What a status of 4xx means for whoever wants this file.
[[noreturn]] void refuse_status(long status, const std::string& url);

}  // namespace minerva::fetch
