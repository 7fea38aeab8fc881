#pragma once
// Times of TTML (W3C TTML2, section 12.3) and of the subtitles of digital cinema.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"

namespace cinecut::subtitles {

/// What the document says about how times are written.
struct TtmlClock {
  base::Rational frame_rate{30, 1};  ///< With the multiplier: how fast frames really are.
  std::int64_t nominal_rate = 30;    ///< Frames in a second of "00:00:01:00".
  std::int64_t sub_frame_rate = 1;
  base::Rational tick_rate{1, 1};
  bool is_smpte = false;  ///< Times are numbers of frames, at the real rate.
  bool drops_ntsc = false;
  bool drops_pal = false;
};

/// "00:00:01.5", "00:00:01:12", "12.3s", "450ms", "36f", "900000t"; nothing if it is no time, or
/// above 9999 hours.
std::optional<base::Duration> parse_ttml_time(std::string_view text, const TtmlClock& clock);

}  // namespace cinecut::subtitles
