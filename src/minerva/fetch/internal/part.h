#pragma once
// A file under construction: FILE.part, locked, with the hash of what is in it.

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>

#include "minerva/fetch/internal/sha256.h"

namespace minerva::fetch {

/// Throws Error: unavailable, where the disk or another program is in the way.
class Part {
 public:
  explicit Part(const std::filesystem::path& path);
  ~Part();
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  std::uint64_t size() const { return size_; }
  /// Goes on from what is there already. Throws Error: cancelled.
  void take_over(const std::stop_token& stop);
  void clear();
  void add(std::string_view bytes);
  /// SHA-256 of all of it. Nothing can be added after that.
  std::string finish_hash() { return hash_.finish(); }
  bool begins_like_gguf() const;
  /// Throws unless `bytes` more fit on the disk.
  void need_space(std::uint64_t bytes) const;

 private:
  [[noreturn]] void fail(const char* what) const;
  bool is_still_there() const;

  std::filesystem::path path_;
  int file_ = -1;
  std::uint64_t size_ = 0;
  Sha256 hash_;
};

/// Which version of which address a part is of; kept beside it.
struct Origin {
  std::string url, etag, sha256;

  void write(const std::filesystem::path& path) const;
  static Origin read(const std::filesystem::path& path);
};

}  // namespace minerva::fetch
