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

/// Of most of a film's pictures, where they change on the way.
struct VideoInfo {
  std::string codec;  ///< "h264"
  int width_px = 0;   ///< As coded, before rotation and pixel shape.
  int height_px = 0;
  base::Rational sample_aspect{1, 1};
  bool is_mirrored = false;  ///< Left and right change places to show it upright,
  int rotation_degrees = 0;  ///< then it is turned clockwise: 0, 90, 180, 270.
  /// At which pictures usually come; what is missing is not counted.
  base::Rational frame_rate{24, 1};
  bool is_variable_rate = false;
  bool is_interlaced = false;
  int bit_depth = 8;
  ColourTags colour;
  bool is_hdr = false;  ///< PQ or HLG transfer.

  /// Upright, with square pixels, both even: the size of the trailer.
  int display_width_px = 0;
  int display_height_px = 0;
};

/// Where a picture of another shape is shown inside the film's display size: fitted into its
/// middle. Whole, where the shapes differ by little. Even numbers.
struct Placement {
  int x_px = 0;
  int y_px = 0;
  int width_px = 0;
  int height_px = 0;

  friend bool operator==(const Placement&, const Placement&) = default;
};
/// `width` and `height`: upright, in square pixels. Both > 0.
Placement place(double width, double height, const VideoInfo& film);

/// Which sound track is wanted. Nothing said: the one that a viewer would hear.
struct SoundChoice {
  /// As counted among the file's sound tracks, from 1; 0: not said. Of joined tracks the first
  /// one's means all of them, another one's only itself.
  int track = 0;
  std::string language;  ///< Any of its names (base/languages.h); empty: not said.

  bool is_made() const { return track != 0 || !language.empty(); }
};

/// A sound track, or several of one channel each that are one sound.
struct AudioInfo {
  std::string codec;
  int rate_hz = 0;
  int channels = 0;
  std::string layout;  ///< "stereo", "5.1(side)"
  std::string language;
  std::string title;
  int track = 1;          ///< Its number, or that of the first of those joined.
  int joined_tracks = 1;  ///< It and the next ones; 1: it stands alone.
  bool is_default = false;
  bool is_original = false;  ///< In the film's own language.
  bool is_dub = false;
  bool is_for_hearing_impaired = false;
  bool is_beside_the_film = false;  ///< A commentary, a description for the blind, music alone.
};

/// "2 (English, 5.1(side), default)", "1 to 6 (5.1(side), joined)"
std::string describe(const AudioInfo& track);

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
  /// From the container's beginning, its earliest picture or sound, to the first picture. Texts in
  /// files beside the film count from that beginning, as players show them.
  base::Duration first_picture{};
  VideoInfo video;
  std::optional<AudioInfo> audio;       ///< The track that is used; nothing: a silent film.
  std::vector<AudioInfo> audio_tracks;  ///< All that could be, in the file's order.
  std::vector<TextTrack> text_tracks;   ///< All of them, whether or not they can be read.
};

/// Reads the headers of `path`. Throws Error: not_found; corrupt if it is no film or is empty;
/// unsupported if it has no picture stream or a codec we cannot decode. The message says what
/// was found instead. usage if there is no such sound as chosen; the message lists what there is.
FilmInfo probe(const std::filesystem::path& path, const SoundChoice& sound = {});

}  // namespace media
