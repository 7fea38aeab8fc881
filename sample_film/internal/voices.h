#pragma once
// The actors: espeak-ng, one voice per speaker.

#include "sample_film/internal/plan.h"
#include "sample_film/internal/script.h"

namespace sample_film {

/// Speaks a line. One caller at a time is served. Throws Error: unavailable without espeak-ng's
/// data.
Speech speak(const Line& line);

}  // namespace sample_film
