#pragma once
// The actors: espeak-ng, one voice per speaker.

#include "cinecut/sample/plan.h"
#include "cinecut/sample/script.h"

namespace cinecut::sample {

/// Speaks a line. One caller at a time is served. Throws Error: unavailable without espeak-ng's
/// data.
Speech speak(const Line& line);

}  // namespace cinecut::sample
