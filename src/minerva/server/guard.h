#pragma once
// Who may ask: keys, origins, hosts, and the headers that tell browsers so.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "minerva/server/message.h"
#include "minerva/server/options.h"
#include "minerva/server/routes.h"

namespace minerva::server {

class Guard {
 public:
  explicit Guard(const ServerOptions& options);

  /// Why a request is refused by its head alone: wrong path or method, no key, a foreign page. Also
  /// answers what browsers ask before a call (CORS preflight).
  std::optional<HttpReply> refusal(const HttpRequest& head) const;
  /// x-request-id, and CORS headers for origins that are named.
  Headers headers_for(const HttpRequest& head) const;

 private:
  using Digest = std::array<unsigned char, 32>;

  bool has_key(const HttpRequest& head) const;
  bool is_named(std::string_view origin) const;
  bool is_own(std::string_view origin, std::string_view host) const;
  bool is_our_host(std::string_view host) const;

  const ServerOptions& options_;
  std::vector<Digest> keys_;
};

}  // namespace minerva::server
