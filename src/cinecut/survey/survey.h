#pragma once
// The survey: the film seen once. Where the camera cuts, what each shot looks and sounds like, and
// which stills are worth describing.
//
// Shots cover the film without gaps: shots[i].range.end == shots[i + 1].range.start.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/time.h"
#include "cinecut/edit/film_facts.h"
#include "cinecut/subtitles/cues.h"
#include "media/film.h"

namespace cinecut::survey {

/// How a shot gives way to the next.
enum class Joint { cut, dissolve, fade };

/// Of a shot's pictures. Each 0 to 1 unless said otherwise.
struct ShotMeasures {
  float motion = 0;  ///< Mean change after the camera's movement is taken out.
  float camera = 0;  ///< Mean movement of the camera.
  float contrast = 0;
  float saturation = 0;
  float light = 0;      ///< Mean luma.
  float warmth = 0.5f;  ///< 0 blue, 0.5 neutral, 1 orange.
  float sharpness = 0;
  float face_count = 0;  ///< Mean number of faces; not bounded by 1.
  float face_size = 0;   ///< Height of the largest face over the picture's height.
  float uniqueness = 0;  ///< Distance to the most similar other shot of the film.
  float black = 0;       ///< Share of the shot that is black or a plain colour.
  /// How surely it shows a title or credits. What stands in Survey::word_rows does not count.
  float text = 0;
  /// How much its best picture has a subject that the frame holds and that can be made out: 0 a
  /// blur, near black, empty, or a body without its head; 1 a face, or something that stands out.
  float subject = 0.5f;
  float loudness = 0;  ///< 0: -60 LUFS and below; 1: 0 LUFS (mean over the shot).
  float speech = 0;    ///< Share of the shot with speech.
};

/// A face in a picture. Shares of the picture's width and height; parts of a face that the frame
/// cuts off count, so that it may begin before 0 and end beyond 1.
struct Face {
  float x = 0, y = 0;  ///< Its left upper corner.
  float width = 0, height = 0;
  float sure = 0;  ///< 0 to 1.

  friend bool operator==(const Face&, const Face&) = default;
};

struct Shot {
  base::FilmRange range;
  /// How sure the borders are: the true ones lie within this distance. 0: exact to the frame.
  base::Duration start_error{};
  base::Duration end_error{};
  Joint joint = Joint::cut;       ///< How the shot begins.
  base::Duration joint_length{};  ///< Of the dissolve or fade it begins with, centred on its start.
  bool is_credits = false;        ///< Opening titles, end credits, logos.
  int setup = 0;                  ///< Shots with the same number are from one camera position.
  ShotMeasures measures;
  std::vector<Face> faces;  ///< In the picture that shows the shot best; the largest first.
};

enum class StillSource { subtitle, shot, interval };

/// Means of a picture's 16 x 9 blocks, row by row: all luma, then all cb, then all cr. Tells what
/// stands where.
using Blocks = std::array<std::uint8_t, 3 * 16 * 9>;

/// Widest JPEG of a still, in pixels.
inline constexpr int kStillWidth = 512;

struct Still {
  base::FilmTime time{};
  StillSource source = StillSource::shot;
  int shot = 0;      ///< Index into Survey::shots.
  std::string jpeg;  ///< kStillWidth or less.
  Blocks blocks{};   ///< To find stills that show nearly the same.
};

/// Loudness of the film's sound over time, one value each tenth of a second.
struct SoundCurve {
  base::Duration step = std::chrono::milliseconds(100);
  std::vector<float> loudness_lufs;  ///< Momentary; -70 is silence. Empty: the film is silent.
  std::vector<float> speech;         ///< How much it sounds like speech, 0 to 1.
  std::vector<float> onset;          ///< Strength of impacts, 0 to 1.
};

/// Of a stored survey: raised when what is stored changes, so that an older one is made anew.
inline constexpr int kSurveyFormat = 6;

/// A part of the picture's height: shares of it from the top.
struct Rows {
  float top = 0, bottom = 0;

  friend bool operator==(const Rows&, const Rows&) = default;
};

struct Survey {
  media::FilmInfo film;
  bool is_exact = false;
  std::vector<Shot> shots;
  std::vector<Still> stills;  ///< In time order.
  SoundCurve sound;
  edit::PictureArea area;
  /// Where words stand over most of the film: subtitles that are part of the picture. From the top.
  std::vector<Rows> word_rows;
  std::vector<base::FilmRange> credits;
  std::vector<base::FilmRange> black;
  /// Where the same picture stands for 0.4 s or longer. Found, like black to the picture, only
  /// where every picture was decoded.
  std::vector<base::FilmRange> frozen;
  /// Of an exact survey, in order: where a shot may change after all. look_closely() splits shots
  /// there.
  std::vector<base::FilmTime> suspicions;
};

struct SurveyOptions {
  /// Behaviour: decode every picture, find every shot change to the frame. Done unasked for a film
  /// whose key pictures do not mark shot changes.
  bool exact = false;
  /// Behaviour: a still at least this often.
  base::Duration still_interval = std::chrono::seconds(30);
};

/// What a survey rests on besides the film and the options: how faces are found on this machine.
/// For a key of what was made.
std::string means_of_survey();

/// The part of shot `index` that shows no other shot: its range without two pictures at both ends
/// and without its dissolves and fades, which may be longer than was found and lie less evenly.
/// Empty, at the shot's start, if nothing is left.
base::FilmRange inside_of(const Survey& survey, std::size_t index);

/// Looks at the whole film: its packets and key frames in one pass, then again where these leave a
/// doubt; all of it where they tell nothing, or if options.exact. Throws only what reading throws,
/// and Error: cancelled.
Survey survey_film(const media::FilmInfo& film, const std::vector<subtitles::Cue>& cues,
                   const SurveyOptions& options = {}, const base::Progress& progress = {});

/// Decodes `ranges` (sorted, not overlapping) and returns the survey with every shot border inside
/// them exact, shots split or joined where the truth is finer or coarser. In doubt a shot is split:
/// what is called one shot there is one. An exact survey is only split at its suspicions.
Survey look_closely(Survey survey, const std::vector<base::FilmRange>& ranges,
                    const base::Progress& progress = {});

/// The phase's artefact (msgpack; docs/survey.md). from_bytes throws Error: corrupt.
std::string to_bytes(const Survey& survey);
Survey survey_from_bytes(std::string_view bytes);

/// What `cinecut survey --json` prints: duration_s, fps, shots, stills.
std::string to_json(const Survey& survey);

}  // namespace cinecut::survey
