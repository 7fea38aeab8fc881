#include "cinecut/cut/grid/rhythm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace cinecut::grid {
namespace {

constexpr double kForbidden = 1e6;

double seconds_of(std::int64_t frames, base::Rational rate) {
  return static_cast<double>(frames) / rate.value();
}

/// How natural a shot of so many beats is, whatever its tempo.
double oddness(const LengthWeights& w, int beats) {
  switch (beats) {
    case 1:
    case 2:
    case 4:
    case 8:
      return 0;
    case 3:
    case 6:
    case 12:
    case 16:
      return w.triple;
    default:
      return w.odd;
  }
}

/// Lengths of `count` shots that fill a part, by dynamic programming over beats and shots: close to
/// the wished lengths in logarithm, cuts rather on strong beats.
class PartRhythm {
 public:
  PartRhythm(const LengthWeights& weights, const GridPart& part, const std::vector<double>& wishes,
             int shortest, int longest, int bar)
      : weights_(weights),
        part_(part),
        wishes_(wishes),
        shortest_(shortest),
        longest_(longest),
        bar_(bar) {}

  std::vector<int> lengths() {
    const int beats = part_.beats();
    const int count = static_cast<int>(wishes_.size());
    const auto width = static_cast<std::size_t>(beats) + 1;
    std::vector<double> cost(width * (wishes_.size() + 1), kNone);
    std::vector<int> from(cost.size(), 0);
    const auto at = [width](int k, int b) {
      return static_cast<std::size_t>(k) * width + static_cast<std::size_t>(b);
    };
    cost[at(0, 0)] = 0;
    for (int k = 0; k < count; ++k) {
      for (int b = 0; b < beats; ++b) {
        if (cost[at(k, b)] >= kNone) continue;
        for (int n = 1; n <= longest_ && b + n <= beats; ++n) {
          const double c = cost[at(k, b)] + step_cost(k, b, n);
          if (c >= cost[at(k + 1, b + n)]) continue;
          cost[at(k + 1, b + n)] = c;
          from[at(k + 1, b + n)] = n;
        }
      }
    }
    std::vector<int> lengths;
    if (cost[at(count, beats)] >= kNone) return lengths;
    for (int k = count, b = beats; k > 0; --k) {
      const int n = from[at(k, b)];
      lengths.push_back(n);
      b -= n;
    }
    std::reverse(lengths.begin(), lengths.end());
    return lengths;
  }

 private:
  static constexpr double kNone = 1e12;

  double step_cost(int k, int from, int beats) const {
    const double wish = wishes_[static_cast<std::size_t>(k)];
    const double off = std::log2(beats / wish);
    double cost = off * off + oddness(weights_, beats);
    if (beats < shortest_) cost += kForbidden;
    const int to = from + beats;
    if (to < part_.beats()) {
      const auto i = static_cast<std::size_t>(to);
      if (part_.is_downbeat[i])
        cost -= weights_.downbeat;
      else if (2 * (to % std::max(bar_, 1)) != bar_)
        cost += weights_.weak_beat;
      if (part_.is_hit[i]) cost -= weights_.hit;
    }
    // A shot longer than a beat or two that lies across a bar line blurs it.
    for (int b = from + 1; b < to; ++b) {
      const auto i = static_cast<std::size_t>(b);
      if (part_.is_downbeat[i] && from % std::max(bar_, 1) != 0) cost += weights_.bar_blurred;
      if (part_.is_hit[i]) cost += weights_.hit_missed;
    }
    return cost;
  }

  const LengthWeights& weights_;
  const GridPart& part_;
  const std::vector<double>& wishes_;
  int shortest_, longest_, bar_;
};

/// Mean number of frames of a beat.
double beat_frames(const GridPart& part) {
  return static_cast<double>(part.end() - part.start()) / std::max(part.beats(), 1);
}

struct Means {
  std::array<double, 3> frames{};  ///< Wished mean length of a shot in each act.
};

std::array<double, 3> frames_per_act(const Skeleton& skeleton) {
  std::array<double, 3> frames{};
  for (const auto& part : skeleton.parts) {
    const int act = act_of(part.part, skeleton);
    if (act > 0)
      frames[static_cast<std::size_t>(act - 1)] += static_cast<double>(part.end() - part.start());
  }
  return frames;
}

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

/// Wished lengths in beats: the shape turned round, getting shorter through the part, summing to
/// its beats.
std::vector<double> wishes_for(const LengthWeights& w, const GridPart& part, int count,
                               std::uint32_t variant) {
  constexpr std::size_t kInShape = 4;
  const std::size_t shapes = w.shapes.values.size() / kInShape;
  const double fall = part.part == edit::Part::act_3   ? w.act_3_fall
                      : part.part == edit::Part::act_2 ? w.act_2_fall
                                                       : w.fall;
  std::vector<double> wishes;
  for (int k = 0; k < count; ++k) {
    const double place = count > 1 ? static_cast<double>(k) / (count - 1) : 0.5;
    // Shapes change now and then, or the ear learns them.
    const auto turn = static_cast<std::size_t>(k) / 8 * 3 + variant;
    const auto shape = (k / 8 % 2 == 0 ? variant : turn) % shapes;
    wishes.push_back(w.shapes[shape * kInShape + static_cast<std::size_t>(k) % kInShape] *
                     (1 + fall * (0.5 - place) * 2));
  }
  const double sum = std::accumulate(wishes.begin(), wishes.end(), 0.0);
  for (auto& wish : wishes) wish *= part.beats() / sum;
  return wishes;
}

struct Bounds {
  int shortest = 1;
  int longest = 16;
};

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

/// An act when its shots are counted. The mean of its body is `frames` over the count; what else
/// belongs to the act (cold open, drop, button) may not turn the order round either.
struct ActCount {
  double frames = 0;
  double frames_beside = 0;
  double shots_beside = 0;
  double wanted = 1;
  int fewest = 1;
  int most = 1;

