#pragma once
// Pictures of a film, in display order.

#include <filesystem>
#include <memory>
#include <optional>

#include "base/time.h"
#include "media/picture.h"

namespace media {

/// How much of the film is decoded. Later ones are faster and give fewer pictures, or rougher ones.
enum class Effort {
  everything,
  no_loop_filter,  ///< All pictures, slightly blocky.
  no_disposable,   ///< Without pictures that no other refers to (most B-frames); no loop filter.
  key_frames       ///< Key frames only.
};

struct VideoOptions {
  /// Upright, and yuv420p, yuv420p10 or gray8, whatever the film holds; pixels keep their shape.
  bool is_plain = false;
  /// Pictures are scaled to this size; 0: as coded. Pixel shape is not applied.
  int width_px = 0;
  int height_px = 0;
  PixelFormat format = PixelFormat::as_decoded;
  Effort effort = Effort::everything;
  int threads = 0;  ///< Decoder threads. 0: as many as cores.
};

/// A film being read. One thread at a time. Times are the film's clock: zero is its first picture,
/// whatever the container's start time is.
class VideoReader {
 public:
  /// Throws what probe throws.
  explicit VideoReader(const std::filesystem::path& path, const VideoOptions& options = {});
  ~VideoReader();
  VideoReader(VideoReader&&) noexcept;
  VideoReader& operator=(VideoReader&&) noexcept;

  /// The next picture, or nothing at the end. Damaged pictures are skipped and counted.
  std::optional<Picture> next();

  /// Makes next() return the picture on screen at `time`: the last one that starts at or before it
  /// (the first one, if `time` is before the film). Exact with any key frame distance. With
  /// Effort::key_frames: the nearest key frame at or before `time`.
  void seek(base::FilmTime time);

  /// Pictures that could not be decoded so far.
  int damaged() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace media
