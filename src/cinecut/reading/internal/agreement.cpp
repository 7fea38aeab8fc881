#include "cinecut/reading/internal/agreement.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "cinecut/reading/internal/fields.h"
#include "cinecut/subtitles/sentences.h"

namespace cinecut::reading {
namespace {

/// Mean distance from the middle one, as a share of the film, at which nothing is agreed on. Places
/// drawn at random are some .2 to .3 apart.
constexpr double kNoAgreement = 0.10;
constexpr int kLeastApart = 10;      ///< So many turns would fill the film.
constexpr int kLongestSentence = 3;  ///< Cues.
constexpr int kFewestRoles = 3;      ///< Of a spine.
constexpr int kWidestPart = 3;       ///< It spans at least a third of the lines.

const subtitles::Cue& at(const std::vector<subtitles::Cue>& cues, int i) {
  return cues[static_cast<std::size_t>(i)];
}

bool has(const std::vector<SpineLine>& spine, int cue) {
  return std::ranges::any_of(spine, [&](const SpineLine& s) { return s.cue == cue; });
}

/// A model that has not understood the question chooses the first lines that it was shown, and
/// gives all of them one role.
bool tells_a_story(const std::vector<SpineLine>& spine, const std::vector<subtitles::Cue>& cues) {
  std::set<edit::Role> roles;
  for (const auto& line : spine) roles.insert(line.role);
  const auto [first, last] = std::ranges::minmax(spine, {}, &SpineLine::cue);
  return static_cast<int>(roles.size()) >= kFewestRoles &&
         (last.cue - first.cue) * kWidestPart >= static_cast<int>(cues.size());
}

}  // namespace

bool are_apart(const Whole& whole, const std::vector<subtitles::Cue>& cues, base::Duration film) {
  if (whole.begin < 0 || whole.escalation < 0 || whole.climax < 0) return false;
  const auto from = at(cues, whole.begin).range.start;
  const auto over = at(cues, whole.escalation).range.start;
  const auto to = at(cues, whole.climax).range.start;
  return over - from >= film / kLeastApart && to - over >= film / kLeastApart;
}

Turn agree(const std::vector<int>& votes, const std::vector<subtitles::Cue>& cues,
           base::Duration film) {
  std::vector<int> named;
  for (const int vote : votes)
    if (vote >= 0) named.push_back(vote);
  if (named.empty() || film <= base::Duration{}) return {};
  if (named.size() == 1) return {named.front(), 0};
  std::ranges::sort(named);
  const int middle = named[(named.size() - 1) / 2];
  double apart = 0;
  for (const int cue : named)
    apart += std::abs(base::to_seconds(at(cues, cue).range.start - at(cues, middle).range.start));
  apart /= base::to_seconds(film) * static_cast<double>(named.size());
  const double share = static_cast<double>(named.size()) / static_cast<double>(votes.size());
  return {middle, share * std::max(0.0, 1 - apart / kNoAgreement)};
}

std::vector<SpineLine> agree_on_spine(const std::vector<Whole>& readings,
                                      const std::vector<subtitles::Cue>& cues) {
  if (readings.empty()) return {};
  std::vector<SpineLine> spine = readings.front().spine;
  for (const auto& reading : readings)
    for (const auto& line : reading.spine)
      if (static_cast<int>(spine.size()) < kFewestSpine && !has(spine, line.cue))
        spine.push_back(line);
  std::vector<SpineLine> kept;
  for (auto& line : spine) {
    const auto chosen_by =
        std::ranges::count_if(readings, [&](const Whole& w) { return has(w.spine, line.cue); });
    line.confidence = static_cast<double>(chosen_by) / static_cast<double>(readings.size());
    line.last_cue = subtitles::last_of_sentence(cues, line.cue, kLongestSentence);
    if (std::ranges::none_of(kept, [&](const SpineLine& k) {
          return line.cue <= k.last_cue && k.cue <= line.last_cue;
        }))
      kept.push_back(line);
  }
  if (static_cast<int>(kept.size()) < kFewestSpine || !tells_a_story(kept, cues)) kept.clear();
  return kept;
}

}  // namespace cinecut::reading
