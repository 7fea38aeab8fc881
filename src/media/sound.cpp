#include "media/sound.h"

#include <algorithm>
#include <cmath>

namespace media {
namespace {

void put(std::string& bytes, std::uint32_t value, int count) {
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
}

}  // namespace

base::Duration Sound::duration() const {
  return base::frame_start(static_cast<std::int64_t>(frames()), {rate_hz, 1});
}

std::string encode_wav(const Sound& sound) {
  constexpr int sample_bytes = 3;
  const auto data_bytes = static_cast<std::uint32_t>(sound.samples.size() * sample_bytes);
  const auto rate = static_cast<std::uint32_t>(sound.rate_hz);
  const auto block = static_cast<std::uint32_t>(sound.channels * sample_bytes);
  const std::uint32_t padding = data_bytes % 2;
  std::string bytes;
  bytes.reserve(44 + data_bytes + 1);
  bytes += "RIFF";
  put(bytes, 36 + data_bytes + padding, 4);
  bytes += "WAVEfmt ";
  put(bytes, 16, 4);
  put(bytes, 1, 2);  // PCM
  put(bytes, static_cast<std::uint32_t>(sound.channels), 2);
  put(bytes, rate, 4);
  put(bytes, rate * block, 4);
  put(bytes, block, 2);
  put(bytes, 8 * sample_bytes, 2);
  bytes += "data";
  put(bytes, data_bytes, 4);
  for (const float sample : sound.samples) {
    const double scaled =
        std::clamp(static_cast<double>(sample) * 8388608.0, -8388608.0, 8388607.0);
    put(bytes, static_cast<std::uint32_t>(std::isnan(scaled) ? 0 : std::lround(scaled)),
        sample_bytes);
  }
  if (padding) bytes += '\0';
  return bytes;
}

}  // namespace media
