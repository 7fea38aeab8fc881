#include "cinecut/cut/grid/rhythm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "cinecut/cut/grid/internal/part_plans.h"
#include "cinecut/cut/grid/internal/part_slots.h"

namespace cinecut::grid {
namespace {

double seconds_of(std::int64_t frames, base::Rational rate) {
  return static_cast<double>(frames) / rate.value();
}

}  // namespace

int act_of(edit::Part part, const Skeleton& skeleton) {
  switch (part) {
    case edit::Part::cold_open:
    case edit::Part::act_1:
      return 1;
    case edit::Part::beat_drop:
      return std::any_of(skeleton.parts.begin(), skeleton.parts.end(),
                         [](const GridPart& p) { return p.part == edit::Part::act_2; })
                 ? 2
                 : 1;
    case edit::Part::act_2:
      return 2;
    case edit::Part::act_3:
    case edit::Part::button:
      return 3;
    case edit::Part::silence:
    case edit::Part::title:
    case edit::Part::end_card:
      return 0;
  }
  return 0;
}

int shots_wanted(const Skeleton& skeleton, const vibe::Vibe& vibe, const CountWeights& w) {
  const double third = base::to_seconds(vibe.average_shot[2]);
  const double mean = third <= w.fast_until ? w.fast + w.fast_slope * third
                                            : w.calm + w.calm_slope * (third - w.fast_until);
  const auto frames = frames_per_act(skeleton);
  const double seconds = (frames[0] + frames[1] + frames[2]) / skeleton.rate.value();
  const double whole = seconds_of(skeleton.frames(), skeleton.rate);
  const auto floor = static_cast<int>(std::ceil(vibe.shots_min * whole / 120));
  return std::max({static_cast<int>(std::lround(seconds / mean)), floor, 3});
}

std::vector<Slot> plan_rhythm(const Skeleton& skeleton, const vibe::Vibe& vibe,
                              const RhythmOptions& options, const Weights& w) {
  std::vector<Slot> slots;
  std::uint32_t turn = options.variant;
  for (const auto& p : plan_parts(skeleton, vibe, options, w)) {
    add_slots(slots, *p.part, p.act,
              lengths_for(w.length, *p.part, p.count, p.bounds, skeleton.beats_per_bar, turn++));
    limit_button(slots, *p.part, p.bounds, options, skeleton.rate);
  }
  set_progress(slots);
  return slots;
}

bool quickens(const std::vector<Slot>& slots) {
  double before = std::numeric_limits<double>::max();
  for (const auto body : {edit::Part::act_1, edit::Part::act_2, edit::Part::act_3}) {
    std::int64_t frames = 0;
    std::int64_t count = 0;
    for (const auto& s : slots) {
      if (s.part != body) continue;
      frames += s.frames();
      ++count;
    }
    if (count == 0) continue;
    const double mean = static_cast<double>(frames) / static_cast<double>(count);
    if (mean >= before) return false;
    before = mean;
  }
  return true;
}

void keep_for_voice(std::vector<Slot>& slots, base::Rational rate, const VoiceWeights& w) {
  struct Stretch {
    edit::Part part;
    double from;
    double seconds;
  };
  constexpr auto kCount = voice_lines(edit::Part::act_1) + voice_lines(edit::Part::act_2);
  const std::array<Stretch, kCount> stretches{{{edit::Part::act_1, w.act_1_from, w.act_1},
                                               {edit::Part::act_2, w.act_2_from, w.act_2},
                                               {edit::Part::act_2, w.act_2_again_from, w.act_2}}};
  for (const auto& stretch : stretches) {
    double left = stretch.seconds;
    for (auto& slot : slots) {
      if (slot.part != stretch.part || slot.progress < stretch.from || left <= 0) continue;
      slot.is_for_voice = true;
      left -= seconds_of(slot.frames(), rate);
    }
  }
}

}  // namespace cinecut::grid
