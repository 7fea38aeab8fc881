#pragma once
// Downloads of large files over HTTPS: resumed where they broke off, checked, and renamed into
// place only when they are whole.
//
// While a file is fetched it is FILE.part, and FILE.part.json tells which version of which address
// that is. Both stay when a download breaks off, and the next one goes on from there.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

namespace minerva::fetch {

struct HttpOptions {
  std::filesystem::path certificates;  ///< Authorities to trust; empty: the system's.
  std::string token;                   ///< Sent as a bearer token, to the first host only.
};

struct DownloadProgress {
  std::uint64_t done_bytes = 0;
  std::uint64_t total_bytes = 0;  ///< 0: not known.
  double bytes_per_s = 0;         ///< Of the last seconds.
  double left_s = -1;             ///< Negative: not known.
};

struct DownloadOptions {
  HttpOptions http;
  std::string sha256;     ///< What the file must be; empty: what the server says, if it does.
  int attempts = 6;       ///< That bring nothing, before it gives up.
  bool replaces = false;  ///< Fetch it though a file of that name is there.
  std::function<void(const DownloadProgress&)> progress;
  std::function<void(const std::string&)> note;  ///< What went wrong and is tried again.
  std::stop_token stop;
};

struct Downloaded {
  std::uint64_t bytes = 0;
  std::string sha256;
  bool was_there = false;     ///< Nothing was fetched.
  bool is_verified = false;   ///< The hash was known beforehand, and is this one.
  std::uint64_t resumed = 0;  ///< Bytes that an earlier run had fetched.
};

/// Fetches a GGUF file. Plain http is allowed with a hash or from this machine. Throws Error: usage
/// (another kind of address), not_found, unavailable (with what the server or the disk said),
/// corrupt (a wrong hash, or not GGUF; what was fetched is deleted), cancelled.
Downloaded download(const std::string& url, const std::filesystem::path& path,
                    const DownloadOptions& options);

/// A small text, at most `limit_bytes`. Throws as download() does.
std::string get_text(const std::string& url, const HttpOptions& options,
                     std::size_t limit_bytes = std::size_t{8} << 20);

}  // namespace minerva::fetch
