#pragma once
// AAC as movies hold it.

#include <cstdint>
#include <span>

#include "media/internal/ffmpeg.h"

namespace media {

/// CodecPtr of a named encoder, not yet open. Throws Error: unsupported if FFmpeg has none.
CodecPtr make_encoder(const AVCodec* codec, const char* name);

/// Stereo, not yet open.
CodecPtr make_aac_encoder(int rate_hz, int bits_per_s);

/// Interleaved stereo as a frame for `encoder`, which must be open.
FramePtr aac_frame(std::span<const float> samples, const AVCodecContext& encoder, std::int64_t pts);

}  // namespace media
