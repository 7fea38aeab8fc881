#include "cinecut/survey/borders.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <deque>

namespace cinecut {
namespace {

constexpr int kReach = 44;  // Pictures that are looked at on each side of one.
constexpr int kCoarse = 16 * 9;

bool debug() {
  static const bool on = std::getenv("DEBUG_BORDERS") != nullptr;
  return on;
}

// What is kept of each picture in reach.
struct Seen {
  SmallPicture small;
  std::array<float, 3 * kCoarse> coarse;  // Means of 16x9 blocks: luma, cb, cr.
  Change change;                          // From the picture before.
  float jump = 0;
  float mean = 0, deviation = 0;
  int index = 0;
  bool is_cut = false;
  bool is_flash = false;
};

void fill_coarse(Seen& seen) {
  constexpr int w = SmallPicture::kHalfWidth, cw = SmallPicture::kColourWidth;
  for (int by = 0; by < 9; ++by)
    for (int bx = 0; bx < 16; ++bx) {
      int sum = 0, cb = 0, cr = 0;
      for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 4; ++x)
          sum += seen.small.half[static_cast<std::size_t>((by * 4 + y) * w + bx * 4 + x)];
      for (int y = 0; y < 2; ++y)
        for (int x = 0; x < 2; ++x) {
          const auto at = static_cast<std::size_t>((by * 2 + y) * cw + bx * 2 + x);
          cb += seen.small.cb[at];
          cr += seen.small.cr[at];
        }
      const auto b = static_cast<std::size_t>(by * 16 + bx);
      seen.coarse[b] = static_cast<float>(sum) / 16;
      seen.coarse[b + kCoarse] = static_cast<float>(cb) / 4;
      seen.coarse[b + 2 * kCoarse] = static_cast<float>(cr) / 4;
    }
}

void fill_contrast(Seen& seen) {
  long sum = 0, squares = 0;
  for (const auto v : seen.small.half) {
    sum += v;
    squares += v * v;
  }
  const double n = static_cast<double>(seen.small.half.size());
  const double mean = static_cast<double>(sum) / n;
  seen.mean = static_cast<float>(mean);
  seen.deviation =
      static_cast<float>(std::sqrt(std::max(0.0, static_cast<double>(squares) / n - mean * mean)));
}

// The picture with its light set to a common level, so that only structure is left. Little contrast
// is raised at most fourfold: there is noise below.
SmallPicture without_light(const Seen& seen) {
  SmallPicture plain = seen.small;
  const float gain = std::min(6.0f, 40.0f / std::max(1.0f, seen.deviation));
  std::array<std::uint8_t, 256> map;
  for (int v = 0; v < 256; ++v)
    map[static_cast<std::size_t>(v)] = static_cast<std::uint8_t>(
        std::clamp(128.0f + (static_cast<float>(v) - seen.mean) * gain, 0.0f, 255.0f));
  for (auto& v : plain.luma) v = map[v];
  for (auto& v : plain.half) v = map[v];
  return plain;
}

float colour_distance(const Seen& a, const Seen& b) {
  float cb = 0, cr = 0;
  for (std::size_t j = 0; j < kCoarse; ++j) {
    cb += a.coarse[j + kCoarse] - b.coarse[j + kCoarse];
    cr += a.coarse[j + 2 * kCoarse] - b.coarse[j + 2 * kCoarse];
  }
  return (std::abs(cb) + std::abs(cr)) / kCoarse;
}

float structure_change(const Seen& a, const Seen& b) {
  return change_between(without_light(a), without_light(b)).share;
}

// How a coarse picture goes from one end of a stretch to the other.
struct Walk {
  float distance = 0;  // Between the ends, in levels.
  float residual = 9;  // Mean distance from the straight line, over `distance`.
  float back = 9;      // Steps in the wrong direction, over the whole way.
  float longest = 9;   // Longest single step, over the whole way.
  float uneven = 9;    // Largest distance from an even walk.
  float straight = 0;  // Share of blocks that walk along, each on its own line.
  float camera = 0;    // How far the camera went, in widths.
};

}  // namespace

struct BorderFinder::State {
  std::deque<Seen> seen;
  std::vector<Border> borders;
  int added = 0;
  int judged = 0;  // Cuts are decided up to here,
  int walked = 0;  // gradual joints up to here.
  int gradual_until = 0;
  struct Found {
    int first, last;  // Pictures of the joint; first == last for a cut.
    base::FilmTime time, start, end;
    Joint joint;
    float score;
  };
  std::vector<Found> found;
  Change last;

  int oldest() const { return seen.empty() ? added : seen.front().index; }
  bool has(int i) const { return i >= oldest() && i < added; }
  Seen& at(int i) { return seen[static_cast<std::size_t>(i - oldest())]; }

  void judge_jump(int i);
  bool returns(int i);
  float usual_jump(int i);
  Walk walk(int a, int b);
  bool has_cut(int a, int b);  // In (a, b].
  void look_for_dissolve(int c);
  void look_for_fade(int c);
  void advance(bool is_end);
  void note(Found f);
};

