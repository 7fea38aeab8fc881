#include "cinecut/story/course.h"

#include <algorithm>
#include <iterator>

namespace cinecut::story {
namespace {

struct Stage {
  double begin, end, share;

  double middle() const { return (begin + end) / 2; }
  double density() const { return share / (end - begin); }
};
constexpr Stage kStages[] = {{0, 0.1, 0.203},     {0.1, 0.25, 0.166},   {0.25, 0.5, 0.2535},
                             {0.5, 0.75, 0.2095}, {0.75, 0.945, 0.129}, {0.945, 1, 0.039}};

}  // namespace

double share_before(double place) {
  double share = 0;
  for (const Stage& s : kStages)
    share += s.density() * (std::clamp(place, s.begin, s.end) - s.begin);
  return share;
}

double place_at(double share) {
  double before = 0;
  for (const Stage& s : kStages) {
    if (share <= before + s.share) return s.begin + std::max(share - before, 0.0) / s.density();
    before += s.share;
  }
  return 1;
}

double worth_of_place(double place) {
  const double most = kStages[0].density();
  if (place <= kStages[0].middle()) return 1;
  for (std::size_t i = 1; i < std::size(kStages); ++i) {
    const Stage &a = kStages[i - 1], &b = kStages[i];
    if (place > b.middle()) continue;
    const double t = (place - a.middle()) / (b.middle() - a.middle());
    return (a.density() + t * (b.density() - a.density())) / most;
  }
  return std::rbegin(kStages)->density() / most;
}

}  // namespace cinecut::story
