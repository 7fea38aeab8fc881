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
  int rotation_degrees = 0;          ///< Clockwise, to show it upright: 0, 90, 180, 270.
  base::Rational frame_rate{24, 1};  ///< Average; the best single rate for the whole film.
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

/// A track of subtitles. People count these tracks from 1, in the container's order.
struct TextTrack {
  int stream = 0;
  std::string codec;     ///< "subrip", "ass", "mov_text", "hdmv_pgs_subtitle", …
  std::string language;  ///< "eng"; empty if not said.
  std::string title;
  bool is_pictures = false;  ///< DVD, Blu-ray, DVB: what is said is drawn, not written.
  bool is_readable = true;   ///< This FFmpeg has a decoder for it.

  // What the container says of it.
  bool is_default = false;
  bool is_forced = false;            ///< Only what the audience would not understand.
  bool is_commentary = false;        ///< Somebody talks about the film.
  bool is_hearing_impaired = false;  ///< With sounds and speakers.
  bool is_visual_impaired = false;   ///< What is seen, in words.
  bool is_original = false;          ///< In the film's own language.

  friend bool operator==(const TextTrack&, const TextTrack&) = default;
};

/// A film on disk. A value: holds no open file.
struct FilmInfo {
  std::filesystem::path path;
  std::uintmax_t size_bytes = 0;
  std::int64_t modified_ns = 0;  ///< Time of last change of the file, since 1970.
  std::string container;         ///< "matroska,webm"
  std::string title;             ///< From the container's metadata; may be empty.
  base::Duration duration{};     ///< From the first picture to the end of the last.
  VideoInfo video;
  std::optional<AudioInfo> audio;  ///< The track that will be used; nothing: a silent film.
  std::vector<TextTrack> text_tracks;  ///< All of them, whether or not they can be read.
};

/// Reads the headers of `path`. Throws Error: not_found; corrupt if it is no film or is empty;
/// unsupported if it has no picture stream or a codec we cannot decode. The message says what
/// was found instead.
FilmInfo probe(const std::filesystem::path& path);

}  // namespace media
