#pragma once
// Tiny films for tests, made on the spot: any codec and container, and the oddities of real files.
//
// Every picture can carry its number as a row of black and white squares along its upper edge, so
// that a test can ask which picture it was given: see number_of.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "media/film.h"
#include "media/picture.h"

namespace testing_media {

/// A folder that is gone, with all in it, when the object is.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

enum class Pattern {
  plain,     ///< One colour.
  gradient,  ///< From black to the colour, left to right.
  texture    ///< Soft blobs in the colour, the same for the same `seed`.
};

struct Shot {
  base::Duration length{};
  std::uint32_t rgb = 0x808080;
  Pattern pattern = Pattern::plain;
  double pan_px = 0;       ///< Movement to the left per picture (gradient, texture).
  std::uint32_t seed = 1;  ///< Of the texture.
  double tone_hz = 0;      ///< What is heard; 0: silence.
};

inline constexpr std::uint32_t kBlack = 0x000000;
inline constexpr std::uint32_t kWhite = 0xffffff;
inline constexpr std::uint32_t kRed = 0xc02020;
inline constexpr std::uint32_t kGreen = 0x20a020;
inline constexpr std::uint32_t kBlue = 0x2020c0;

struct SoundTrack {
  std::string codec = "aac";  ///< FFmpeg's name of the encoder.
  int rate_hz = 48000;
  int channels = 2;
  std::optional<int> only_channel;  ///< The others are silent.
  double tone_hz = 0;               ///< 0: the shots' tones.
  std::string language, title;
  bool is_default = true;
  bool is_commentary = false;
  int flags = 0;            ///< More of FFmpeg's AV_DISPOSITION_….
  std::string speaker;      ///< Of one channel: "FL", "LFE", …; empty: not said.
  base::Duration starts{};  ///< On the film's clock; what comes before is left out.
};

struct Text {
  base::FilmRange range;
  std::string text;
};

/// A track of subtitles beside the first one.
struct TextStream {
  std::vector<Text> texts;
  std::string language, title;
  std::string codec = "subrip";  ///< FFmpeg's name; the texts are the bytes of its packets.
  std::string flags;             ///< FFmpeg's names: "default+forced".
};

/// The container follows from the file's extension: mp4, mov, mkv, webm, ts, mpg, avi, flv, …
struct FilmOptions {
  int width_px = 128;
  int height_px = 72;
  base::Rational rate{24, 1};
  std::string codec = "libx264";  ///< FFmpeg's name of the encoder.
  std::string encoder_options;    ///< More of them: "crf=30:preset=slow".
  bool is_10_bit = false;
  int key_distance = 24;         ///< Pictures between key pictures, at most.
  bool has_keys_at_cuts = true;  ///< A key picture at the start of each shot.
  int b_frames = 2;
  bool has_open_gops = false;  ///< H.264 and HEVC.
  bool is_interlaced = false;
  bool has_numbers = true;
  int rotation_degrees = 0;    ///< Clockwise,
  bool is_mirrored = false;    ///< after left and right have changed places.
  std::string picture_filter;  ///< FFmpeg's bitstream filter for the coded pictures.
  base::Rational sample_aspect{1, 1};
  media::ColourTags colour{1, 1, 1, false};
  /// Where it says so, the picture of that number is left out, and its time stays empty.
  std::function<bool(int)> is_dropped;
  base::Duration starts{};  ///< The first picture's time in the container's clock.
  std::vector<SoundTrack> sound = {SoundTrack{}};
  std::vector<Text> texts;
  std::string text_language = "eng";
  std::vector<TextStream> more_texts;
  bool has_cover = false;  ///< A cover picture beside the film (mp4, mkv).
  std::string title;
};

/// Writes a film. Throws base::Error if this FFmpeg cannot. The same input gives the same film.
void make_film(const std::filesystem::path& path, const std::vector<Shot>& shots,
               const FilmOptions& options = {});

/// The number of a picture of a film made with has_numbers; nothing if it cannot be read.
std::optional<int> number_of(const media::Picture& picture);

/// Pictures of a film, dropped ones included.
int count_pictures(const std::vector<Shot>& shots, base::Rational rate);

/// `bytes` at the end are cut off.
void cut_off(const std::filesystem::path& path, std::uintmax_t bytes);

}  // namespace testing_media
