#pragma once
// A title as it moves: a dark, blurred picture of the film, and letters that come slowly nearer.

#include <cstdint>
#include <vector>

#include "cinecut/conform/internal/blur.h"
#include "cinecut/conform/internal/look_table.h"
#include "cinecut/conform/internal/title_text.h"
#include "cinecut/edit/film_facts.h"
#include "cinecut/edit/manifest.h"
#include "media/picture.h"

namespace cinecut::conform {

struct TitleCardOptions {
  int width_px = 0;
  int height_px = 0;
  std::int64_t frames = 1;  ///< How long it is seen.
  base::Rational frame_rate{24, 1};
  Coding coding;           ///< Of the pictures it is drawn on, which have limited range.
  double size = 1;         ///< Of the letters, times what the style gives them.
  edit::PictureArea area;  ///< Outside of it the card is black; empty: it fills the picture.
};

class TitleCard {
 public:
  TitleCard(const edit::Title& title, const vibe::Vibe& vibe, const TitleCardOptions& options);

  /// How large its letters are, as a share of what its style would give them, which a long text has
  /// no room for. At most 1.
  double letters() const;

  /// Gives it a picture of the film to stand before; of any size.
  void set_backdrop(const media::Image& image);

  /// Draws the card's `frame`-th picture, counted from 0. `picture` is yuv420p and holds what is
  /// behind the title: black, or a clip if `is_over_clip`, which is darkened.
  void draw(std::int64_t frame, media::Picture& picture, bool is_over_clip) const;

 private:
  void draw_backdrop(double along, double light, media::Picture& picture) const;
  void darken(double light, media::Picture& picture) const;
  void put(const TitleLayer& layer, double opacity, media::Picture& picture) const;

  vibe::TitleStyle style_;
  TitleText text_;
  TitleCardOptions options_;
  bool is_end_;
  double leave_s_;                   ///< Until it is gone, at its end.
  std::vector<GrayPlane> backdrop_;  ///< Y, U, V in codes above black and grey; empty: none.
  double backdrop_light_ = 0;        ///< Of the film's brightness.
  std::vector<float> vignette_x_, vignette_y_;
};

}  // namespace cinecut::conform
