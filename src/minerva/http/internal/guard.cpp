#include "minerva/http/internal/guard.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>

#include "base/random_id.h"

namespace minerva::http {
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

std::string_view key_of(const Request& head) {
  auto value = head.header("authorization");
  constexpr std::string_view kBearer = "bearer ";
  const bool is_bearer =
      value.size() > kBearer.size() && std::equal(kBearer.begin(), kBearer.end(), value.begin(),
                                                  [](char a, char b) { return a == (b | 0x20); });
  if (is_bearer) return value.substr(kBearer.size());
  return head.header("x-api-key");
}

Reply preflight_reply(const std::string& methods) {
  return {.status = 204,
          .type = {},
          .body = {},
          .headers = {{"Access-Control-Allow-Methods", methods},
                      {"Access-Control-Allow-Headers",
                       "Authorization, Content-Type, X-Api-Key, X-Request-Id"},
                      {"Access-Control-Max-Age", "600"}}};
}

}  // namespace

Guard::Guard(const Options& options, const Handler& handler)
    : options_(options), handler_(handler) {
  for (const auto& key : options.api_keys) keys_.push_back(digest_of(key));
}

// Digests of equal length are compared, all of them and all of their bytes, so that the time taken
// says nothing of a key.
bool Guard::has_key(const Request& head) const {
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

std::optional<Reply> Guard::wrong_target(const Request& head, const Target& target) const {
  if (target.allowed.empty())
    return handler_.error_reply(404, "unknown_path",
                                "There is no \"" + head.path.substr(0, 200) + "\" here.");
  if (head.method == "OPTIONS" && is_named(head.header("origin")) && !head.header("origin").empty())
    return preflight_reply(target.allowed);
  auto reply = handler_.error_reply(
      405, "method_not_allowed",
      "\"" + head.path + "\" takes " + target.allowed + ", not " + head.method.substr(0, 20) + ".");
  reply.headers.emplace_back("Allow", target.allowed);
  return reply;
}

std::optional<Reply> Guard::refusal(const Request& head) const {
  if (!is_our_host(head.header("host")))
    return handler_.error_reply(403, "host_not_allowed",
                                "The server is on this machine only, and is called by another "
                                "name. Give it a key (--api-key) to allow that.");
  const auto target = handler_.find(head.method, head.path);
  if (!target.is_found) return wrong_target(head, target);
  const auto origin = head.header("origin");
  const bool is_known = !keys_.empty() && has_key(head);
  if (head.method == "POST" && !origin.empty() && !is_named(origin) &&
      !is_own(origin, head.header("host")) && !is_known)
    return handler_.error_reply(403, "origin_not_allowed",
                                "Pages from this origin may not call. Name it with --cors.");
  if (!target.is_open && !keys_.empty() && !is_known)
    return handler_.error_reply(401, "invalid_api_key",
                                "A key is needed: send it as \"Authorization: Bearer KEY\".");
  return std::nullopt;
}

Headers Guard::headers_for(const Request& head) const {
  Headers headers{{"X-Request-Id", head.id.empty() ? base::random_id("req_") : head.id},
                  {"X-Content-Type-Options", "nosniff"}};
  const auto origin = head.header("origin");
  if (!origin.empty() && is_named(origin)) {
    headers.emplace_back("Access-Control-Allow-Origin", std::string(origin));
    headers.emplace_back("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
  }
  if (!options_.origins.empty()) headers.emplace_back("Vary", "Origin");
  return headers;
}

}  // namespace minerva::http
