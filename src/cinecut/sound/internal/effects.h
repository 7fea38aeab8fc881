#pragma once
// Effects: the sounds of transitions, made from tones and noise (docs/effects.md).

#include <cstdint>
#include <span>
#include <string_view>

#include "base/time.h"
#include "media/sound.h"

namespace cinecut::sound {

/// A made effect, 48 kHz stereo. Starts and ends in silence, has no DC.
struct EffectSound {
  media::Sound sound;
  /// From its start to its strongest instant, which is what is placed on the picture: a riser
  /// begins before.
  base::Duration strongest{};
};

/// The recipes' names, those of the transitions first.
std::span<const std::string_view> effect_names();

/// The sound of a recipe. `variation` makes the n-th use differ a little from the others, as
/// repeated sounds do in nature; the same number gives the same samples. Throws Error: usage,
/// naming the recipes there are.
EffectSound make_effect(std::string_view recipe, std::uint32_t variation = 0);

}  // namespace cinecut::sound
