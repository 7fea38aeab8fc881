#pragma once
// The rate at which a film's pictures follow each other, from the gaps between them.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"
#include "media/internal/ffmpeg.h"

namespace media {

/// When a picture is decoded and shown, in ticks (AV_NOPTS_VALUE: not known).
struct PictureTicks {
  std::int64_t decoded = 0;
  std::int64_t shown = 0;
};

/// When the pictures of one stretch of the file are shown, rising, each time once. Where the
/// stretch ends, pictures are missing that come earlier or later in the file; what cannot be told
/// there is left out.
using Stretch = std::vector<std::int64_t>;
Stretch shown_in_order(const std::vector<PictureTicks>& pictures);

struct Rate {
  base::Rational rate{24, 1};
  bool is_variable = false;
};

/// The rate of the usual gap between pictures: one that is missing, or a hole of any length, does
/// not move it. Made exact by what is customary and by what the container says, where either agrees
/// with the pictures. Nothing without gaps or with nonsense.
std::optional<Rate> rate_of(const std::vector<Stretch>& stretches, const AVStream& stream);

}  // namespace media
