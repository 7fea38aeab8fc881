#include "shared/short_time.h"

#include <cmath>
#include <cstdio>

namespace app {

std::string short_time(double seconds) {
  char text[32];
  const auto whole = static_cast<long>(std::ceil(seconds));
  if (whole < 60)
    std::snprintf(text, sizeof text, "%ld s", whole);
  else if (whole < 3600)
    std::snprintf(text, sizeof text, "%ld:%02ld", whole / 60, whole % 60);
  else
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
  return text;
}

}  // namespace app
