#pragma once
// Decoded sound as interleaved floats of one or two channels, at its own rate.

#include <vector>

#include "media/internal/ffmpeg.h"

namespace media {

/// Samples that are no numbers or stand far over full level are damage: they are silent, and so is
/// what stands just beside them. One thread at a time.
class Downmix {
 public:
  /// `channels`: 1 or 2. `only_centre`: the centre channel where there is one.
  Downmix(int channels, bool only_centre) : channels_(channels), only_centre_(only_centre) {}

  /// Appends the frame's samples to `samples`. A frame whose rate is not `rate_hz` is resampled,
  /// and the last of its samples come with the next frame or with finish(): returned is how many of
  /// earlier frames come first now, per channel. Throws Error: unsupported.
  int append(const AVFrame& frame, int rate_hz, std::vector<float>& samples);
  /// Appends what is still to come of earlier frames.
  int finish(std::vector<float>& samples);
  /// Forgets it.
  void reset() { converter_.reset(); }

  /// Stretches of damage so far.
  int damaged() const { return damaged_; }

 private:
  bool fits(const AVFrame& frame, const AVChannelLayout& layout) const;
  void prepare(const AVFrame& frame, AVChannelLayout from, int rate_hz);
  int convert(const std::uint8_t** from, int count, std::vector<float>& samples);

  int channels_;
  bool only_centre_;
  ResamplerPtr converter_;
  AVChannelLayout layout_{};
  int format_ = -1;
  int rate_hz_ = 0;
  bool has_delay_ = false;
  int damaged_ = 0;
};

}  // namespace media
