#include "base/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/utf8.h"

namespace base {
namespace {

/// No word of ours is longer; the rest of a pasted text tells nothing.
constexpr std::size_t kLongest = 64;

/// Optimal string alignment distance: insertions, deletions, changes and swaps of neighbours, one
/// each. Wagner and Fischer 1974, with the swap of Damerau 1964.
int edit_distance(const std::string& a, const std::string& b) {
  const std::size_t width = b.size() + 1;
  std::vector<int> before(width), last(width), now(width);
  std::iota(last.begin(), last.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before = std::exchange(last, now);
  }
  return last.back();
}

}  // namespace

std::string nearest_word(std::string_view typed, const std::vector<std::string>& words) {
  const auto wanted = lower_ascii(typed.substr(0, kLongest));
  const auto* best = static_cast<const std::string*>(nullptr);
  int best_distance = std::max(1, static_cast<int>(wanted.size()) / 2) + 1;
  for (const auto& word : words) {
    const auto candidate = lower_ascii(std::string_view(word).substr(0, kLongest));
    int distance = edit_distance(wanted, candidate);
    // An abbreviation ("doc", "anim") is nearer than its missing letters say.
    if (wanted.size() >= 3 && candidate.starts_with(wanted)) distance = std::min(distance, 1);
    if (distance < best_distance) {
      best_distance = distance;
      best = &word;
    }
  }
  return best ? *best : std::string();
}

}  // namespace base
