#include "minerva/server/guard.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>

#include "minerva/server/api_error.h"

namespace minerva::server {
namespace {

std::array<unsigned char, 32> digest_of(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return digest;
}

// "[::1]:80" becomes "::1".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.rfind(':'));
}

std::string_view key_of(const HttpRequest& head) {
  auto value = head.header("authorization");
  constexpr std::string_view kBearer = "bearer ";
  const bool is_bearer =
      value.size() > kBearer.size() && std::equal(kBearer.begin(), kBearer.end(), value.begin(),
                                                  [](char a, char b) { return a == (b | 0x20); });
  if (is_bearer) return value.substr(kBearer.size());
  return head.header("x-api-key");
}

}  // namespace

Guard::Guard(const ServerOptions& options) : options_(options) {
  for (const auto& key : options.api_keys) keys_.push_back(digest_of(key));
}

// Digests of equal length are compared, all of them and all of their bytes, so that the time taken
// says nothing of a key.
bool Guard::has_key(const HttpRequest& head) const {
  const auto digest = digest_of(key_of(head));
  int found = 0;
  for (const auto& key : keys_)
    found |= CRYPTO_memcmp(key.data(), digest.data(), digest.size()) == 0 ? 1 : 0;
  return found != 0;
}

bool Guard::is_named(std::string_view origin) const {
  return std::any_of(options_.origins.begin(), options_.origins.end(),
                     [&](const auto& named) { return named == "*" || named == origin; });
}

bool Guard::is_own(std::string_view origin, std::string_view host) const {
  const auto start = origin.find("://");
  return start != std::string_view::npos && !host.empty() && origin.substr(start + 3) == host;
}

// A page may give its own name our address; its requests then look like its own (DNS rebinding).
bool Guard::is_our_host(std::string_view host) const {
  if (!keys_.empty() || !is_loopback(options_.host) || host.empty()) return true;
  std::string name(without_port(host));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return is_loopback(name) || name == options_.host;
}

std::optional<HttpReply> Guard::refusal(const HttpRequest& head) const {
  const auto found = match(head.method, head.path);
  const auto origin = head.header("origin");
  if (!is_our_host(head.header("host")))
    return error_reply(ApiError(403, "host_not_allowed",
                                "The server is on this machine only, and is called by another "
                                "name. Give it a key (--api-key) to allow that."));
  if (!found.route && found.allowed.empty())
    return error_reply(
        ApiError(404, "unknown_path", "There is no \"" + head.path.substr(0, 200) + "\" here."));
  if (head.method == "OPTIONS" && is_named(origin) && !origin.empty())
    return HttpReply{.status = 204,
                     .type = {},
                     .body = {},
                     .headers = {{"Access-Control-Allow-Methods", found.allowed},
                                 {"Access-Control-Allow-Headers",
                                  "Authorization, Content-Type, X-Api-Key, X-Request-Id"},
                                 {"Access-Control-Max-Age", "600"}}};
  if (!found.route) {
    auto reply = error_reply(ApiError(405, "method_not_allowed",
                                      "\"" + head.path + "\" takes " + found.allowed + ", not " +
                                          head.method.substr(0, 20) + "."));
    reply.headers.emplace_back("Allow", found.allowed);
    return reply;
  }
  if (head.method == "POST" && !origin.empty() && !is_named(origin) &&
      !is_own(origin, head.header("host")) && !(!keys_.empty() && has_key(head)))
    return error_reply(ApiError(403, "origin_not_allowed",
                                "Pages from this origin may not call. Name it with --cors."));
  if (!found.route->is_open && !keys_.empty() && !has_key(head))
    return error_reply(ApiError(401, "invalid_api_key",
                                "A key is needed: send it as \"Authorization: Bearer KEY\"."));
  return std::nullopt;
}

Headers Guard::headers_for(const HttpRequest& head) const {
  Headers headers{{"X-Request-Id", head.id.empty() ? random_id("req_") : head.id},
                  {"X-Content-Type-Options", "nosniff"}};
  const auto origin = head.header("origin");
  if (!origin.empty() && is_named(origin)) {
    headers.emplace_back("Access-Control-Allow-Origin", std::string(origin));
    headers.emplace_back("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
  }
  if (!options_.origins.empty()) headers.emplace_back("Vary", "Origin");
  return headers;
}

}  // namespace minerva::server
