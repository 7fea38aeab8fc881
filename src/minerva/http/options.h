#pragma once
// How the server listens, whom it lets in, and what it allows a client to take. Every limit has a
// default that is safe on a desk.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace minerva::http {

struct Options {
  std::string host = "127.0.0.1";  ///< An address, or a name that resolves to one.
  std::uint16_t port = 11434;      ///< 0: any free one.
  /// What a client must send as "Authorization: Bearer KEY"; any of them. None: no key is asked
  /// for, which is refused for other than loopback addresses unless `allow_anyone`.
  std::vector<std::string> api_keys;
  bool allow_anyone = false;
  /// Web pages from these origins ("https://example.org", or "*") may call. None: only pages that
  /// the server itself serves.
  std::vector<std::string> origins;
  std::filesystem::path tls_certificate, tls_key;  ///< PEM. Both or none.

  std::size_t header_bytes = 16 << 10;
  std::size_t body_bytes = 32 << 20;
  /// Bodies of all requests together; more are refused until others are done.
  std::size_t all_bodies_bytes = std::size_t{512} << 20;
  /// What one client may leave unread before it counts as gone.
  std::size_t unread_bytes = 4 << 20;
  std::size_t connections = 8192;
  std::chrono::milliseconds idle_timeout{120'000};   ///< Between requests.
  std::chrono::milliseconds header_timeout{10'000};  ///< From the first byte to the last line.
  std::chrono::milliseconds body_timeout{60'000};
  std::chrono::milliseconds write_timeout{60'000};  ///< Without a byte taken by the client.
  /// What running requests have to finish after a stop is asked for.
  std::chrono::milliseconds grace{5'000};
};

/// Throws base::Error: usage for options that do not go together or are not safe.
void check(const Options& options);

/// "127.0.0.1", "::1", "localhost" and what else stays on this machine.
bool is_loopback(const std::string& host);

}  // namespace minerva::http
