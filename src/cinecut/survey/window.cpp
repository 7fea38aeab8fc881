#include "cinecut/survey/window.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cinecut::survey {
namespace {

// The picture with its light set to a common level, so that only structure is left. Contrast is
// raised sixfold at most: there is noise below.
SmallPicture without_light(const Seen& seen) {
  SmallPicture plain = seen.small;
  const float gain = std::min(6.0f, 40.0f / std::max(1.0f, seen.spread.deviation));
  std::array<std::uint8_t, 256> map;
  for (int v = 0; v < 256; ++v)
    map[static_cast<std::size_t>(v)] = static_cast<std::uint8_t>(
        std::clamp(128.0f + (static_cast<float>(v) - seen.spread.mean) * gain, 0.0f, 255.0f));
  for (auto& v : plain.luma) v = map[v];
  for (auto& v : plain.half) v = map[v];
  return plain;
}

}  // namespace

void Window::add(const SmallPicture& picture) {
  Seen next;
  next.small = picture;
  next.coarse = make_coarse(picture);
  next.spread = spread_of(picture.half);
  if (!seen_.empty()) next.change = change_between(seen_.back().small, picture);
  next.jump = next.change.luma + 1.5f * next.change.colour;
  seen_.push_back(next);
  ++added_;
}

void Window::keep(std::size_t pictures) {
  while (seen_.size() > pictures) seen_.pop_front();
}

float structure_change(const Seen& a, const Seen& b) {
  return change_between(without_light(a), without_light(b)).share;
}

}  // namespace cinecut::survey
