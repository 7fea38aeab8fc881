#pragma once
// The stretched ones among the computed tones. See tones.h.

#include <cstdint>

#include "cinecut/music/score/internal/random.h"
#include "cinecut/music/score/internal/tones.h"

namespace cinecut::score {

Take make_bram(double root_hz, std::int64_t frames, Random& random);
Take make_sub_drop(std::int64_t frames);
Take make_riser(double root_hz, std::int64_t frames, Random& random);
Take make_swell(std::int64_t frames, Random& random);
Take make_drone(double root_hz, std::int64_t frames, Random& random);
Take make_scrape(double root_hz, std::int64_t frames, Random& random);
Take make_shimmer(double root_hz, std::int64_t frames, Random& random);

}  // namespace cinecut::score
