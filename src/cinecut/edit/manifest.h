#pragma once
// The manifest: an edit list a person can edit (docs/manifest.md).
//
//   trailer  |cold open| act 1      |drop| act 2         |black| act 3 ||||||| title |button| end |
//   clips    |  0  |  1  |   2   | 3  |  4 | 5 | 6 | 7 |       |8|9|…
//   music    [ segment 0                               ]     [ segment 1                          ]

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "cinecut/edit/film_facts.h"
#include "cinecut/edit/terms.h"

namespace cinecut::edit {

/// A clip that was not chosen.
struct Alternative {
  base::FilmRange source;  ///< As long as the chosen one.
  float score = 0;
  std::string reason;  ///< Why it was not taken: the constraint that decided, as a sentence.

  friend bool operator==(const Alternative&, const Alternative&) = default;
};

/// One entry of the trailer's picture. Clips do not overlap on the trailer's clock; between them
/// is black. A crossfade takes its extra pictures from the source after `source.end` of the clip
/// before, half of `transition_length` on each side of the cut.
struct Clip {
  base::FilmRange source;
  base::TrailerRange trailer;  ///< Starts and ends on frames. Same length as source, to a frame.
  Part part = Part::act_1;
  int act = 1;  ///< 1, 2 or 3; the cold open counts as 1, the button as 3.
  Zone zone = Zone::beginning;
  BeatType beat_type = BeatType::breath;
  Transition transition = Transition::hard_cut;  ///< How this clip begins.
  base::Duration transition_length{};
  float score = 0;
  std::array<float, kSignals> signals{};
  std::string reason;
  SceneDescription description;
  /// What is said in it, "SPEAKER: text" or text; empty if nothing is to be heard.
  std::string dialogue;
  std::optional<Role> role;  ///< What its line does in the story, where a model told.
  /// Level of the film's own sound in this clip, against what is usual for speech or for
  /// atmosphere. -60 and less: nothing is heard.
  double film_sound_db = 0;
  /// The film's sound leads or trails the picture by this much (J and L cuts). Negative: it begins
  /// later or ends earlier than the picture, so that no line is cut inside a word.
  base::Duration sound_lead{};
  base::Duration sound_tail{};
  /// What else could stand in this place, best first (at most five).
  std::vector<Alternative> alternatives;

  friend bool operator==(const Clip&, const Clip&) = default;
};

/// A stretch of the song under the trailer.
struct MusicSegment {
  base::SongRange source;
  base::TrailerTime start{};
  base::Duration fade_in{};
  base::Duration fade_out{};

  friend bool operator==(const MusicSegment&, const MusicSegment&) = default;
};

struct MusicUse {
  std::string source;  ///< "made" or a path.
  std::string title;
  std::string attribution;
  std::uint32_t seed = 0;  ///< Of a made score.
  /// Of a made score: the length of trailer whose form it follows. Zero: that of this trailer.
  base::Duration made_for{};
  std::vector<MusicSegment> segments;

  friend bool operator==(const MusicUse&, const MusicUse&) = default;
};

/// A sound effect.
struct Effect {
  base::TrailerTime time{};  ///< When its strongest instant is heard.
  std::string recipe;        ///< "act_boundary", "hard_cut", … (docs/effects.md)
  double gain_db = 0;

  friend bool operator==(const Effect&, const Effect&) = default;
};

/// A line spoken over other pictures.
struct VoiceLine {
  base::FilmRange source;
  base::TrailerTime start{};
  std::string text;
  std::optional<Role> role;  ///< As Clip::role.

  friend bool operator==(const VoiceLine&, const VoiceLine&) = default;
};

struct Title {
  base::TrailerRange trailer;
  std::string text;
  std::string kind;  ///< "title", "card" (words between parts) or "end"

  friend bool operator==(const Title&, const Title&) = default;
};

struct Manifest {
  std::string schema_version = "3.0";
  std::string film;  ///< Path as given.
  std::string film_title;
  std::string vibe;
  /// 0/1: not said (a manifest written by hand); set_frame_rate before use.
  base::Rational frame_rate{24, 1};
  base::Duration length{};  ///< Of the trailer.
  /// Where the film's own picture lies; around it the trailer is black. Empty: everywhere.
  PictureArea picture_area;
  /// Which of the film's sound tracks is heard, counted from 1; 0: the one a viewer would hear.
  int audio_track = 0;
  Anchors anchors;
  double bpm = 0;
  std::vector<base::TrailerTime> beats;  ///< Heard in the trailer, on its clock.
  std::vector<Clip> clips;               ///< In trailer order.
  MusicUse music;
  std::vector<VoiceLine> voice;
  std::vector<Effect> effects;
  std::vector<Title> titles;

  friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// JSON with a stable order of keys; times in seconds with up to nine decimals.
std::string to_json(const Manifest& manifest);

/// Reads what to_json wrote and people edited, and versions 1.0 and 2.0 of the earlier system.
/// Unknown keys are ignored with a warning that counts them. Trailer times are put on frames; if
/// no clip has any, clips are laid end to end. `film`: its length, which nothing may pass; zero:
/// not known. Throws Error: usage, one line for each mistake, with line and field ("line 41:
/// clips[3].source_end_s must be greater than source_start_s (12.5)").
Manifest manifest_from_json(std::string_view json, base::Duration film = {});

/// What is wrong with it for a film of this length (zero: not known), one sentence each with the
/// field's name; empty: nothing. What manifest_from_json returned for that film has no problems.
std::vector<std::string> problems(const Manifest& manifest, base::Duration film);

/// Moves every time of the trailer's picture to the nearest frame at `rate`.
void set_frame_rate(Manifest& manifest, base::Rational rate);

}  // namespace cinecut::edit
