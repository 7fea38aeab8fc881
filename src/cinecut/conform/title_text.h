#pragma once
// The letters of a title: set, and drawn to a transparent layer.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cinecut/conform/title_style.h"

namespace cinecut {

/// A part of the picture, red, green, blue and opacity, 0 to 1, colours multiplied by opacity.
/// A colour without opacity is light that is added.
struct Layer {
  int x_px = 0, y_px = 0;           ///< Of its upper left corner; even.
  int width_px = 0, height_px = 0;  ///< Even.
  std::vector<std::array<float, 4>> pixels;
};

/// A text set in lines, centred in the picture, at most as large as the style says and as small as
/// it must be to fit. Letters that the style's fonts lack come from the system's others.
class TitleText {
 public:
  TitleText(const std::string& text, const TitleStyle& style, int width_px, int height_px);
  ~TitleText();
  TitleText(TitleText&&) noexcept;
  TitleText& operator=(TitleText&&) noexcept;

  struct Moment {
    double scale = 1;   ///< Of the whole text, about the picture's centre.
    double spread = 1;  ///< Of the space between letters.
    double opacity = 1;
    double glow = 1;  ///< Times the style's strength.
  };
  /// Nothing but an empty layer for an empty text.
  Layer draw(const Moment& moment) const;

  int lines() const;
  double letter_height_px() const;  ///< Of the font's line at scale 1.

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cinecut
