#include "cinecut/cut/placing/weights.h"

namespace cinecut::placing {

weights::Listing list(Weights& w) {
  return {
      {"placing.joint.half", w.joint.half},
      {"placing.joint.part_of_slot", w.joint.part_of_slot},
      {"placing.joint.fewest_frames", w.joint.fewest_frames},
      {"placing.joint.shortest", w.joint.shortest},
      {"placing.joint.shortest_if_second", w.joint.shortest_if_second},
      {"placing.start.lead_on_hit", w.start.lead_on_hit},
      {"placing.start.lead_in_montage", w.start.lead_in_montage},
      {"placing.start.lead", w.start.lead},
      {"placing.start.farthest", w.start.farthest},
      {"placing.start.frame", w.start.frame},
      {"placing.start.cut_words", w.start.cut_words},
      {"placing.start.words", w.start.words},
      {"placing.start.breath", w.start.breath},
      {"placing.sound.opening", w.sound.opening},
      {"placing.sound.montage", w.sound.montage},
      {"placing.sound.loud_montage", w.sound.loud_montage},
      {"placing.sound.loud", w.sound.loud},
      {"placing.sound.lead_frames", w.sound.lead_frames},
      {"placing.sound.decay", w.sound.decay},
      {"placing.voice.shortest", w.voice.shortest},
      {"placing.voice.longest", w.voice.longest},
      {"placing.voice.lead", w.voice.lead},
      {"placing.voice.after", w.voice.after},
      {"placing.voice.apart", w.voice.apart},
      {"placing.voice.under", w.voice.under},
      {"placing.voice.suits", w.voice.suits},
      {"placing.voice.suits_not", w.voice.suits_not},
      {"placing.voice.other", w.voice.other},
      {"placing.effect.act_1", w.effect.act_1},
      {"placing.effect.act_2", w.effect.act_2},
      {"placing.effect.hit", w.effect.hit},
      {"placing.effect.silence", w.effect.silence},
      {"placing.effect.title", w.effect.title},
      {"placing.effect.apart", w.effect.apart},
      {"placing.effect.crossfade", w.effect.crossfade},
      {"placing.effect.crossfade_apart", w.effect.crossfade_apart},
      {"placing.effect.white", w.effect.white},
      {"placing.effect.white_apart", w.effect.white_apart},
      {"placing.effect.beat_on_hit", w.effect.beat_on_hit},
      {"placing.effect.beat_on_hit_apart", w.effect.beat_on_hit_apart},
      {"placing.effect.beat", w.effect.beat},
      {"placing.effect.beat_apart", w.effect.beat_apart},
      {"placing.effect.cut", w.effect.cut},
      {"placing.effect.cut_apart", w.effect.cut_apart},
  };
}

}  // namespace cinecut::placing
