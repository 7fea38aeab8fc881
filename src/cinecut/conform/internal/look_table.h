#pragma once
// A look applied to pictures as they are coded: 8-bit 4:2:0, without going through RGB.
//
// Conversion to RGB, the look, and conversion back are baked into one table. For each chroma sample
// and its four luma samples the chroma plane is cut into cells of 8 x 8 codes; each cell holds, for
// every luma code, the results at its four corners, which are then mixed by four weights:
//
//   (u, v) ──▶ cell, weights ──▶ [luma code] ──▶ Y' x 4      one read of 8 bytes for each pixel
//                            └─▶ [mean luma] ──▶ U', V'      one read of 16 bytes for each four

#include <cstdint>
#include <vector>

#include "cinecut/conform/internal/look.h"
#include "media/film.h"
#include "media/picture.h"

namespace cinecut::conform {

/// How R, G, B and Y, U, V belong together.
struct Coding {
  double red = 0.2126;  ///< Weight of R in Y.
  double blue = 0.0722;
  bool full_range = false;  ///< Y, U and V use all of 0 to 255; otherwise 16 to 235 and 240.

  /// By `tags.matrix`; BT.709 where it is not said.
  static Coding of(const media::ColourTags& tags);
  /// Y, U, V (in codes, not rounded) of a colour, and back. Nothing is clipped.
  vibe::Rgb encode(const vibe::Rgb& colour) const;
  vibe::Rgb decode(const vibe::Rgb& yuv) const;
};

class LookTable {
 public:
  /// Reads pictures coded as `in`, writes them as `in` with limited range.
  LookTable(const Cube& cube, const Coding& in);

  /// `from` and `to` are yuv420p, of the same even size. From several threads at once.
  void apply(const media::Picture& from, media::Picture& to) const;

 private:
  static constexpr int kCells = 32;       ///< Per axis.
  static constexpr int kLumaSteps = 128;  ///< Of the mean luma that chroma depends on.

  void apply_row(const std::uint8_t* const* from, std::uint8_t* const* to, int chroma_px) const;

  std::vector<std::int16_t> luma_;    ///< [cell][luma code][corner], in 1/64 codes.
  std::vector<std::int16_t> chroma_;  ///< [cell][mean luma / 2][U, V][corner], in 1/64 codes.
};

}  // namespace cinecut::conform
