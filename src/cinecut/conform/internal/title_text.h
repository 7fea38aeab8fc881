#pragma once
// The letters of a title: set, and drawn to a transparent layer.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cinecut/conform/internal/blur.h"
#include "cinecut/vibe/title_style.h"

namespace cinecut::conform {

/// Letters and their light, for a part of the picture.
struct TitleLayer {
  int x_px = 0, y_px = 0;           ///< Of its upper left corner; even.
  int width_px = 0, height_px = 0;  ///< Even.
  std::vector<std::uint8_t> cover;  ///< Of each pixel by letters; 255: all of it.
  std::vector<vibe::Rgb> ink;       ///< Of each row.
  GrayPlane glow;                   ///< Light to add, at 1 / kShrink of the size.
  vibe::Rgb glow_colour{};

  static constexpr int kShrink = 4;
};

/// A text set in lines, centred in the picture, at most as large as the style says and as small as
/// it must be to fit. Letters that the style's fonts lack come from the system's others.
class TitleText {
 public:
  TitleText(const std::string& text, const vibe::TitleStyle& style, int width_px, int height_px);
  ~TitleText();
  TitleText(TitleText&&) noexcept;
  TitleText& operator=(TitleText&&) noexcept;

  struct Moment {
    double scale = 1;   ///< Of the whole text, about the picture's centre.
    double spread = 1;  ///< Of the space between letters.
    double glow = 1;    ///< Times the style's strength.
  };
  /// Nothing but an empty layer for an empty text.
  TitleLayer draw(const Moment& moment) const;

  int lines() const;
  double letter_height_px() const;  ///< Of the font's line at scale 1.
  /// What that is where there is room.
  static double most_letter_height_px(const vibe::TitleStyle& style, int height_px);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cinecut::conform
