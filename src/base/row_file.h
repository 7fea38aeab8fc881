#pragma once
// A row of msgpack maps in a file that a killed process leaves whole: results that come one by one.

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// The map that `bytes` begins with, which is taken off them; nothing at the end, or where the
/// bytes mean nothing. Its texts may be no UTF-8.
std::optional<nlohmann::json> take_row(std::string_view& bytes);
std::string to_row(const nlohmann::json& map);

/// Writes one. One thread at a time.
class RowFile {
 public:
  /// Replaces what `path` holds by `rows`. Throws Error: unavailable.
  RowFile(std::filesystem::path path, std::string_view rows);
  ~RowFile();
  RowFile(const RowFile&) = delete;
  RowFile& operator=(const RowFile&) = delete;

  /// It is in the file when this returns. Throws Error: unavailable, when the disk is full.
  void append(std::string_view row) const;
  void flush() const;  ///< To the disk.

 private:
  std::filesystem::path path_;
  int file_ = -1;
};

}  // namespace base
