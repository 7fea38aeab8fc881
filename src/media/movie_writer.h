#pragma once
// A movie being written: H.264 and AAC, at a constant frame rate, in the container that the file's
// extension names (MP4, MKV, MOV). Pictures and sound both start at zero.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "base/files.h"
#include "base/time.h"
#include "media/film.h"
#include "media/picture.h"
#include "media/sound.h"

namespace media {

struct MovieOptions {
  int width_px = 0;   ///< Even.
  int height_px = 0;  ///< Even.
  base::Rational frame_rate{24, 1};
  ColourTags colour{1, 1, 1, false};
  /// Picture quality as x264's CRF; lower is better and larger.
  int crf = 18;
  std::string preset = "faster";  ///< x264's.
  /// More of x264's, as in "keyint=48:scenecut=0"; empty: none.
  std::string x264_options;
  int sound_rate_hz = 48000;  ///< 0: no sound track. Sound is stereo.
  int sound_bits_per_s = 256'000;
  int threads = 0;                              ///< 0: as many as cores.
  std::map<std::string, std::string> metadata;  ///< "title", "comment", …
};

/// Throws Error: usage if the extension names none of the containers that a MovieWriter writes.
void check_movie_name(const std::filesystem::path& path);

/// Nothing is visible under `path` until finish() has returned; before that, and when the object is
/// destroyed unfinished, `path` keeps what it held and nothing is left beside it. One thread at a
/// time. Every function throws Error: unavailable when the file cannot be written (a full disk).
class MovieWriter {
 public:
  /// Creates missing folders. Throws Error: unavailable if the file cannot be made; unsupported for
  /// an unknown extension or if an encoder is missing.
  MovieWriter(const std::filesystem::path& path, const MovieOptions& options);
  ~MovieWriter();
  MovieWriter(MovieWriter&&) noexcept;
  MovieWriter& operator=(MovieWriter&&) noexcept;

  /// The next picture, yuv420p and of the movie's size. Its own time is ignored: the n-th picture
  /// is shown at frame_start(n). Its pixels are not needed any more once this returns.
  void write(const Picture& picture);

  /// The next samples: interleaved stereo at sound_rate_hz. In any order relative to pictures, but
  /// sound that is written early uses memory until its pictures come.
  void write_sound(std::span<const float> samples);

  /// Writes the rest and moves the file into place. Sound is as long as what was written, to the
  /// sample. Requires at least one picture. Nothing may be written afterwards. `before` is called
  /// with the complete file before it gets its name; if it throws, nothing is left.
  void finish(const base::BeforeReplacing& before = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Stereo sound as it comes back from a movie with these options, at the same places and as long:
/// coding raises some peaks. Throws Error: unsupported if FFmpeg has no AAC encoder.
Sound after_coding(const Sound& sound, const MovieOptions& options = {});

}  // namespace media
