#include "openai_client/address.h"

#include <algorithm>

#include "base/error.h"

namespace openai_client {
namespace {

[[noreturn]] void refuse(const std::string& url, const std::string& why) {
  throw base::Error(base::ErrorKind::usage, "\"" + url + "\" is not the address of a server: " +
                                                why + ". One is http://127.0.0.1:11434/v1.");
}

bool is_port(const std::string& text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(text) >= 1 && std::stoi(text) <= 65535;
}

bool is_plain(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte == 0x7F || c == '@' || c == '?' || c == '#';
  });
}

}  // namespace

std::string Address::text() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_encrypted ? "https://" : "http://") + (is_ipv6 ? "[" + host + "]" : host) + ":" +
         port + path;
}

Address parse_address(const std::string& url) {
  Address address;
  auto rest = url;
  if (const auto scheme = url.find("://"); scheme != std::string::npos) {
    const auto name = url.substr(0, scheme);
    if (name != "http" && name != "https") refuse(url, "only http and https are spoken");
    address.is_encrypted = name == "https";
    rest = url.substr(scheme + 3);
  }
  if (!is_plain(rest)) refuse(url, "it has signs that do not belong there");
  if (const auto slash = rest.find('/'); slash != std::string::npos) {
    address.path = rest.substr(slash);
    rest.resize(slash);
    while (address.path.ends_with('/')) address.path.pop_back();
  }
  address.port = address.is_encrypted ? "443" : "80";
  const auto after_host = rest.starts_with('[') ? rest.find(']') + 1 : rest.find(':');
  if (after_host == 0) refuse(url, "a \"]\" is missing");
  address.host = rest.substr(0, after_host);
  if (after_host < rest.size()) {
    if (rest[after_host] != ':' || !is_port(rest.substr(after_host + 1)))
      refuse(url, "its port must be a number from 1 to 65535");
    address.port = rest.substr(after_host + 1);
  }
  if (address.host.starts_with('[')) address.host = address.host.substr(1, address.host.size() - 2);
  if (address.host.empty()) refuse(url, "it names no host");
  return address;
}

}  // namespace openai_client
