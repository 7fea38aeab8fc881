#include <algorithm>

#include "cinecut/survey/shots.h"

namespace cinecut {
namespace {

using namespace std::chrono_literals;

base::Duration usual_key_distance(const Evidence& evidence) {
  base::Duration longest{};
  std::optional<base::FilmTime> last;
  for (const auto& p : evidence.packets) {
    if (!p.is_key) continue;
    if (last) longest = std::max(longest, p.time - *last);
    last = p.time;
  }
  return longest;
}

}  // namespace

std::vector<SureBorder> guess_borders(const Evidence& evidence) {
  std::vector<SureBorder> borders;
  const auto usual = usual_key_distance(evidence);
  const auto& glances = evidence.glances;
  for (std::size_t i = 1; i < glances.size(); ++i) {
    const auto& a = glances[i - 1].look;
    const auto& b = glances[i].look;
    const auto gap = b.time - a.time;
    const bool is_early = gap < usual - 60ms;
    const float d = distance(a, b);
    if (d < (is_early ? 0.06f : 0.2f)) continue;
    SureBorder sure;
    sure.border.time = is_early ? b.time : a.time + gap / 2;
    sure.error = is_early ? base::Duration{100ms} : gap / 2;
    borders.push_back(sure);
  }
  return borders;
}

}  // namespace cinecut
