#include "cinecut/vibe/vibe.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "base/error.h"

namespace cinecut {
namespace {

constexpr std::array<std::string_view, 4> kTransitions = {"hard_cut", "crossfade", "fade_to_black",
                                                          "fade_to_white"};

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

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

/// The name one most likely meant; empty if none is near.
std::string closest_name(const std::vector<Vibe>& vibes, const std::string& name) {
  std::string best;
  int best_distance = std::max(2, static_cast<int>(name.size()) / 2) + 1;
  for (const Vibe& v : vibes) {
    const std::string candidate = lower(v.name);
    int distance = edit_distance(name, candidate);
    // An abbreviation ("doc", "anim") is nearer than its missing letters say.
    if (name.size() >= 3 && candidate.starts_with(name)) distance = 1;
    if (distance < best_distance) {
      best_distance = distance;
      best = v.name;
    }
  }
  return best;
}

}  // namespace

std::string_view name_of(Transition t) { return kTransitions[static_cast<std::size_t>(t)]; }

std::optional<Transition> transition_named(std::string_view name) {
  const auto found = std::find(kTransitions.begin(), kTransitions.end(), name);
  if (found == kTransitions.end()) return std::nullopt;
  return static_cast<Transition>(found - kTransitions.begin());
}

std::vector<Vibe> vibes_with(std::string_view csv) {
  std::vector<Vibe> all = built_in_vibes();
  for (Vibe& own : parse_vibes(csv)) {
    const auto same = std::find_if(all.begin(), all.end(),
                                   [&](const Vibe& v) { return lower(v.name) == lower(own.name); });
    if (same != all.end())
      *same = std::move(own);
    else
      all.push_back(std::move(own));
  }
  std::sort(all.begin(), all.end(), [](const Vibe& a, const Vibe& b) { return a.name < b.name; });
  return all;
}

const Vibe& find_vibe(const std::vector<Vibe>& vibes, std::string_view name) {
  // No vibe has a longer name; the rest of a pasted text does not belong into a message.
  const std::string wanted = lower(name.substr(0, 64));
  for (const Vibe& v : vibes)
    if (lower(v.name) == wanted) return v;

  std::string message = "there is no vibe \"" + std::string(name.substr(0, 64)) + "\".";
  const std::string closest = closest_name(vibes, wanted);
  if (!closest.empty()) message += " Did you mean \"" + closest + "\"?";
  message += " The vibes are:";
  for (const Vibe& v : vibes) message += (&v == &vibes.front() ? " " : ", ") + v.name;
  throw base::Error(base::ErrorKind::usage, message + ".");
}

}  // namespace cinecut
