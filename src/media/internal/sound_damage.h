#pragma once
// Samples that no microphone made.

#include <string>

#include "media/internal/ffmpeg.h"

namespace media {

/// A copy of the frame in which damage is silence: samples that are no numbers or stand more than
/// 24 dB over full level, in any channel, and what stands just beside them, in all; what is up to
/// 24 dB over is brought down to 12. nullptr: nothing is wrong. Frames of whole numbers never are.
/// `stretches` grows by the stretches of damage found.
FramePtr without_damage(const AVFrame& frame, int& stretches);

/// Warns of what was found, if anything.
void tell_damage(const std::string& path, int stretches);

}  // namespace media
