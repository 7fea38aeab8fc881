#include "cinecut/survey/borders.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "cinecut/survey/cuts.h"
#include "cinecut/survey/internal/blend.h"
#include "cinecut/survey/internal/view.h"
#include "cinecut/survey/walk.h"
#include "cinecut/survey/window.h"

namespace cinecut::survey {
namespace {

constexpr int kReach = 44;  // Pictures on each side that a gradual joint may need.

// Least worth, as log odds, to be suspected and to be sure.
constexpr float kGradualSuspected = 0.5f, kGradualSure = 1.7f;

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
    const bool clashes = std::ranges::any_of(kept, [&](const Found& k) {
      const bool are_cuts = f.border.joint == Joint::cut && k.border.joint == Joint::cut;
      return !are_cuts && f.first <= k.last + room && k.first <= f.last + room;
    });
    if (!clashes) kept.push_back(f);
  }
  std::ranges::sort(kept, {}, &Found::first);
  std::vector<Border> borders;
  borders.reserve(kept.size());
  for (const auto& k : kept) borders.push_back(k.border);
  return borders;
}

}  // namespace

struct BorderFinder::State {
  Window window;
  CutJudge cuts{window};
  int walked = 0;  ///< Gradual joints are decided up to here.
  std::vector<Found> gradual_ones;

  bool has_cut(int first, int last) const;
  Walk walk(int first, int last) const;
  std::optional<Found> gradual(int first, int last) const;
  bool stays_in_view(const Found& joint) const;
  void look_for_gradual(int middle);
  void advance(bool is_end);
};

BorderFinder::BorderFinder() : state_(std::make_unique<State>()) {}
BorderFinder::~BorderFinder() = default;
BorderFinder::BorderFinder(BorderFinder&&) noexcept = default;
BorderFinder& BorderFinder::operator=(BorderFinder&&) noexcept = default;

// Between two of these pictures.
bool BorderFinder::State::has_cut(int first, int last) const {
  for (int k = first + 1; k <= last; ++k)
    if (window.at(k).is_cut) return true;
  return false;
}

Walk BorderFinder::State::walk(int first, int last) const {
  std::vector<Step> steps;
  for (int k = first; k <= last; ++k) steps.push_back({&window.at(k).coarse, window.at(k).change});
  return walk_along(steps);
}

// The gradual joint that fills the pictures between these two, if there is one.
// Cheap tests come first: each next one is made only if it could still decide.
std::optional<Found> BorderFinder::State::gradual(int first, int last) const {
  const auto& a = window.at(first);
  const auto& b = window.at(last);
  constexpr float good_blend = 0.2f;
  if (std::max(a.spread.deviation, b.spread.deviation) < 4) return {};
  const auto w = walk(first, last);
  if (!may_be_gradual(w, last - first) || gradual_worth(w, 1, 1, good_blend) < kGradualSuspected)
    return {};
  const float share = change_between(a.small, b.small).share;
  if (share < 0.6f || gradual_worth(w, share, 1, good_blend) < kGradualSuspected) return {};
  const float structure = structure_change(a, b);
  if (gradual_worth(w, share, structure, good_blend) < kGradualSuspected) return {};
  const auto& middle = window.at(first + static_cast<int>(w.half));
  const float worth =
      gradual_worth(w, share, structure, blend_residual(a.small, middle.small, b.small));
  if (worth < kGradualSuspected) return {};
  const bool is_fade =
      middle.spread.deviation < 0.3f * std::max(a.spread.deviation, b.spread.deviation);
  const base::FilmRange range{window.at(first + 1).small.time, b.small.time};
  const bool is_sure = worth >= kGradualSure;
  return Found{first + 1,
               last - 1,
               {middle.small.time, is_fade ? Joint::fade : Joint::dissolve, range, is_sure},
               worth};
}

// An explosion fades like a dissolve, and a thing that comes close covers the picture like one; but
// the view from before is there again, or was there before it began.
bool BorderFinder::State::stays_in_view(const Found& joint) const {
  const int first = joint.first - 1, last = joint.last + 1;
  const float alike = 0.65f + 0.018f * joint.worth;
  const auto view = [&](int i) { return View(window.at(i).small, View::Zooms::none); };
  const View from = view(first), to = view(last);
  if (likeness(from, to, alike) >= alike) return true;
  for (const int way : {6, 14}) {
    if (window.has(first - way) && likeness(view(first - way), to, alike) >= alike) return true;
    if (window.has(last + way) && likeness(from, view(last + way), alike) >= alike) return true;
  }
  return false;
}

void BorderFinder::State::look_for_gradual(int middle) {
  static constexpr struct {
    int length, every;
  } tries[] = {{6, 1}, {9, 1}, {13, 2}, {19, 2}, {27, 3}, {37, 4}};
  std::optional<Found> best;
  for (const auto& [length, every] : tries) {
    const int first = middle - length / 2, last = first + length;
    if (middle % every || !window.has(first) || !window.has(last) || has_cut(first, last)) continue;
    const auto joint = gradual(first, last);
    if (joint && (!best || joint->worth > best->worth)) best = joint;
  }
  if (best && !(best->border.is_sure && stays_in_view(*best))) gradual_ones.push_back(*best);
}

void BorderFinder::State::advance(bool is_end) {
  cuts.advance(is_end);
  const int known = std::min(cuts.judged(), window.added() - kReach / 2);
  const int to_walk = is_end ? window.added() : known;
  for (; walked < to_walk; ++walked) look_for_gradual(walked);
  window.keep(2 * kReach + CutJudge::kPicturesAfter);
}

void BorderFinder::add(const SmallPicture& picture) {
  state_->window.add(picture);
  state_->advance(false);
}

std::vector<Border> BorderFinder::finish() {
  state_->advance(true);
  auto found = std::move(state_->gradual_ones);
  for (const auto& cut : state_->cuts.found())
    found.push_back({cut.picture,
                     cut.picture,
                     {cut.time, Joint::cut, {cut.time, cut.time}, cut.is_sure},
                     cut.worth});
  return without_overlaps(std::move(found));
}

const Change& BorderFinder::last_change() const {
  return state_->window.at(state_->window.added() - 1).change;
}

std::optional<base::FilmTime> BorderFinder::latest_cut() const {
  const auto& found = state_->cuts.found();
  const auto latest = std::find_if(found.rbegin(), found.rend(), [](auto& f) { return f.is_sure; });
  return latest == found.rend() ? std::nullopt : std::optional(latest->time);
}

}  // namespace cinecut::survey
