#pragma once
// Things seen from near, and lettering.

#include <string>
#include <vector>

#include "sample_film/internal/world.h"

namespace sample_film {

void letter(Stage& stage, const Palette& palette, const std::vector<std::string>& words);
/// `minutes`: what the hands show at the shot's start, after midnight.
void clock_face(Stage& stage, const Palette& palette, double minutes);
/// A hand that strikes a match at `when` seconds.
void match_hand(Stage& stage, const Palette& palette, double when);
void ledger(Stage& stage, const Palette& palette);
/// Boots that walk through a puddle.
void boots(Stage& stage, const Palette& palette, double pace);
void door(Stage& stage, const Palette& palette, double opens_at);
void broken_glass(Stage& stage, const Palette& palette);
void oil_lamp_near(Stage& stage, const Palette& palette);

/// A title that comes and goes, over whatever was drawn before.
void title_card(Stage& stage, const std::string& title, const std::string& below);
/// Lines that roll upwards during the whole shot. Those that begin with '*' are names in large.
void credits(Stage& stage, std::vector<std::string> lines);

}  // namespace sample_film
