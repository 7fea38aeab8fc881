#pragma once
// Pictures and models for tests. Only _test.cpp files include this.

#include <cstdint>
#include <vector>

#include "minerva/vision/picture.h"

namespace minerva::vision::testing {

/// The shapes of models: tools/third_party/vision_models.py.
inline constexpr const char* kVisionKinds[] = {"llava", "smolvlm",  "qwen",
                                               "gemma", "internvl", "lfm2"};

/// A picture that nobody else with another seed has: stripes and a slope of colour.
inline PicturePtr drawn(int width, int height, int seed) {
  std::vector<std::uint8_t> rgb;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c)
        rgb.push_back(static_cast<std::uint8_t>((x * (seed + c + 1) / 3 + y * (c + 2)) * 5 +
                                                ((x / (8 + seed)) % 2) * 90));
  return make_picture(width, height, std::move(rgb));
}

}  // namespace minerva::vision::testing
