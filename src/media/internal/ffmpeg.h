#pragma once
// FFmpeg's handles and codes.

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

#include <memory>
#include <string>

#include "base/error.h"
#include "base/time.h"

namespace media {

template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* p) const noexcept {
    Free(&p);
  }
};
template <auto Free>
struct FreeOf {
  template <typename T>
  void operator()(T* p) const noexcept {
    Free(p);
  }
};

using PacketPtr = std::unique_ptr<AVPacket, FreeWith<av_packet_free>>;
using FramePtr = std::unique_ptr<AVFrame, FreeWith<av_frame_free>>;
using CodecPtr = std::unique_ptr<AVCodecContext, FreeWith<avcodec_free_context>>;
using InputPtr = std::unique_ptr<AVFormatContext, FreeWith<avformat_close_input>>;
using GraphPtr = std::unique_ptr<AVFilterGraph, FreeWith<avfilter_graph_free>>;
using ResamplerPtr = std::unique_ptr<SwrContext, FreeWith<swr_free>>;
using ScalerPtr = std::unique_ptr<SwsContext, FreeOf<sws_freeContext>>;

/// What FFmpeg says about `code`.
std::string message_of(int code);

/// `code` itself, or Error if it is negative: "cannot <doing>: <what FFmpeg says>". Kinds:
/// not_found for a missing file, out_of_memory, unavailable for I/O and a full disk, else corrupt.
int check(int code, const std::string& doing);

inline base::Duration to_duration(std::int64_t ticks, AVRational time_base) {
  return base::Duration{av_rescale_q(ticks, time_base, AVRational{1, 1'000'000'000})};
}
inline std::int64_t to_ticks(base::Duration d, AVRational time_base) {
  return av_rescale_q(d.count(), AVRational{1, 1'000'000'000}, time_base);
}

/// Switches off FFmpeg's own printing, for the whole process. Cheap to repeat.
void silence_ffmpeg();

/// Opens a container, streams found. Throws Error: not_found, corrupt, unavailable; the message
/// holds FFmpeg's reason and what to do.
InputPtr open_input(const std::string& path);

}  // namespace media
