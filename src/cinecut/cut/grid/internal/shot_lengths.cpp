#include "cinecut/cut/grid/internal/shot_lengths.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cinecut::grid {
namespace {

constexpr double kForbidden = 1e6;

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

}  // namespace

std::vector<int> lengths_for(const LengthWeights& w, const GridPart& part, int count,
                             const Bounds& bounds, int bar, std::uint32_t variant) {
  if (part.beats() <= 1 || count <= 1) return {part.beats()};
  const auto wishes = wishes_for(w, part, count, variant);
  return PartRhythm(w, part, wishes, bounds.shortest, bounds.longest, bar).lengths();
}

}  // namespace cinecut::grid
