#include "cinecut/survey/cuts.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "cinecut/survey/internal/blend.h"
#include "cinecut/survey/internal/view.h"

namespace cinecut::survey {
namespace {

constexpr int kLongestFlash = 9;   // Pictures.
constexpr int kBeside = 3;         // Pictures or steps on each side to judge a jump against.
constexpr int kLongestRest = 4;    // Repeats between two steps: footage of five pictures a second.
constexpr float kResting = 0.15f;  // Of the jump that is judged: less is a repeat.

// Least worth, as log odds, to be suspected and to be sure.
constexpr float kCutSuspected = -3, kCutSure = -1;
constexpr float kBesideMost = 1.5f;
constexpr float kBesideAnother = 3;  // To be sure, the larger of two jumps beside left out.
// Likeness of views that have nothing in common.
constexpr float kUnrelated = 0.25f, kUnrelatedAtMost = 0.58f;
constexpr float kUnknown = 0.6f;  // Of one that shows nothing.
constexpr float kPlain = 3;       // Deviation of a picture that shows nothing.

// The two largest of several jumps.
struct Largest {
  float first = 0, second = 0;

  void include(float jump) {
    second = std::max(second, std::min(first, jump));
    first = std::max(first, jump);
  }
};

Largest largest_beside(const Window& window, int i) {
  Largest largest;
  for (int k = i - kBeside; k <= i + kBeside; ++k)
    if (k != i && window.has(k)) largest.include(window.at(k).jump);
  return largest;
}

// The same for footage of few pictures a second: from one picture to the next that is no repeat.
Largest largest_step_beside(const Window& window, int i) {
  const float resting = kResting * window.at(i).jump;
  Largest largest;
  for (const int direction : {-1, 1}) {
    int steps = 0, rest = 0;
    const int end = direction < 0 ? i - CutJudge::kPicturesBefore : i + CutJudge::kPicturesAfter;
    for (int k = i + direction; k != end && window.has(k); k += direction) {
      const float jump = window.at(k).jump;
      if (jump < resting) {
        if (++rest > kLongestRest) break;
        continue;
      }
      rest = 0;
      largest.include(jump);
      if (++steps == kBeside) break;
    }
  }
  return largest;
}

// What speaks for a cut before a picture.
struct Evidence {
  float near = 0;             // Log of its jump over the largest of the pictures beside it,
  float steps = 0;            // and of the steps beside it too.
  float detail = 0;           // How little of the detail and
  float structure = 1;        // of the structure is left.
  float view = kUnrelated;    // How alike the views before and after are,
  float across = kUnrelated;  // and the most alike of those near by.
  float light = 0;            // How far alike views differ in light, 0 to 1.
};

// A logistic regression on 595 cuts and 1,543 other pictures of the sample film and of films that
// tests/real_film.py makes, most of them with --hard.
float worth_of(const Evidence& e) {
  return 1.25f * e.near + 3.6f * e.steps + 3.29f * e.detail + 5.27f * e.structure - 3.85f * e.view -
         7.22f * e.across - 7.31f * e.light - 4.82f;
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

void compare_with(float near, float step, const Seen& here, Evidence& e) {
  e.near = std::log((here.jump + 0.5f) / (near + 1));
  e.steps = std::log((here.jump + 0.5f) / (std::max(near, step) + 1));
}

// How alike the views on both sides of a picture are. Things that pass or come close leave the view
// before or give it back. Looks no further once there is no doubt that it is no cut.
void compare_views(const Window& window, int i, Evidence& e) {
  static constexpr struct {
    int before, after;
  } pairs[] = {{1, 0}, {1, 1}, {3, 0}, {1, 3}, {3, 1}, {1, 6}, {3, 3}, {3, 6}};
  constexpr float enough = 0.9f;
  if (std::min(window.at(i - 1).spread.deviation, window.at(i).spread.deviation) < kPlain) {
    e.view = e.across = kUnknown;
    return;
  }
  std::map<int, View> views;
  const auto view = [&](int k) -> const View& {
    return views.try_emplace(k, window.at(k).small).first->second;
  };
  for (const auto& [before, after] : pairs) {
    if (!window.has(i - before) || !window.has(i + after)) continue;
    const float alike = likeness(view(i - before), view(i + after), enough);
    if (before == 1 && after == 0) {
      e.view = std::max(alike, kUnrelated);
      const float lit = std::abs(window.at(i).spread.mean - window.at(i - 1).spread.mean);
      e.light = 2.5f * std::max(0.0f, alike - 0.6f) * std::min(1.0f, lit / 40);
    }
    e.across = std::max(e.across, alike);
    if (worth_of(e) < kCutSuspected && e.across >= kUnrelatedAtMost) return;
  }
}

}  // namespace

void CutJudge::advance(bool is_end) {
  const int to = is_end ? window_.added() : window_.added() - kPicturesAfter;
  for (; judged_ < to; ++judged_) judge(judged_);
}

// How much speaks for a cut before picture i. Cheap evidence comes first: each next piece is
// looked for only if it could still decide. Shots of a picture or two have another cut beside each
// of theirs: where views have nothing in common, one jump beside may be as large.
float CutJudge::worth(int i) const {
  constexpr float never = -100;
  const auto& here = window_.at(i);
  if (here.jump < 1.5f) return never;
  const auto near = largest_beside(window_, i), step = largest_step_beside(window_, i);
  Evidence all, but_one;
  compare_with(near.first, step.first, here, all);
  compare_with(near.second, step.second, here, but_one);
  but_one.near = std::min(but_one.near, kBesideMost);  // What the pictures show shall decide.
  but_one.steps = std::min(but_one.steps, kBesideMost);
  all.detail = but_one.detail = here.change.detail;
  const auto is_hopeless = [&] {
    return worth_of(all) < kCutSuspected && worth_of(but_one) < kBesideAnother;
  };
  if (is_hopeless()) return never;
  all.structure = but_one.structure = structure_change(window_.at(i - 1), here);
  if (is_hopeless()) return never;
  compare_views(window_, i, all);
  but_one.view = all.view, but_one.across = all.across, but_one.light = all.light;
  const bool is_beside_another =
      all.across < kUnrelatedAtMost && worth_of(but_one) >= kBesideAnother;
  return is_beside_another ? worth_of(but_one) : worth_of(all);
}

// The picture from before i comes back within a moment: a flash, or something that rushed past. In
// a rushing shot a flash is known by light and colour that come back.
bool CutJudge::returns(int i) {
  constexpr int longest_bright = 5;
  const auto& before = window_.at(i - 1);
  const auto& here = window_.at(i);
  for (int k = 1; k <= kLongestFlash && window_.has(i + k); ++k) {
    const auto& after = window_.at(i + k);
    const float share = change_between(before.small, after.small).share;
    bool is_back = share < 0.45f && share < 0.5f * here.change.share;
    if (k <= longest_bright && here.spread.mean > before.spread.mean + 30)
      is_back = is_back || (std::abs(after.spread.mean - before.spread.mean) < 12 &&
                            std::abs(after.spread.deviation - before.spread.deviation) < 6 &&
                            colour_distance(before, after) < 5);
    if (!is_back) continue;
    for (int j = i; j <= i + k; ++j) window_.at(j).is_flash = true;
    return true;
  }
  return false;
}

void CutJudge::judge(int i) {
  if (!window_.has(i - 1) || window_.at(i).is_flash) return;
  const float how_much = worth(i);
  if (how_much < kCutSuspected || returns(i)) return;
  const FoundCut cut{i, window_.at(i).small.time, how_much, how_much >= kCutSure};
  if (!found_.empty() && is_same_joint(found_.back(), cut)) {
    if (cut.worth <= found_.back().worth) return;
    if (window_.has(found_.back().picture)) window_.at(found_.back().picture).is_cut = false;
    found_.pop_back();
  }
  window_.at(i).is_cut = cut.is_sure;
  found_.push_back(cut);
}

// Two jumps close to each other are one joint where doubtful, and where the pictures between are
// a mixture of both shots, as a change of frame rate makes.
bool CutJudge::is_same_joint(const FoundCut& first, const FoundCut& second) const {
  constexpr int close = 4;
  constexpr float mixed = 0.5f;
  if (second.picture - first.picture > close) return false;
  if (!first.is_sure || !second.is_sure || !window_.has(first.picture - 1)) return true;
  return blend_residual(window_.at(first.picture - 1).small, window_.at(first.picture).small,
                        window_.at(second.picture).small) < mixed;
}

void CutFinder::add(const SmallPicture& picture) {
  window_.add(picture);
  jumps_.push_back(window_.at(window_.added() - 1).jump);
  judge_.advance(false);
  window_.keep(CutJudge::kPicturesBefore + CutJudge::kPicturesAfter + 1);
}

std::vector<std::int64_t> CutFinder::finish() {
  judge_.advance(true);
  std::vector<std::int64_t> cuts;
  for (const auto& cut : judge_.found())
    if (cut.is_sure) cuts.push_back(cut.picture);
  return cuts;
}

}  // namespace cinecut::survey
