#include "cinecut/cut/grid/internal/part_plans.h"

#include <algorithm>
#include <cmath>

#include "cinecut/cut/grid/internal/act_counts.h"
#include "cinecut/cut/grid/internal/part_slots.h"

namespace cinecut::grid {
namespace {

/// Mean number of frames of a beat.
double beat_frames(const GridPart& part) {
  return static_cast<double>(part.end() - part.start()) / std::max(part.beats(), 1);
}

struct Means {
  std::array<double, 3> frames{};  ///< Wished mean length of a shot in each act.
};

/// The vibe's mean lengths, all scaled alike so that so many shots come out.
Means means_for(const CountWeights& w, const Skeleton& skeleton, const vibe::Vibe& vibe,
                int shots) {
  const auto frames = frames_per_act(skeleton);
  double at_vibe = 0;
  Means means;
  for (std::size_t a = 0; a < 3; ++a) {
    const double mean = std::max(base::to_seconds(vibe.average_shot[a]), w.least_mean.value) *
                        skeleton.rate.value();
    means.frames[a] = mean;
    at_vibe += frames[a] / mean;
  }
  const double scale = at_vibe / std::max(shots, 1);
  for (auto& mean : means.frames) mean *= scale;
  return means;
}

/// What can be read and what the material and the options allow.
Bounds widest_bounds(const BoundWeights& w, const GridPart& part, base::Rational rate,
                     const RhythmOptions& options) {
  const double beat = beat_frames(part);
  const auto most = std::max(static_cast<int>(options.longest_seconds * rate.value() / beat), 1);
  Bounds bounds{1, std::min(options.longest_beats, most)};
  const double fewest = std::max(w.fewest_frames.value, w.shortest * rate.value());
  while (bounds.shortest * beat < fewest) ++bounds.shortest;
  bounds.shortest = std::min(bounds.shortest, most);
  bounds.longest = std::max(bounds.longest, bounds.shortest);
  return bounds;
}

/// Act 1 takes its time (4 to 8 beats where its mean allows), act 3 does not (1, 2, rarely 4).
Bounds bounds_of(const BoundWeights& w, const GridPart& part, double mean_frames,
                 const Bounds& widest) {
  const double mean = mean_frames / beat_frames(part);
  Bounds bounds;
  if (part.part == edit::Part::act_1)
    bounds = {mean >= w.act_1_long     ? 4
              : mean >= w.act_1_middle ? 2
                                       : 1,
              mean > w.act_1_longest ? 12 : 8};
  if (part.part == edit::Part::act_3) {
    bounds.longest = mean > w.act_3_long ? 8 : mean > w.act_3_middle ? 4 : 2;
  }
  bounds.shortest = std::clamp(bounds.shortest, widest.shortest, widest.longest);
  bounds.longest = std::clamp(bounds.longest, bounds.shortest, widest.longest);
  return bounds;
}

/// Shots of a part that is not the body of an act.
int count_beside(const CountWeights& w, const GridPart& part, double mean_frames,
                 const Bounds& bounds) {
  const auto frames = static_cast<double>(part.end() - part.start());
  if (part.part == edit::Part::button) return 1;
  if (part.part == edit::Part::beat_drop) return frames > w.drop_in_two * mean_frames ? 2 : 1;
  const int fewest = (part.beats() + bounds.longest - 1) / bounds.longest;
  const int most = std::max(part.beats() / bounds.shortest, 1);
  const auto wanted = static_cast<int>(std::lround(frames / (w.beside * mean_frames)));
  return std::clamp(wanted, std::max(fewest, 1), std::max(most, fewest));
}

bool is_body(edit::Part p) {
  return p == edit::Part::act_1 || p == edit::Part::act_2 || p == edit::Part::act_3;
}

std::int64_t frames_of(const PartPlan& p, const RhythmOptions& options, base::Rational rate) {
  std::vector<Slot> slots;
  add_slots(slots, *p.part, p.act, {p.part->beats()});
  limit_button(slots, *p.part, p.bounds, options, rate);
  return slots.back().frames();
}

/// The acts that have a body, in order.
std::vector<ActCount> acts_of(const Weights& w, const std::vector<PartPlan>& plan,
                              const Means& means, base::Rational rate,
                              const RhythmOptions& options) {
  std::vector<ActCount> acts;
  for (const auto& p : plan) {
    if (!is_body(p.part->part)) continue;
    const auto widest = widest_bounds(w.bounds, *p.part, rate, options);
    const auto frames = static_cast<double>(frames_of(p, options, rate));
    ActCount act{.frames = frames};
    act.fewest = std::max((p.part->beats() + widest.longest - 1) / widest.longest, 1);
    act.most = std::max(p.part->beats() / widest.shortest, act.fewest);
    act.wanted = std::clamp(frames / means.frames[static_cast<std::size_t>(p.act - 1)],
                            static_cast<double>(act.fewest), static_cast<double>(act.most));
    for (const auto& other : plan) {
      if (other.act != p.act || is_body(other.part->part)) continue;
      act.frames_beside += static_cast<double>(frames_of(other, options, rate));
      act.shots_beside += other.count;
    }
    acts.push_back(act);
  }
  return acts;
}

/// Decides how many shots each act's body has. An act's mean is its length over that number, so
/// this alone makes acts quicken. Preferred bounds give way where they must.
void count_bodies(const Weights& w, std::vector<PartPlan>& plan, const Means& means,
                  base::Rational rate, const RhythmOptions& options) {
  const auto acts = acts_of(w, plan, means, rate, options);
  std::vector<int> counts;
  for (std::size_t i = 0; counts.empty() && i < w.fall.body.values.size(); ++i) {
    counts = falling_counts(acts, {w.fall.body[i], w.fall.whole[i]});
  }
  std::size_t a = 0;
  for (auto& p : plan) {
    if (!is_body(p.part->part)) continue;
    p.count = counts.empty() ? static_cast<int>(std::lround(acts[a].wanted)) : counts[a];
    ++a;
    const auto widest = widest_bounds(w.bounds, *p.part, rate, options);
    const int beats = p.part->beats();
    p.bounds = bounds_of(w.bounds, *p.part,
                         static_cast<double>(p.part->end() - p.part->start()) / p.count, widest);
    p.bounds.longest =
        std::min(std::max(p.bounds.longest, (beats + p.count - 1) / p.count), widest.longest);
    p.bounds.shortest = std::min(p.bounds.shortest, std::max(beats / p.count, 1));
  }
}

}  // namespace

std::array<double, 3> frames_per_act(const Skeleton& skeleton) {
  std::array<double, 3> frames{};
  for (const auto& part : skeleton.parts) {
    const int act = act_of(part.part, skeleton);
    if (act > 0)
      frames[static_cast<std::size_t>(act - 1)] += static_cast<double>(part.end() - part.start());
  }
  return frames;
}

std::vector<PartPlan> plan_parts(const Skeleton& skeleton, const vibe::Vibe& vibe,
                                 const RhythmOptions& options, const Weights& w) {
  const auto means = means_for(w.count, skeleton, vibe, options.shots);
  std::vector<PartPlan> plan;
  for (const auto& part : skeleton.parts) {
    const int act = act_of(part.part, skeleton);
    if (act == 0) continue;
    const double mean = means.frames[static_cast<std::size_t>(act - 1)];
    const auto widest = widest_bounds(w.bounds, part, skeleton.rate, options);
    plan.push_back({&part, act, bounds_of(w.bounds, part, mean, widest)});
    if (!is_body(part.part))
      plan.back().count = count_beside(w.count, part, mean, plan.back().bounds);
  }
  count_bodies(w, plan, means, skeleton.rate, options);
  return plan;
}

}  // namespace cinecut::grid
