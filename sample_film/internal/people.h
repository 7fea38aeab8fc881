#pragma once
// Figures from afar and faces from near.

#include "sample_film/internal/stage.h"

namespace sample_film {

struct Wardrobe {
  Colour coat, trousers, skin, hair, accent;
  bool has_hat = false;
  bool long_hair = false;
  bool long_coat = true;
};
extern const Wardrobe kMara, kElias, kBrandt, kFather;

enum class Gait { stand, walk, run, climb };

struct FigureOptions {
  Wardrobe who;
  double depth = 1;
  Point feet{0, 0.9};
  double height = 0.4;
  double facing = 1;  ///< 1: right, -1: left.
  Gait gait = Gait::stand;
  double speed = 0;          ///< Units per second, to where the figure faces.
  double rise = 0;           ///< Units per second upwards.
  Colour shade{0, 0, 0, 0};  ///< What the air does to the colours; alpha says how much.
  Colour rim{1, 1, 1, 0};    ///< Light from behind; alpha says how much.
  bool lantern = false;
  bool torch = false;
  double phase = 0;
};
void figure(Stage& stage, const FigureOptions& options);

enum class Mood { calm, sad, angry, afraid, smiling };

struct FaceOptions {
  Speaker who = Speaker::mara;
  Point at{0, 0.5};    ///< Between the eyes and the mouth.
  double size = 0.62;  ///< Height of the head.
  Mood mood = Mood::calm;
  double turned = 0;    ///< -1 to 1: where the face looks.
  double light_x = -1;  ///< From which side it is lit.
  Colour light = rgb(0xffe2b8);
  Colour dark = rgb(0x20303f);  ///< Of the side that is not lit.
  double contrast = 0.6;
  bool speaks = true;
};
void face(Stage& stage, const FaceOptions& options);

/// The back of a head and a shoulder, dark and out of focus, at the edge of the picture.
void shoulder(Stage& stage, Speaker who, double side, Colour shade);

}  // namespace sample_film
