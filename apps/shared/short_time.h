#pragma once

#include <string>

namespace app {

/// Time left, rounded up: "4 s", "2:05", "1:02:03".
std::string short_time(double seconds);

}  // namespace app
