#pragma once
// Ready-made set-ups that the script uses again and again.

#include "cinecut/sample/people.h"
#include "cinecut/sample/world.h"

namespace cinecut::sample {

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

/// The headland with the lighthouse, as often seen.
struct Coast {
  const Palette* palette = nullptr;
  double waves = 0.3;
  bool is_lit = true;
  double goes_dark = -1;
  double burns_from = -1;  ///< Seconds; negative: it does not burn.
  double scale = 1;
};
void coast(Stage& stage, const Coast& options);

}  // namespace cinecut::sample