BorderFinder::BorderFinder() : state_(std::make_unique<State>()) {}
BorderFinder::~BorderFinder() = default;
BorderFinder::BorderFinder(BorderFinder&&) noexcept = default;
BorderFinder& BorderFinder::operator=(BorderFinder&&) noexcept = default;
const Change& BorderFinder::last_change() const { return state_->last; }

// The third largest jump around i: two other cuts may be near.
float BorderFinder::State::usual_jump(int i) {
  constexpr int around = 12;
  std::array<float, 3> top{};
  for (int k = i - around; k <= i + around; ++k) {
    if (k == i || !has(k)) continue;
    float v = at(k).jump;
    for (auto& t : top)
      if (v > t) std::swap(v, t);
  }
  return top[2];
}

// The picture from before i comes back within a moment: a flash, or something that rushed past.
bool BorderFinder::State::returns(int i) {
  constexpr int longest = 9, longest_bright = 5;
  const auto& before = at(i - 1);
  const auto& here = at(i);
  for (int k = 1; k <= longest && has(i + k); ++k) {
    auto& after = at(i + k);
    const auto change = change_between(before.small, after.small);
    bool is_back = change.share < 0.45f && change.share < 0.5f * here.change.share;
    if (k <= longest_bright && here.mean > before.mean + 30)
      is_back = is_back || (std::abs(after.mean - before.mean) < 12 &&
                            std::abs(after.deviation - before.deviation) < 6 &&
                            colour_distance(before, after) < 5);
    if (!is_back) continue;
    for (int j = i; j <= i + k; ++j) at(j).is_flash = true;
    return true;
  }
  return false;
}

void BorderFinder::State::judge_jump(int i) {
  if (!has(i - 1) || at(i).is_flash) return;
  auto& here = at(i);
  const float usual = usual_jump(i);
  const float share = here.change.share;
  const bool is_jump = share > 0.5f && here.jump > 3 && here.jump > 2.0f * usual + 1.0f;
  if (!is_jump) {
    if (debug() && share > 0.45f && here.jump > 1.5f * usual)
      std::fprintf(stderr, "%d no jump share %.2f jump %.1f usual %.1f\n", i, share, here.jump,
                   usual);
    return;
  }
  if (returns(i)) {
    if (debug()) std::fprintf(stderr, "%d flash share %.2f jump %.1f\n", i, share, here.jump);
    return;
  }
  const float structure = structure_change(at(i - 1), here);
  if (structure < 0.4f && at(i - 1).deviation > 5 && here.deviation > 5) {
    if (debug()) std::fprintf(stderr, "%d light share %.2f structure %.2f\n", i, share, structure);
    return;
  }
  here.is_cut = true;
  if (debug())
    std::fprintf(stderr, "%d cut share %.2f jump %.1f usual %.1f structure %.2f\n", i, share,
                 here.jump, usual, structure);
  note({i, i, here.small.time, here.small.time, here.small.time, Joint::cut, here.jump});
}

bool BorderFinder::State::has_cut(int a, int b) {
  for (int k = a + 1; k <= b; ++k)
    if (has(k) && at(k).is_cut) return true;
  return false;
}

Walk BorderFinder::State::walk(int a, int b) {
  const auto& first = at(a).coarse;
  const auto& final = at(b).coarse;
  std::array<float, 3 * kCoarse> way;
  float length = 0;
  for (std::size_t j = 0; j < way.size(); ++j) {
    way[j] = final[j] - first[j];
    length += way[j] * way[j];
  }
  Walk walk;
  walk.distance = std::sqrt(length / static_cast<float>(way.size()));
  if (length < 1) return walk;
  walk.residual = walk.back = walk.longest = walk.uneven = 0;
  float before = 0, residuals = 0, camera_x = 0, camera_y = 0;
  std::array<float, kCoarse> off_line{};
  float shares[64];
  for (int k = a + 1; k <= b; ++k) {
    float along = 0, off = 0;
    for (std::size_t j = 0; j < way.size(); ++j) {
      const float d = at(k).coarse[j] - first[j];
      along += d * way[j];
      off += d * d;
    }
    const float share = along / length;
    residuals += std::max(0.0f, off / length - share * share);
    walk.back += std::max(0.0f, before - share);
    walk.longest = std::max(walk.longest, share - before);
    const float even = static_cast<float>(k - a) / static_cast<float>(b - a);
    walk.uneven = std::max(walk.uneven, std::abs(share - even));
    before = share;
    camera_x += at(k).change.camera_x;
    camera_y += at(k).change.camera_y;
    shares[k - a] = share;
  }
  walk.camera = std::hypot(camera_x, camera_y);
  for (int k = a + 1; k <= b; ++k)
    for (std::size_t j = 0; j < kCoarse; ++j) {
      const float d = at(k).coarse[j] - first[j] - shares[k - a] * way[j];
      off_line[j] += d * d;
    }
  float all = 0, along = 0;
  for (std::size_t j = 0; j < kCoarse; ++j) {
    const float d = std::abs(way[j]);
    if (d < 6) continue;
    all += d;
    if (std::sqrt(off_line[j] / static_cast<float>(b - a)) < 0.15f * d) along += d;
  }
  walk.straight = all > 0 ? along / all : 0;
  walk.residual = std::sqrt(residuals / static_cast<float>(b - a));
  return walk;
}

