#pragma once
// What a film is: its streams and their shape, read without decoding it.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace media {

/// How colours are coded, in the numbers of ITU-T H.273 (which are FFmpeg's). 2: not said.
struct ColourTags {
  int primaries = 2;
  int transfer = 2;
  int matrix = 2;
  bool full_range = false;

  friend bool operator==(const ColourTags&, const ColourTags&) = default;
};

struct VideoInfo {
  std::string codec;  ///< "h264"
  int width_px = 0;   ///< As coded, before rotation and pixel shape.
  int height_px = 0;
  base::Rational sample_aspect{1, 1};
  int rotation_degrees = 0;  ///< Clockwise, to show it upright: 0, 90, 180, 270.
  base::Rational frame_rate{
      24, 1};  ///< At which pictures usually come; what is missing is not counted.
  bool is_variable_rate = false;
  bool is_interlaced = false;
  int bit_depth = 8;
  ColourTags colour;
  bool is_hdr = false;  ///< PQ or HLG transfer.

  /// Upright, with square pixels, both even: the size of the trailer.
  int display_width_px = 0;
  int display_height_px = 0;
};

struct AudioInfo {
  std::string codec;
  int rate_hz = 0;
  int channels = 0;
  std::string layout;  ///< "stereo", "5.1(side)"
  std::string language;
};

struct TextTrack {
  int stream = 0;
  std::string codec;     ///< "subrip", "ass", "webvtt", "mov_text", …
  std::string language;  ///< "eng"; empty if not said.
  std::string title;
};

/// A film on disk. A value: holds no open file.
struct FilmInfo {
  std::filesystem::path path;
  std::uintmax_t size_bytes = 0;
  std::int64_t modified_ns = 0;  ///< Time of last change of the file, since 1970.
  std::string container;         ///< "matroska,webm"
  std::string title;             ///< From the container's metadata; may be empty.
  base::Duration duration{};     ///< From the first picture to the end of the last.
  /// From the container's beginning, its earliest picture or sound, to the first picture. Texts in
  /// files beside the film count from that beginning, as players show them.
  base::Duration first_picture{};
  VideoInfo video;
  std::optional<AudioInfo> audio;  ///< The track that will be used; nothing: a silent film.
  std::vector<TextTrack> text_tracks;
};

/// Reads the headers of `path`. Throws Error: not_found; corrupt if it is no film or is empty;
/// unsupported if it has no picture stream or a codec we cannot decode. The message says what
/// was found instead.
FilmInfo probe(const std::filesystem::path& path);

}  // namespace media
