#pragma once
// Sound: samples in memory, and a film's or a song's sound being read.

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"

namespace media {

/// Samples, interleaved, nominally -1 to 1; frame i stands at i / rate_hz seconds.
struct Sound {
  int rate_hz = 48000;
  int channels = 2;
  std::vector<float> samples;

  std::size_t frames() const { return samples.size() / static_cast<std::size_t>(channels); }
  base::Duration duration() const;
};

struct SoundOptions {
  int rate_hz = 48000;
  /// 1 or 2. 5.1 is folded down with the centre kept at full level and no clipping.
  int channels = 2;
  /// Only the centre channel (dialogue) of a film that has one; otherwise as above.
  bool only_centre = false;
  int track = 0;  ///< Which one, as in SoundChoice (media/film.h).
};

/// A film's or a song's sound being read, in time order. One thread at a time.
/// Its clock is the film's: zero is the first picture, or the first sample where there are none.
/// What is damaged is silent: samples that are no numbers or stand far over full level, and those
/// just beside them.
class SoundReader {
 public:
  /// Throws Error: not_found, corrupt; unsupported if there is no sound; usage if not that track.
  explicit SoundReader(const std::filesystem::path& path, const SoundOptions& options = {});
  ~SoundReader();
  SoundReader(SoundReader&&) noexcept;
  SoundReader& operator=(SoundReader&&) noexcept;

  /// Exactly `range`, to the sample; silence where the film has none. Ranges in rising order are
  /// read without seeking back.
  Sound read(base::FilmRange range);

  base::Duration duration() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A whole song. Throws as SoundReader; unsupported if longer than an hour.
Sound read_song(const std::filesystem::path& path, const SoundOptions& options = {});

/// WAV bytes (24-bit PCM), for stems and tests.
std::string encode_wav(const Sound& sound);

}  // namespace media
