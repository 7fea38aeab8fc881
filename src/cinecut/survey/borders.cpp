#include "cinecut/survey/borders.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <utility>

#include "cinecut/survey/blend.h"
#include "cinecut/survey/spread.h"
#include "cinecut/survey/walk.h"

namespace cinecut {
namespace {

constexpr int kLongestFlash = 9;  // Pictures.
constexpr int kBeside = 3;        // Pictures on each side that a jump is judged against.
constexpr int kReach = 44;        // Pictures on each side that a gradual joint may need.

// What is kept of each picture in reach.
struct Seen {
  SmallPicture small;
  CoarsePicture coarse;
  Change change;  // From the picture before.
  float jump = 0;
  Spread spread;  // Of its luma.
  bool is_cut = false;
  bool is_flash = false;
};

Seen look_at(const SmallPicture& picture) {
  Seen seen;
  seen.small = picture;
  seen.coarse = make_coarse(picture);
  seen.spread = spread_of(picture.half);
  return seen;
}

// The picture with its light set to a common level, so that only structure is left. Contrast is
// raised sixfold at most: there is noise below.
SmallPicture without_light(const Seen& seen) {
  SmallPicture plain = seen.small;
  const float gain = std::min(6.0f, 40.0f / std::max(1.0f, seen.spread.deviation));
  std::array<std::uint8_t, 256> map;
  for (int v = 0; v < 256; ++v)
    map[static_cast<std::size_t>(v)] = static_cast<std::uint8_t>(
        std::clamp(128.0f + (static_cast<float>(v) - seen.spread.mean) * gain, 0.0f, 255.0f));
  for (auto& v : plain.luma) v = map[v];
  for (auto& v : plain.half) v = map[v];
  return plain;
}

float structure_change(const Seen& a, const Seen& b) {
  return change_between(without_light(a), without_light(b)).share;
}

// Difference of the mean colours.
float colour_distance(const Seen& a, const Seen& b) {
  constexpr std::size_t blocks = 16 * 9;
  float cb = 0, cr = 0;
  for (std::size_t j = blocks; j < 2 * blocks; ++j) {
    cb += a.coarse[j] - b.coarse[j];
    cr += a.coarse[j + blocks] - b.coarse[j + blocks];
  }
  return (std::abs(cb) + std::abs(cr)) / blocks;
}

// Least worth, as log odds, to be suspected and to be sure.
constexpr float kCutSuspected = -4, kCutSure = -1;
constexpr float kGradualSuspected = 0.5f, kGradualSure = 1.7f;
constexpr float kNever = -100;

// How much speaks for a hard cut: a logistic regression on 800 cuts and 35,000 other pictures of
// the same films. `beside`: the largest changes among the pictures around.
struct Beside {
  float jump = 0, plain = 0;
};

float cut_worth(float jump, const Change& change, const Beside& beside, float structure) {
  return 3.65f * std::log(jump / (beside.jump + 1)) +
         2.45f * std::log((change.plain + 0.5f) / (beside.plain + 1)) + 10.31f * change.detail +
         4.66f * structure - 16.33f;
}

// How much speaks for a gradual joint: a logistic regression on 130 joints and 1200 stretches
// without one, of films that tests/real_film.py makes (bench/shots/README.md).
float gradual_worth(const Walk& w, float share, float structure, float blend) {
  return 2.983f * std::log(std::max(1.0f, w.distance)) - 1.362f * w.residual + 8.757f * w.back +
         5.539f * w.uneven + 12.628f * share + 3.878f * structure + 1.656f * w.straight -
         4.28f * std::min(1.5f, w.camera) - 6.636f * blend - 19.277f;
}

bool may_be_gradual(const Walk& w, int length) {
  return w.distance >= 6 && w.residual <= 0.75f && w.back <= 0.25f && w.uneven <= 0.45f &&
         w.longest <= 2.6f / static_cast<float>(length) + 0.1f;
}

// First and last picture of a joint, the same for a cut, by number.
struct Found {
  int first = 0, last = 0;
  Border border;
  float worth = 0;
};

// Of joints that overlap the best stays; a cut beats gradual ones.
std::vector<Border> without_overlaps(std::vector<Found> found) {
  const auto rank = [](const Found& f) {
    const bool is_cut = f.border.joint == Joint::cut;
    return !f.border.is_sure ? 0 : is_cut ? 2 : 1;
  };
  std::ranges::stable_sort(found, [&](const Found& a, const Found& b) {
    return std::pair(rank(a), a.worth) > std::pair(rank(b), b.worth);
  });
  std::vector<Found> kept;
  for (const auto& f : found) {
    const int room = f.border.joint == Joint::cut ? 4 : 8;
    const bool clashes = std::ranges::any_of(
        kept, [&](const Found& k) { return f.first <= k.last + room && k.first <= f.last + room; });
    if (!clashes) kept.push_back(f);
  }
  std::ranges::sort(kept, {}, &Found::first);
  std::vector<Border> borders;
  for (const auto& k : kept) borders.push_back(k.border);
  return borders;
}

}  // namespace

struct BorderFinder::State {
  std::deque<Seen> seen;
  int added = 0;
  int judged = 0;  ///< Cuts are decided up to here,
  int walked = 0;  ///< gradual joints up to here.
  std::vector<Found> found;
  Change newest;
  std::optional<base::FilmTime> latest_cut;

