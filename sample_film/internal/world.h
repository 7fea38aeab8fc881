#pragma once
// What the shots are made of: skies, land, sea, towns and rooms, each added to a Stage back to
// front. All coordinates are the world's of Point; depths as in LayerOptions.

#include <vector>

#include "sample_film/internal/stage.h"

namespace sample_film {

/// The colours of a time and place, from the top of the sky to what is nearest.
struct Palette {
  Colour sky, high, horizon;  ///< The sky, top to bottom.
  Colour far, near;           ///< Land far away and near.
  Colour water, foam;
  Colour light;  ///< Of lamps, moon or sun.
};

extern const Palette kDusk, kNight, kDawn, kDay, kStorm, kGrey, kForest, kFireNight, kRainTown;

struct SkyOptions {
  double horizon = 0.6;
  double stars = 0;       ///< Number; 0: none.
  Point moon{0.4, 0.22};  ///< Or sun.
  double moon_size = 0;   ///< Radius; 0: none.
  double clouds = 0.5;    ///< How many, 0 to 1.
  double cloud_speed = 0.01;
  Colour cloud{0, 0, 0, 0};  ///< Alpha 0: taken from the palette.
};
void sky(Stage& stage, const Palette& palette, const SkyOptions& options);

struct RidgeOptions {
  double depth = 0.3;
  double top = 0.5;     ///< Mean height of the outline.
  double rise = 0.15;   ///< How far it goes up and down.
  double width = 0.6;   ///< Of a mountain.
  double rough = 0.5;   ///< 0: round hills, 1: rock.
  double bottom = 1.1;  ///< Where it fades into mist.
  double trees = 0;     ///< Height of the firs on it; 0: none.
  Colour top_colour, mist;
  std::uint32_t key = 1;
};
void ridge(Stage& stage, const RidgeOptions& options);

/// Snow-capped peaks with lit and shaded sides.
void peaks(Stage& stage, const Palette& palette, double depth, double base, double height);

struct SeaOptions {
  double horizon = 0.6;
  double bottom = 1.05;
  double waves = 0.3;  ///< 0: a lake, 1: a storm.
  double speed = 1;
  double glitter_x = 0;  ///< Where the light lies on the water.
  double glitter = 0;    ///< How much of it.
  /// Called between the far waves and the near ones: what swims.
  std::function<void(Stage&)> afloat;
};
void sea(Stage& stage, const Palette& palette, const SeaOptions& options);

/// Birds around a height.
void gulls(Stage& stage, Colour colour, int count, double height);

/// Drifting mist between two heights.
void mist(Stage& stage, double depth, double top, double bottom, Colour colour, double speed);

/// 0 to 1: how heavy. `slant`: sideways per fall.
void rain(Stage& stage, double heaviness, double slant = 0.2);
/// Bolts at these seconds after the start of the shot, with light on the sky.
void lightning(Stage& stage, const std::vector<double>& times, double horizon);

struct LighthouseOptions {
  double depth = 0.6;
  Point foot{0.4, 0.6};
  double height = 0.35;
  bool is_lit = true;
  double goes_dark = -1;  ///< Seconds after the start of the shot; negative: never.
  double turns = 0.12;    ///< Per second.
  double beam = 1.6;      ///< Length.
};
void lighthouse(Stage& stage, const Palette& palette, const LighthouseOptions& options);
/// A headland that falls into the sea; `side` 1: to the right of x, -1: to the left.
void cliff(Stage& stage, const Palette& palette, double depth, double x, double top, double side);

void forest(Stage& stage, const Palette& palette, double depth, int trunks, double ground);
void light_shafts(Stage& stage, Colour colour, double strength);

struct StreetOptions {
  double windows = 0.4;  ///< Share that is lit.
  double wet = 0.6;      ///< Reflections on the ground.
  double ground = 0.78;
  double vanish = 0.0;  ///< Where the street leads, x.
  double gap = 1;       ///< How wide it opens there.
};
void street(Stage& stage, const Palette& palette, const StreetOptions& options);
void harbour(Stage& stage, const Palette& palette);
void road(Stage& stage, const Palette& palette, double speed);
/// A moving world behind the windows of a car or train; the area is given in world coordinates.
void passing(Stage& stage, const Palette& palette, double speed, double horizon);

/// The light of a flame at `at`, over everything before it.
void lamp_light(Stage& stage, Colour light, Point at, double power);

enum class RoomKind { keeper, office, stairs, lamp_room, cellar };
struct RoomOptions {
  RoomKind kind = RoomKind::keeper;
  Point lamp{-0.45, 0.5};
  double lamp_power = 1;
  bool window = true;
  double blur = 0;
};
void room(Stage& stage, const Palette& palette, const RoomOptions& options);

struct ShipOptions {
  double depth = 0.7;
  Point at{0, 0.6};  ///< Waterline, middle.
  double length = 0.4;
  double roll = 0.05;
  double speed = 0.01;  ///< Units per second.
  bool lamps = true;
};
void ship(Stage& stage, const Palette& palette, const ShipOptions& options);
void train(Stage& stage, const Palette& palette, double rail, double height, double speed,
           double start);
void car(Stage& stage, const Palette& palette, Point at, double length, double speed, Colour body);

struct FireOptions {
  double depth = 1;
  Point foot{0, 0.9};
  double width = 0.4, height = 0.4;
  double starts = -1;  ///< Seconds; grows from then on.
  double sparks = 1;
};
void fire(Stage& stage, const FireOptions& options);
/// A burst of light and smoke at a time.
void explosion(Stage& stage, Point at, double size, double time);

}  // namespace sample_film
