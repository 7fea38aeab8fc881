#pragma once
// How long a film's pictures last, measured on its packets.

#include "base/time.h"
#include "media/internal/input.h"

namespace media {

struct Timing {
  base::Duration duration{};  ///< From the first picture to the end of the last. Above 0.
  base::Rational rate{24, 1};
  bool is_variable = false;
};

/// Looks at samples of the packets of `input`'s picture stream; leaves it at an unknown place.
Timing measure_timing(Input& input);

}  // namespace media