void BorderFinder::State::look_for_dissolve(int c) {
  struct {
    int a = -1, b = 0;
    Walk w;
    float share = 0, structure = 0, score = 0;
  } best;
  for (const int length : {6, 9, 13, 19, 27, 37}) {
    const int a = c - length / 2, b = a + length;
    if (!has(a) || !has(b) || has_cut(a, b)) continue;
    const auto w = walk(a, b);
    if (w.distance < 6 || w.residual > 0.45f || w.back > 0.1f || w.uneven > 0.42f ||
        w.longest > 2.6f / static_cast<float>(length) + 0.1f)
      continue;
    // Outside, the picture must stand (nearly): else it is a camera on its way.
    const int beside = std::max(3, length / 2);
    float outside = 0;
    if (has(a - beside) && !has_cut(a - beside, a))
      outside = std::max(outside, walk(a - beside, a).distance);
    if (has(b + beside) && !has_cut(b, b + beside))
      outside = std::max(outside, walk(b, b + beside).distance);
    const float score = w.distance * (1 - w.residual) - 1.5f * outside;
    if (score > best.score) best = {a, b, w, 0, 0, score};
    if (debug() && getenv("DEBUG_WALK"))
      std::fprintf(stderr,
                   "  walk %d %d dist %.1f res %.2f back %.2f longest %.2f uneven %.2f outside "
                   "%.1f score %.1f\n",
                   a, b, w.distance, w.residual, w.back, w.longest, w.uneven, outside, score);
  }
  if (best.a < 0 || best.score < 4) return;
  best.share = change_between(at(best.a).small, at(best.b).small).share;
  if (best.share < 0.5f) return;
  best.structure = structure_change(at(best.a), at(best.b));
  if (debug())
    std::fprintf(stderr,
                 "%d dissolve? %d-%d dist %.1f res %.2f back %.2f longest %.2f uneven %.2f share "
                 "%.2f structure %.2f score %.1f straight %.2f camera %.2f\n",
                 c, best.a, best.b, best.w.distance, best.w.residual, best.w.back, best.w.longest,
                 best.w.uneven, best.share, best.structure, best.score, best.w.straight,
                 best.w.camera);
  const bool is_straight = best.w.straight > 0.4f && best.w.camera < 0.6f && best.structure > 0.55f;
  const bool is_other = best.share > 0.9f && best.structure > 0.85f && best.w.straight > 0.12f &&
                        best.w.camera < 0.35f;
  if (!is_straight && !is_other) return;
  note({best.a + 1, best.b - 1, at(c).small.time, at(best.a + 1).small.time, at(best.b).small.time,
        Joint::dissolve, best.score});
}

void BorderFinder::State::look_for_fade(int) {}

void BorderFinder::State::note(Found f) { found.push_back(f); }

void BorderFinder::State::advance(bool is_end) {
  const int until = is_end ? added : added - 14;
  for (; judged < until; ++judged) judge_jump(judged);
  const int walk_until = is_end ? added : std::min(judged, added - kReach / 2);
  for (; walked < walk_until; ++walked) {
    look_for_dissolve(walked);
    look_for_fade(walked);
  }
  while (!is_end && static_cast<int>(seen.size()) > 2 * kReach + 14) seen.pop_front();
}

void BorderFinder::add(const SmallPicture& picture) {
  auto& s = *state_;
  Seen next;
  next.small = picture;
  next.index = s.added;
  fill_coarse(next);
  fill_contrast(next);
  if (!s.seen.empty()) next.change = change_between(s.seen.back().small, picture);
  next.jump = next.change.luma + 1.5f * next.change.colour;
  s.last = next.change;
  s.seen.push_back(std::move(next));
  ++s.added;
  s.advance(false);
}

std::vector<Border> BorderFinder::finish() {
  auto& s = *state_;
  s.advance(true);
  // Of overlapping gradual joints the best stays; a cut beats them all.
  auto order = s.found;
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) {
    if ((a.joint == Joint::cut) != (b.joint == Joint::cut)) return a.joint == Joint::cut;
    return a.score > b.score;
  });
  std::vector<State::Found> kept;
  for (const auto& f : order) {
    const bool clashes = std::ranges::any_of(kept, [&](const auto& k) {
      const int room = f.joint == Joint::cut ? 4 : 8;
      return f.first <= k.last + room && k.first <= f.last + room;
    });
    if (!clashes) kept.push_back(f);
  }
  std::ranges::sort(kept, {}, &State::Found::first);
  std::vector<Border> borders;
  for (const auto& k : kept) borders.push_back({k.time, k.joint, {k.start, k.end}});
  return borders;
}

}  // namespace cinecut
