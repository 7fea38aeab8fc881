#pragma once
// Who may ask: keys, origins, hosts, and the headers that tell browsers so.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "minerva/http/handler.h"
#include "minerva/http/message.h"
#include "minerva/http/options.h"

namespace minerva::http {

class Guard {
 public:
  /// Both outlive it.
  Guard(const Options& options, const Handler& handler);

  /// Why a request is refused by its head alone: wrong path or method, no key, a foreign page. Also
  /// answers what browsers ask before a call (CORS preflight).
  std::optional<Reply> refusal(const Request& head) const;
  /// x-request-id, and CORS headers for origins that are named.
  Headers headers_for(const Request& head) const;

 private:
  using Digest = std::array<unsigned char, 32>;

  std::optional<Reply> wrong_target(const Request& head, const Target& target) const;
  bool has_key(const Request& head) const;
  bool is_named(std::string_view origin) const;
  bool is_own(std::string_view origin, std::string_view host) const;
  bool is_our_host(std::string_view host) const;

  const Options& options_;
  const Handler& handler_;
  std::vector<Digest> keys_;
};

}  // namespace minerva::http
