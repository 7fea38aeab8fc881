#pragma once
// The actors: espeak-ng, one voice per speaker.

#include "sample_film/plan.h"
#include "sample_film/script.h"

namespace cinecut::sample {

/// Speaks a line. One caller at a time is served. Throws Error: unavailable without espeak-ng's
/// data.
Speech speak(const Line& line);

}  // namespace cinecut::sample
