#pragma once
// The look of a vibe: a colour transform from RGB to RGB, and the cube it is sampled into.
//
// RGB is gamma-coded (BT.709 or SD, as the film is), 0 to 1. Black stays black and white stays
// white but for the tint: contrast and brightness bend the curve between them.

#include <array>
#include <string>
#include <vector>

#include "cinecut/vibe/vibe.h"

namespace cinecut::conform {

/// The look as a formula. Input outside 0 to 1 is clipped, output lies within.
class Look {
 public:
  explicit Look(const vibe::Vibe& vibe);
  vibe::Rgb operator()(vibe::Rgb colour) const;

 private:
  double curve(double x) const;

  std::array<double, 3> gain_;  ///< Temperature: of R, G and B, without change of a white's luma.
  double saturation_;
  double contrast_;
  double brightening_;  ///< 1: none; less lifts the middle tones, more lowers them.
};

/// A look sampled on a grid of kPoints per axis, and read between the points by trilinear
/// interpolation.
class Cube {
 public:
  static constexpr int kPoints = 33;

  explicit Cube(const Look& look);
  vibe::Rgb operator()(vibe::Rgb colour) const;
  /// As an Adobe .cube file.
  std::string to_text(const std::string& title) const;

 private:
  const vibe::Rgb& point(int r, int g, int b) const;

  std::vector<vibe::Rgb> points_;  ///< R varies fastest, as in the file.
};

}  // namespace cinecut::conform
