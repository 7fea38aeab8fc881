#include "cinecut/cut/grid/internal/act_counts.h"

#include <algorithm>
#include <cmath>

namespace cinecut::grid {
namespace {

constexpr double kNone = 1e12;

/// By dynamic programming from act to act: what it costs to end in so many shots, and from how many
/// of the act before.
class Counter {
 public:
  Counter(const std::vector<ActCount>& acts, Fall fall) : acts_(acts), fall_(fall) {}

  std::vector<int> run() {
    for (std::size_t a = 0; a < acts_.size(); ++a) add(a);
    const auto& last = cost_.back();
    auto best = static_cast<int>(std::min_element(last.begin(), last.end()) - last.begin());
    if (last[static_cast<std::size_t>(best)] >= kNone) return {};
    std::vector<int> counts(acts_.size());
    for (std::size_t a = acts_.size(); a-- > 0; best = from_[a][static_cast<std::size_t>(best)]) {
      counts[a] = best;
    }
    return counts;
  }

 private:
  void add(std::size_t a) {
    const auto& act = acts_[a];
    cost_.emplace_back(static_cast<std::size_t>(act.most) + 1, kNone);
    from_.emplace_back(static_cast<std::size_t>(act.most) + 1, 0);
    for (int n = act.fewest; n <= act.most; ++n) {
      if (a == 0) {
        cost_[a][static_cast<std::size_t>(n)] = act.cost(n);
      } else {
        find_before(a, n);
      }
    }
  }

  void find_before(std::size_t a, int n) {
    const auto& act = acts_[a];
    const auto& before = acts_[a - 1];
    const auto at = static_cast<std::size_t>(n);
    for (int m = 1; m <= before.most; ++m) {
      const double so_far = cost_[a - 1][static_cast<std::size_t>(m)];
      if (so_far >= kNone || so_far + act.cost(n) >= cost_[a][at]) continue;
      if (act.body_mean(n) > fall_.body * before.body_mean(m)) continue;
      if (act.whole_mean(n) > fall_.whole * before.whole_mean(m)) continue;
      cost_[a][at] = so_far + act.cost(n);
      from_[a][at] = m;
    }
  }

  const std::vector<ActCount>& acts_;
  Fall fall_;
  std::vector<std::vector<double>> cost_;
  std::vector<std::vector<int>> from_;
};

}  // namespace

double ActCount::cost(int n) const {
  const double off = std::log2(n / wanted);
  return off * off * wanted;
}

std::vector<int> falling_counts(const std::vector<ActCount>& acts, Fall fall) {
  if (acts.empty()) return {};
  return Counter(acts, fall).run();
}

}  // namespace cinecut::grid
