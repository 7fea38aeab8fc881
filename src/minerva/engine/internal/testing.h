#pragma once
// Requests for tests that need no model. Only _test.cpp files include this.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "minerva/engine/internal/work.h"

namespace minerva::engine::testing {

inline WorkPtr plain_work() {
  return std::make_shared<Work>(SamplingOptions{}, 10, std::nullopt, std::vector<std::string>{});
}

}  // namespace minerva::engine::testing