  double body_mean(int n) const { return frames / n; }
  double whole_mean(int n) const { return (frames + frames_beside) / (n + shots_beside); }
  double cost(int n) const {
    const double off = std::log2(n / wanted);
    return off * off * wanted;
  }
};

/// How long an act's mean may be, over the mean of the act before.
struct Fall {
  double body;
  double whole;
};

/// The counts closest to those wanted among which every act is quicker than the one before; nothing
/// if there are none. By dynamic programming from act to act.
std::vector<int> falling_counts(const std::vector<ActCount>& acts, Fall fall) {
  constexpr double kNone = 1e12;
  std::vector<std::vector<double>> cost;
  std::vector<std::vector<int>> from;
  for (std::size_t a = 0; a < acts.size(); ++a) {
    const auto& act = acts[a];
    cost.emplace_back(static_cast<std::size_t>(act.most) + 1, kNone);
    from.emplace_back(static_cast<std::size_t>(act.most) + 1, 0);
    for (int n = act.fewest; n <= act.most; ++n) {
      const auto at = static_cast<std::size_t>(n);
      if (a == 0) cost[a][at] = act.cost(n);
      for (int m = 1; a > 0 && m <= acts[a - 1].most; ++m) {
        const double before = cost[a - 1][static_cast<std::size_t>(m)];
        if (before >= kNone || before + act.cost(n) >= cost[a][at]) continue;
        if (act.body_mean(n) > fall.body * acts[a - 1].body_mean(m)) continue;
        if (act.whole_mean(n) > fall.whole * acts[a - 1].whole_mean(m)) continue;
        cost[a][at] = before + act.cost(n);
        from[a][at] = m;
      }
    }
  }
  if (acts.empty()) return {};
  const auto& last = cost.back();
  auto best = static_cast<int>(std::min_element(last.begin(), last.end()) - last.begin());
  if (last[static_cast<std::size_t>(best)] >= kNone) return {};
  std::vector<int> counts(acts.size());
  for (std::size_t a = acts.size(); a-- > 0; best = from[a][static_cast<std::size_t>(best)]) {
    counts[a] = best;
  }
  return counts;
}

std::vector<int> lengths_for(const LengthWeights& w, const GridPart& part, int count,
                             const Bounds& bounds, int bar, std::uint32_t variant) {
  if (part.beats() <= 1 || count <= 1) return {part.beats()};
  const auto wishes = wishes_for(w, part, count, variant);
  return PartRhythm(w, part, wishes, bounds.shortest, bounds.longest, bar).lengths();
}

void add_slots(std::vector<Slot>& slots, const GridPart& part, int act,
               const std::vector<int>& lengths) {
  int b = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto from = static_cast<std::size_t>(b);
    const auto to = static_cast<std::size_t>(b + lengths[i]);
    slots.push_back({.part = part.part,
                     .act = act,
                     .start = part.borders[from],
                     .end = part.borders[to],
                     .beats = lengths[i],
                     .starts_on_downbeat = part.is_downbeat[from],
                     .starts_on_hit = part.is_hit[from],
                     .is_first = i == 0,
                     .is_last = i + 1 == lengths.size()});
    b += lengths[i];
  }
}

/// The button may end before its part does: black follows anyway.
void limit_button(std::vector<Slot>& slots, const GridPart& part, const Bounds& bounds,
                  const RhythmOptions& options, base::Rational rate) {
  if (part.part != edit::Part::button) return;
  auto& slot = slots.back();
  const auto most = slot.start + static_cast<std::int64_t>(options.longest_seconds * rate.value());
  if (slot.end <= most && slot.beats <= bounds.longest) return;
  slot.end = std::min(slot.end, most);
  for (std::size_t b = 1; b + 1 < part.borders.size(); ++b) {
    const auto border = part.borders[b];
    if (border > most || static_cast<int>(b) > bounds.longest) break;
    slot.end = border;
    slot.beats = static_cast<int>(b);
  }
}

void set_progress(std::vector<Slot>& slots) {
  for (int act = 1; act <= 3; ++act) {
    std::int64_t start = std::numeric_limits<std::int64_t>::max();
    std::int64_t end = 0;
    const auto counts = [act](const Slot& s) {
      return s.act == act && s.part != edit::Part::cold_open && s.part != edit::Part::button;
    };
    for (const auto& s : slots) {
      if (!counts(s)) continue;
      start = std::min(start, s.start);
      end = std::max(end, s.end);
    }
    for (auto& s : slots) {
      if (!counts(s)) continue;
      s.progress = static_cast<double>(s.start + s.end - 2 * start) /
                   static_cast<double>(2 * std::max<std::int64_t>(end - start, 1));
    }
  }
}

/// A plan of all parts: how many shots each gets, and within which bounds.
struct PartPlan {
  const GridPart* part;
  int act;
  Bounds bounds;
  int count = 0;
};

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
  const std::array<Stretch, 3> stretches{{{edit::Part::act_1, w.act_1_from, w.act_1},
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
