#include "cinecut/story/internal/spine.h"

#include <algorithm>
#include <array>
#include <set>

#include "cinecut/story/internal/lines.h"

namespace cinecut::story {
namespace {

constexpr std::size_t kFewest = 6, kMost = 12;
constexpr int kMostOfOneRole = 3, kFewestRoles = 3;
constexpr float kUsefulEnough = 0.5f, kSureEnough = 0.25f;
constexpr float kAlike = 0.6f;  // Two lines that say the same.

}  // namespace

std::vector<reading::SpineLine> spine_from(const std::vector<Line>& lines,
                                           const meaning::Meaning& meaning,
                                           const edit::Anchors& anchors) {
  std::vector<reading::SpineLine> spine;
  std::array<int, meaning::kRoles> count{};
  const auto vector_of = [&](int cue) -> const meaning::Vector& {
    return meaning.said[static_cast<std::size_t>(cue)].vector;
  };
  for (const auto& line : lines) {
    const auto purpose = purpose_of(meaning, line.cue, line.last_cue);
    if (spine.size() == kMost) break;
    if (!purpose || purpose->useful < kUsefulEnough || purpose->role_share < kSureEnough ||
        line.range.start >= anchors.climax)
      continue;
    auto& of_role = count[static_cast<std::size_t>(purpose->role)];
    const bool is_told = std::ranges::any_of(spine, [&](const reading::SpineLine& s) {
      return meaning::likeness(vector_of(s.cue), vector_of(line.cue)) > kAlike;
    });
    if (of_role == kMostOfOneRole || is_told) continue;
    ++of_role;
    spine.push_back({line.cue, line.last_cue, purpose->role, static_cast<double>(purpose->useful)});
  }
  const auto roles = std::ranges::count_if(count, [](int n) { return n > 0; });
  if (spine.size() < kFewest || roles < kFewestRoles) spine.clear();
  std::ranges::sort(spine, {}, &reading::SpineLine::cue);
  return spine;
}

}  // namespace cinecut::story
