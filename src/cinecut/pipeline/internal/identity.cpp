#include "cinecut/pipeline/internal/identity.h"

#include <chrono>
#include <cstdint>
#include <fstream>
#include <system_error>

#include "base/files.h"
#include "base/hash.h"

namespace cinecut::pipeline {
namespace {

constexpr std::uintmax_t kReadWhole = std::uintmax_t{64} << 20;
constexpr std::uintmax_t kPlaces = 9;
constexpr std::uintmax_t kPlaceSize = std::uintmax_t{64} << 10;

std::string samples_of(const std::filesystem::path& file, std::uintmax_t size) {
  std::ifstream stream(file, std::ios::binary);
  std::string all;
  for (std::uintmax_t n = 0; stream && n < kPlaces; ++n) {
    std::string bytes(kPlaceSize, '\0');
    stream.seekg(static_cast<std::streamoff>((size - kPlaceSize) / (kPlaces - 1) * n));
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    all += bytes;
  }
  return base::content_hash(all);
}

}  // namespace

std::string identity_of(const std::filesystem::path& file) {
  std::error_code error;
  const auto place = std::filesystem::absolute(file, error).lexically_normal().string() + " ";
  const auto size = std::filesystem::file_size(file, error);
  if (error) return place + "is missing";
  if (size <= kReadWhole) {
    const auto bytes = base::try_read_file(file);
    return place + (bytes ? base::content_hash(*bytes) : "cannot be read");
  }
  const auto changed = std::filesystem::last_write_time(file, error).time_since_epoch();
  return place + std::to_string(size) + " " + std::to_string(changed.count()) + " " +
         samples_of(file, size);
}

}  // namespace cinecut::pipeline
