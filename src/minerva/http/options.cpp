#include "minerva/http/options.h"

#include <arpa/inet.h>

#include "base/error.h"

namespace minerva::http {

bool is_loopback(const std::string& host) {
  in_addr v4{};
  in6_addr v6{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  if (::inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6) != 0;
  return host == "localhost" || host.ends_with(".localhost");
}

void check(const Options& options) {
  const auto refuse = [](const std::string& message) {
    throw base::Error(base::ErrorKind::usage, message);
  };
  if (options.tls_certificate.empty() != options.tls_key.empty())
    refuse("TLS needs both a certificate and a key: --tls-cert and --tls-key.");
  for (const auto& key : options.api_keys)
    if (key.empty()) refuse("A key is empty. Leave --api-key out, or give it a value.");
  if (options.header_bytes < 1024) refuse("The limit of headers must be at least 1024 bytes.");
}

}  // namespace minerva::http
