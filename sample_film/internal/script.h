#pragma once
// The film on paper: its shots in order, how each is drawn, what is said and heard.

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sample_film/internal/stage.h"

namespace sample_film {

/// How a shot comes in from the one before it.
enum class Join { cut, dissolve, fade };

enum class Tone { plain, tender, urgent, threat, joking, whisper };

struct Line {
  Speaker who = Speaker::mara;
  std::string text;
  Tone tone = Tone::plain;
  double pause = 0.25;  ///< Seconds before it, after the shot's start or the line before.
};

/// Noises that last, with their loudness, 0 to 1.
enum class Bed { wind, sea, rain, fire, engine, train, heart, count };

enum class Noise { thunder, step, knock, blast, shot, glass, match, bell, horn, door, whoosh };

struct Effect {
  Noise noise = Noise::step;
  double at = 0;  ///< Seconds after the shot's start.
  double loudness = 1;
};

using CameraMove = std::function<Camera(const Moment&)>;
CameraMove still(double zoom = 1, Point at = {0, 0.5});
/// From one framing to another, easing in and out.
CameraMove glide(Camera from, Camera to);
/// As if held by hand: `move` with a slow sway, in heights of the picture.
CameraMove handheld(CameraMove move, double sway = 0.006);
/// A shaking that fades, beginning at `at` seconds.
CameraMove shaken(CameraMove move, double strength, double at = 0, double decay = 3);

class Shot {
 public:
  Shot(std::string its_name, std::string its_kind, double least_seconds)
      : name(std::move(its_name)), kind(std::move(its_kind)), seconds(least_seconds) {}

  Shot& joined(Join how, double for_seconds);
  Shot& camera(CameraMove move);
  Shot& set(std::function<void(Stage&)> builder);
  /// Lines one after the other; the shot lasts as long as they need.
  Shot& say(Speaker who, std::string text, Tone tone = Tone::plain, double pause = 0.25);
  /// As say, but the line may run on into the next shot.
  Shot& begin(Speaker who, std::string text, Tone tone = Tone::plain, double pause = 0.25);
  Shot& hear(Bed bed, double loudness);
  Shot& hear(Noise noise, double at, double loudness = 1);
  /// A flash of light, such as lightning: three frames.
  Shot& flash(double at, double strength = 0.8);
  Shot& music(double level);

  std::string name;
  std::string kind;
  double seconds = 3;
  int act = 1;
  Join join = Join::cut;
  double join_seconds = 0;
  CameraMove move = still();
  std::function<void(Stage&)> build;
  std::vector<Line> lines;
  bool runs_on = false;
  std::array<double, static_cast<int>(Bed::count)> beds{};
  std::vector<Effect> effects;
  struct Flash {
    double at = 0, strength = 0;
  };
  std::vector<Flash> flashes;
  double music_level = 1;
};

struct Script {
  std::string title;
  std::vector<Shot> shots;
  int act = 1;
  Shot& shot(std::string name, std::string kind, double seconds);
};

void write_opening(Script& script);
void write_act_1(Script& script);
void write_act_2(Script& script);
void write_chase(Script& script);
void write_act_3(Script& script);
void write_blaze(Script& script);
void write_ending(Script& script);

/// The whole film.
Script write_script();

}  // namespace sample_film
