#pragma once
// A file's sound at any rate.
//
// Output sample n stands at exactly n / rate_hz. A restart of the resampler begins where both rates
// have a sample at the same instant, so that it gives what going on would have given.

#include <cstdint>
#include <optional>
#include <vector>

#include "media/internal/ffmpeg.h"
#include "media/internal/sound_source.h"

namespace media {

/// One thread at a time.
class SoundLine {
 public:
  /// Throws what SoundReader throws.
  SoundLine(const std::filesystem::path& path, const SoundOptions& options);

  /// Samples [from, to) of the film's clock.
  Sound read(std::int64_t from, std::int64_t to);

  /// Where the sound ends, once read() has come there.
  std::optional<std::int64_t> end() const;
  int damaged() const { return source_.damaged(); }
  base::Duration said_duration() const { return source_.said_duration(); }

 private:
  std::vector<float> resample(std::int64_t from, std::int64_t to);
  void restart(std::int64_t from);
  void convert_block();
  std::int64_t filled_to() const {
    return first_out_ + static_cast<std::int64_t>(out_.size()) / channels_;
  }

  SoundSource source_;
  int rate_hz_;
  int channels_;
  std::int64_t in_step_, out_step_;  ///< After so many samples both rates meet again.
  ResamplerPtr resampler_;
  std::int64_t next_in_ = 0;    ///< To be handed to the resampler.
  std::int64_t first_out_ = 0;  ///< Of out_.
  std::vector<float> out_;
};

}  // namespace media
