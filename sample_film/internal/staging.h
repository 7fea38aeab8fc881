#pragma once
// Ready-made set-ups that the script uses again and again.

#include "sample_film/internal/people.h"
#include "sample_film/internal/world.h"

namespace sample_film {

enum class Place { room, office, street, cliff, forest, train, car, lamp_room, blaze, dawn, deck };

/// The place behind a face, out of focus.
void backdrop(Stage& stage, Place place);
const Palette& palette_of(Place place);

struct CloseUp {
  Speaker who = Speaker::mara;
  Mood mood = Mood::calm;
  Place place = Place::room;
  double side = 0;  ///< Where the face stands, x.
  double size = 0.62;
  double light_x = -1;
};
void close_up(Stage& stage, const CloseUp& options);
/// `who` over the shoulder of the other.
void over_shoulder(Stage& stage, Speaker who, Mood mood, Place place);
/// Both, side by side.
void two_shot(Stage& stage, Mood mara, Mood elias, Place place);

/// Mara, and Elias behind her. `speed` < 0: to the left.
void walkers(Stage& stage, double x, double y, double height, double speed, Gait gait, Colour shade,
             Colour rim);
/// Brandt's men in a row; every other one with a torch.
void men_on(Stage& stage, double x, double y, double height, Gait gait, double speed, int count,
            bool torches = false);
/// A ship in high waves; lightning at `bolts` seconds.
void storm_sea(Stage& stage, const ShipOptions& vessel, const std::vector<double>& bolts);

/// The headland with the lighthouse, as often seen.
struct Coast {
  const Palette* palette = nullptr;
  double waves = 0.3;
  bool is_lit = true;
  double goes_dark = -1;
  double burns_from = -1;  ///< Seconds; negative: it does not burn.
  double scale = 1;
  Point moon{-0.42, 0.4};
};
void coast(Stage& stage, const Coast& options);

}  // namespace sample_film
