#include <algorithm>

#include "cinecut/survey/internal/shots.h"

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;

constexpr auto kLeastDistance = 500ms;

class Choosing {
 public:
  Choosing(const std::vector<Shot>& shots, Evidence& evidence)
      : shots_(shots), glances_(evidence.glances) {}

  int shot_at(base::FilmTime time) const {
    const auto next =
        std::ranges::upper_bound(shots_, time, {}, [](const Shot& s) { return s.range.start; });
    return std::max(0, static_cast<int>(next - shots_.begin()) - 1);
  }

  // The glance nearest to `time` in the same shot; -1: there is none.
  int nearest(base::FilmTime time) const {
    const auto& range = shots_[static_cast<std::size_t>(shot_at(time))].range;
    int best = -1;
    for (auto i = first_in(range); i < glances_.size() && glances_[i].measures.time < range.end;
         ++i)
      if (best < 0 || away(i, time) < away(static_cast<std::size_t>(best), time))
        best = static_cast<int>(i);
    return best;
  }

  // The shot's clearest glance, rather in its middle than near its joints.
  int representative(const Shot& shot) const {
    int best = -1;
    double best_worth = -1;
    for (auto i = first_in(shot.range);
         i < glances_.size() && glances_[i].measures.time < shot.range.end; ++i) {
      const auto& picture = glances_[i].measures;
      const auto edge = std::min(picture.time - shot.range.start, shot.range.end - picture.time);
      const double inside = base::to_seconds(edge) / base::to_seconds(shot.range.length());
      const double worth = picture.is_plain ? 0 : picture.sharpness + std::min(0.4, inside) + 0.1;
      if (worth > best_worth) best = static_cast<int>(i), best_worth = worth;
    }
    return best;
  }

  void take(int glance, StillSource source) {
    if (glance < 0) return;
    auto& g = glances_[static_cast<std::size_t>(glance)];
    const auto time = g.measures.time;
    const auto after = std::ranges::lower_bound(stills_, time, {}, &Still::time);
    if (after != stills_.end() && after->time - time < kLeastDistance) return;
    if (after != stills_.begin() && time - std::prev(after)->time < kLeastDistance) return;
    Still still;
    still.time = time;
    still.source = source;
    still.shot = shot_at(time);
    still.jpeg = g.jpeg;
    still.blocks = g.measures.blocks;
    stills_.insert(after, std::move(still));
  }

  void fill(base::Duration interval, base::FilmTime end) {
    for (base::FilmTime t{}; t < end; t += interval / 2) {
      const auto after = std::ranges::lower_bound(stills_, t, {}, &Still::time);
      if (after != stills_.end() && after->time - t < interval / 2) continue;
      if (after != stills_.begin() && t - std::prev(after)->time < interval / 2) continue;
      take(nearest(t), StillSource::interval);
    }
  }

  std::vector<Still> finish() { return std::move(stills_); }

 private:
  std::size_t first_in(base::FilmRange range) const {
    const auto first = std::ranges::lower_bound(glances_, range.start, {},
                                                [](const Glance& g) { return g.measures.time; });
    return static_cast<std::size_t>(first - glances_.begin());
  }
  base::Duration away(std::size_t i, base::FilmTime time) const {
    return std::chrono::abs(glances_[i].measures.time - time);
  }

  const std::vector<Shot>& shots_;
  std::vector<Glance>& glances_;
  std::vector<Still> stills_;
};

}  // namespace

std::vector<Still> choose_stills(const std::vector<Shot>& shots,
                                 const std::vector<subtitles::Cue>& cues, Evidence& evidence,
                                 base::Duration interval) {
  Choosing choosing(shots, evidence);
  for (const auto& cue : cues)
    choosing.take(choosing.nearest(cue.range.middle()), StillSource::subtitle);
  for (const auto& shot : shots) choosing.take(choosing.representative(shot), StillSource::shot);
  if (!shots.empty()) choosing.fill(interval, shots.back().range.end);
  return choosing.finish();
}

}  // namespace cinecut::survey
