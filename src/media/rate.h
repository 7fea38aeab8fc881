#pragma once
// The rate at which a film's pictures follow each other, from the gaps between them. Private to
// this folder.

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"
#include "media/ffmpeg.h"

namespace media {

/// The customary rate (24000/1001, 25, …) that is within 0.04 % of `rate`; else `rate` as a short
/// fraction. 0 < rate.
base::Rational customary_rate(double rate);

/// The gaps between pictures that stand together in the file, in ticks, given when each is decoded
/// and shown (AV_NOPTS_VALUE: not known). Where the stretch ends, pictures are missing that come
/// earlier or later in the file; what cannot be told there is left out.
struct PictureTicks {
  std::int64_t decoded = 0;
  std::int64_t shown = 0;
};
std::vector<std::int64_t> gaps_between(const std::vector<PictureTicks>& pictures);

struct Rate {
  base::Rational rate{24, 1};
  bool is_variable = false;
};

/// What the gaps tell, made exact by what the container says where that agrees. Nothing without
/// gaps or with nonsense.
std::optional<Rate> rate_of(const std::vector<std::int64_t>& gaps, const AVStream& stream);

}  // namespace media