  int oldest() const { return added - static_cast<int>(seen.size()); }
  bool has(int i) const { return i >= oldest() && i < added; }
  Seen& at(int i) { return seen[static_cast<std::size_t>(i - oldest())]; }

  Beside beside(int i);
  float worth_of_cut(int i);
  bool returns(int i);
  void judge_jump(int i);
  bool has_cut(int first, int last);
  Walk walk(int first, int last);
  std::optional<Found> gradual(int first, int last);
  void look_for_gradual(int middle);
  void advance(bool is_end);
};

BorderFinder::BorderFinder() : state_(std::make_unique<State>()) {}
BorderFinder::~BorderFinder() = default;
BorderFinder::BorderFinder(BorderFinder&&) noexcept = default;
BorderFinder& BorderFinder::operator=(BorderFinder&&) noexcept = default;
const Change& BorderFinder::last_change() const { return state_->newest; }
std::optional<base::FilmTime> BorderFinder::latest_cut() const { return state_->latest_cut; }

// Hard cuts -----------------------------------------------------------------------------------

// The largest changes near i, other than its own.
Beside BorderFinder::State::beside(int i) {
  Beside most;
  for (int k = i - kBeside; k <= i + kBeside; ++k) {
    if (k == i || !has(k)) continue;
    most.jump = std::max(most.jump, at(k).jump);
    most.plain = std::max(most.plain, at(k).change.plain);
  }
  return most;
}

// How much speaks for a cut before picture i.
float BorderFinder::State::worth_of_cut(int i) {
  const auto& here = at(i);
  if (here.jump < 1.5f) return kNever;
  const auto around = beside(i);
  if (cut_worth(here.jump, here.change, around, 1) < kCutSuspected) return kNever;
  const auto& before = at(i - 1);
  const float structure = structure_change(before, here);
  // Of true cuts it is 0.76 or more; of a lamp switched on 0.12.
  const bool is_lamp = structure < 0.4f && before.spread.deviation > 5 && here.spread.deviation > 5;
  return is_lamp ? kNever : cut_worth(here.jump, here.change, around, structure);
}

// The picture from before i comes back within a moment: a flash, or something that rushed past. In
// a rushing shot a flash is known by light and colour that come back.
bool BorderFinder::State::returns(int i) {
  constexpr int longest_bright = 5;
  const auto& before = at(i - 1);
  const auto& here = at(i);
  for (int k = 1; k <= kLongestFlash && has(i + k); ++k) {
    auto& after = at(i + k);
    const float share = change_between(before.small, after.small).share;
    bool is_back = share < 0.45f && share < 0.5f * here.change.share;
    if (k <= longest_bright && here.spread.mean > before.spread.mean + 30)
      is_back = is_back || (std::abs(after.spread.mean - before.spread.mean) < 12 &&
                            std::abs(after.spread.deviation - before.spread.deviation) < 6 &&
                            colour_distance(before, after) < 5);
    if (!is_back) continue;
    for (int j = i; j <= i + k; ++j) at(j).is_flash = true;
    return true;
  }
  return false;
}

void BorderFinder::State::judge_jump(int i) {
  if (!has(i - 1) || at(i).is_flash) return;
  const float worth = worth_of_cut(i);
  if (worth < kCutSuspected || returns(i)) return;
  auto& here = at(i);
  const auto time = here.small.time;
  here.is_cut = worth >= kCutSure;
  if (here.is_cut) latest_cut = time;
  found.push_back({i, i, {time, Joint::cut, {time, time}, here.is_cut}, worth});
}

// Gradual joints ------------------------------------------------------------------------------

// Between two of these pictures.
bool BorderFinder::State::has_cut(int first, int last) {
  for (int k = first + 1; k <= last; ++k)
    if (at(k).is_cut) return true;
  return false;
}

Walk BorderFinder::State::walk(int first, int last) {
  std::vector<Step> steps;
  for (int k = first; k <= last; ++k) steps.push_back({&at(k).coarse, at(k).change});
  return walk_along(steps);
}

// The gradual joint that fills the pictures between these two, if there is one.
// Cheap tests come first: each next one is made only if it could still decide.
std::optional<Found> BorderFinder::State::gradual(int first, int last) {
  const auto& a = at(first);
  const auto& b = at(last);
  constexpr float good_blend = 0.2f;
  if (std::max(a.spread.deviation, b.spread.deviation) < 4) return {};
  const auto w = walk(first, last);
  if (!may_be_gradual(w, last - first) || gradual_worth(w, 1, 1, good_blend) < kGradualSuspected)
    return {};
  const float share = change_between(a.small, b.small).share;
  if (share < 0.6f || gradual_worth(w, share, 1, good_blend) < kGradualSuspected) return {};
  const float structure = structure_change(a, b);
  if (gradual_worth(w, share, structure, good_blend) < kGradualSuspected) return {};
  const auto& middle = at(first + static_cast<int>(w.half));
  const float worth =
      gradual_worth(w, share, structure, blend_residual(a.small, middle.small, b.small));
  if (worth < kGradualSuspected) return {};
  const bool is_fade =
      middle.spread.deviation < 0.3f * std::max(a.spread.deviation, b.spread.deviation);
  const base::FilmRange range{at(first + 1).small.time, b.small.time};
  const bool is_sure = worth >= kGradualSure;
  return Found{first + 1,
               last - 1,
               {middle.small.time, is_fade ? Joint::fade : Joint::dissolve, range, is_sure},
               worth};
}

void BorderFinder::State::look_for_gradual(int middle) {
  static constexpr struct {
    int length, every;
  } tries[] = {{6, 1}, {9, 1}, {13, 2}, {19, 2}, {27, 3}, {37, 4}};
  std::optional<Found> best;
  for (const auto& [length, every] : tries) {
    const int first = middle - length / 2, last = first + length;
    if (middle % every || !has(first) || !has(last) || has_cut(first, last)) continue;
    const auto joint = gradual(first, last);
    if (joint && (!best || joint->worth > best->worth)) best = joint;
  }
  if (best) found.push_back(*best);
}

// ---------------------------------------------------------------------------------------------

void BorderFinder::State::advance(bool is_end) {
  const int to_judge = is_end ? added : added - kLongestFlash - 2;
  for (; judged < to_judge; ++judged) judge_jump(judged);
  const int to_walk = is_end ? added : std::min(judged, added - kReach / 2);
  for (; walked < to_walk; ++walked) look_for_gradual(walked);
  while (!is_end && seen.size() > 2 * kReach + kLongestFlash) seen.pop_front();
}

void BorderFinder::add(const SmallPicture& picture) {
  auto& s = *state_;
  auto next = look_at(picture);
  if (!s.seen.empty()) next.change = change_between(s.seen.back().small, picture);
  next.jump = next.change.luma + 1.5f * next.change.colour;
  s.newest = next.change;
  s.seen.push_back(std::move(next));
  ++s.added;
  s.advance(false);
}

std::vector<Border> BorderFinder::finish() {
  state_->advance(true);
  return without_overlaps(state_->found);
}

}  // namespace cinecut
