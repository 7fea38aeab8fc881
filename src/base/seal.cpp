#include "base/seal.h"

#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/files.h"

namespace base {
namespace {

constexpr std::string_view kMark = "seal:";
constexpr std::size_t kDigits = 32;
constexpr std::size_t kBlock = std::size_t{1} << 18;

/// Where the digits of the first seal stand, filled or not.
std::optional<std::size_t> find_digits(std::string_view bytes) {
  for (auto at = bytes.find(kMark); at != std::string_view::npos; at = bytes.find(kMark, at + 1)) {
    const auto digits = bytes.substr(at + kMark.size(), kDigits);
    if (digits.size() == kDigits &&
        digits.find_first_not_of("0123456789abcdef") == std::string_view::npos)
      return at + kMark.size();
  }
  return std::nullopt;
}

class Hash {
 public:
  Hash() { XXH3_128bits_reset(state_.get()); }
  void add(std::string_view bytes) {
    XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
  }
  std::string digits() const {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state_.get()));
    std::string text;
    for (const unsigned char byte : canonical.digest) {
      text += "0123456789abcdef"[byte >> 4U];
      text += "0123456789abcdef"[byte & 15U];
    }
    return text;
  }

 private:
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_{XXH3_createState(),
                                                                  &XXH3_freeState};
};

/// Calls `take` with the file in blocks, each with its place; stops where it returns false.
void for_blocks(std::ifstream& file,
                const std::function<bool(std::uint64_t at, std::string& block)>& take) {
  file.clear();
  file.seekg(0);
  std::string block;
  for (std::uint64_t at = 0; file; at += block.size()) {
    block.resize(kBlock);
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    block.resize(static_cast<std::size_t>(file.gcount()));
    if (block.empty() || !take(at, block)) return;
  }
}

std::optional<std::uint64_t> find_digits(std::ifstream& file) {
  std::optional<std::uint64_t> found;
  std::string before;  // A seal may lie across two blocks.
  for_blocks(file, [&](std::uint64_t at, std::string& block) {
    const auto joined = before + block;
    if (const auto place = find_digits(joined)) found = at - before.size() + *place;
    before = joined.substr(joined.size() - std::min(joined.size(), kMark.size() + kDigits - 1));
    return !found;
  });
  return found;
}

/// The file's hash with zeros for the digits at `digits`, and those.
std::pair<std::string, std::string> hash_of(std::ifstream& file, std::uint64_t digits) {
  Hash hash;
  std::string there;
  for_blocks(file, [&](std::uint64_t at, std::string& block) {
    for (auto i = std::max(digits, at); i < std::min(digits + kDigits, at + block.size()); ++i) {
      there += block[i - at];
      block[i - at] = '0';
    }
    hash.add(block);
    return true;
  });
  return {hash.digits(), there};
}

}  // namespace

std::string seal_slot() { return std::string(kMark) + std::string(kDigits, '0'); }

std::string sealed(std::string bytes) {
  const auto digits = find_digits(bytes);
  if (!digits) return bytes;
  bytes.replace(*digits, kDigits, kDigits, '0');
  Hash hash;
  hash.add(bytes);
  return bytes.replace(*digits, kDigits, hash.digits());
}

void seal_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ErrorKind::not_found, "cannot open " + quoted(path) + ".");
  const auto digits = find_digits(file);
  if (!digits) return;
  const auto hash = hash_of(file, *digits).first;
  std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
  out.seekp(static_cast<std::streamoff>(*digits));
  out << hash << std::flush;
  if (!out) throw Error(ErrorKind::unavailable, "cannot write " + quoted(path) + ".");
}

bool is_sealed_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  std::ifstream file(path, std::ios::binary);
  const auto digits = file ? find_digits(file) : std::nullopt;
  if (!digits) return false;
  const auto [hash, there] = hash_of(file, *digits);
  return hash == there;
}

void check_may_replace(const std::filesystem::path& path, bool overwrites) {
  std::error_code error;
  if (overwrites || !std::filesystem::exists(std::filesystem::symlink_status(path, error))) return;
  const bool is_empty =
      std::filesystem::is_regular_file(path, error) && std::filesystem::is_empty(path, error);
  if (is_empty || is_sealed_file(path)) return;
  throw Error(ErrorKind::usage,
              quoted(path) +
                  " is there already, and is not as this program wrote it. Choose "
                  "another name, or add --overwrite to replace it.");
}

}  // namespace base
