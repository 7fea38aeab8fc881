#pragma once
// Decoded sound as interleaved floats of one or two channels, at its own rate. Private to this
// folder.

#include <vector>

#include "media/ffmpeg.h"

namespace media {

/// One thread at a time.
class Downmix {
 public:
  /// `channels`: 1 or 2. `only_centre`: the centre channel where there is one.
  Downmix(int channels, bool only_centre) : channels_(channels), only_centre_(only_centre) {}

  /// Appends the frame's samples to `samples`. A frame whose rate is not `rate_hz` is resampled.
  /// Throws Error: unsupported.
  void append(const AVFrame& frame, int rate_hz, std::vector<float>& samples);

 private:
  void prepare(const AVFrame& frame, int rate_hz);

  int channels_;
  bool only_centre_;
  ResamplerPtr converter_;
  AVChannelLayout layout_{};
  int format_ = -1;
  int rate_hz_ = 0;
};

}  // namespace media
