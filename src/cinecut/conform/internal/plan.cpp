#include "cinecut/conform/internal/plan.h"

#include <algorithm>

namespace cinecut::conform {
namespace {

using base::Duration;

std::int64_t frame_of(base::TrailerTime t, base::Rational rate) {
  return base::nearest_frame(t.time_since_epoch(), rate);
}

void place_clips(const edit::Manifest& manifest, Plan& plan) {
  const auto total = static_cast<std::int64_t>(plan.frames.size());
  std::int64_t free = 0;
  for (const edit::Clip& clip : manifest.clips) {
    ClipPlan c;
    c.first = std::clamp(frame_of(clip.trailer.start, plan.frame_rate), free, total);
    c.last = std::clamp(frame_of(clip.trailer.end, plan.frame_rate), c.first, total);
    c.begin = c.first;
    c.end = c.last;
    free = c.last;
    plan.clips.push_back(c);
  }
  for (std::size_t i = 0; i < plan.clips.size(); ++i)
    for (std::int64_t n = plan.clips[i].first; n < plan.clips[i].last; ++n)
      plan.frames[static_cast<std::size_t>(n)].clip = static_cast<int>(i);
}

/// The clip that ends where clip `i` starts, or -1.
int neighbour_before(const Plan& plan, int i) {
  const auto& here = plan.clips[static_cast<std::size_t>(i)];
  for (int k = i - 1; k >= 0; --k) {
    const auto& c = plan.clips[static_cast<std::size_t>(k)];
    if (c.first < c.last) return c.last == here.first ? k : -1;
  }
  return -1;
}

void mix_frames(Plan& plan, int before, int after, std::int64_t half) {
  ClipPlan& b = plan.clips[static_cast<std::size_t>(after)];
  const std::int64_t start = before < 0 ? b.first : b.first - half;
  const std::int64_t end = b.first + half;
  for (std::int64_t n = start; n < end; ++n) {
    FramePlan& f = plan.frames[static_cast<std::size_t>(n)];
    f.clip = after;
    f.under = before;
    f.mix = (static_cast<float>(n - start) + 0.5f) / static_cast<float>(end - start);
  }
  b.begin = start;
  if (before >= 0) plan.clips[static_cast<std::size_t>(before)].end = end;
}

void fade_frames(Plan& plan, int before, int after, std::int64_t half, bool is_white) {
  const std::int64_t cut = plan.clips[static_cast<std::size_t>(after)].first;
  for (std::int64_t n = before < 0 ? cut : cut - half; n < cut + half; ++n) {
    FramePlan& f = plan.frames[static_cast<std::size_t>(n)];
    const auto away = static_cast<float>(n < cut ? cut - n : n - cut + 1) - 0.5f;
    f.light = away / static_cast<float>(half);
    f.is_white = is_white;
  }
}

void place_transitions(const edit::Manifest& manifest, Plan& plan) {
  std::int64_t taken = 0;  // Frames of the clip before that its own beginning uses.
  for (int i = 0; i < static_cast<int>(plan.clips.size()); ++i) {
    const ClipPlan& here = plan.clips[static_cast<std::size_t>(i)];
    const edit::Clip& clip = manifest.clips[static_cast<std::size_t>(i)];
    if (here.first == here.last) continue;
    const int before = neighbour_before(plan, i);
    std::int64_t half = base::nearest_frame(clip.transition_length / 2, plan.frame_rate);
    half = std::min(half, here.last - here.first);
    if (before >= 0) {
      const ClipPlan& b = plan.clips[static_cast<std::size_t>(before)];
      half = std::min(half, b.last - b.first - taken);
    }
    if (clip.transition == edit::Transition::hard_cut) half = 0;
    taken = std::max<std::int64_t>(half, 0);
    if (half <= 0) continue;
    if (clip.transition == edit::Transition::crossfade)
      mix_frames(plan, before, i, half);
    else
      fade_frames(plan, before, i, half, clip.transition == edit::Transition::fade_to_white);
  }
}

void place_titles(const edit::Manifest& manifest, Plan& plan) {
  const auto total = static_cast<std::int64_t>(plan.frames.size());
  for (std::size_t i = 0; i < manifest.titles.size(); ++i) {
    const auto& range = manifest.titles[i].trailer;
    const auto first = std::clamp(frame_of(range.start, plan.frame_rate), std::int64_t{0}, total);
    const auto last = std::clamp(frame_of(range.end, plan.frame_rate), first, total);
    for (auto n = first; n < last; ++n)
      plan.frames[static_cast<std::size_t>(n)].title = static_cast<int>(i);
  }
}

}  // namespace

Plan make_plan(const edit::Manifest& manifest) {
  Plan plan;
  plan.frame_rate = manifest.frame_rate;
  const auto total = base::nearest_frame(manifest.length, manifest.frame_rate);
  plan.frames.resize(static_cast<std::size_t>(std::max<std::int64_t>(total, 1)));
  place_clips(manifest, plan);
  place_transitions(manifest, plan);
  place_titles(manifest, plan);
  return plan;
}

base::FilmTime source_time(const edit::Clip& clip, const ClipPlan& plan, std::int64_t n,
                           base::Rational frame_rate) {
  const Duration middle =
      (base::frame_start(n, frame_rate) + base::frame_start(n + 1, frame_rate)) / 2;
  const base::FilmTime t = clip.source.start + (middle - clip.trailer.start.time_since_epoch());
  if (n < plan.first || n >= plan.last) return t;
  return std::clamp(t, clip.source.start,
                    std::max(clip.source.start, clip.source.end - Duration{1}));
}

}  // namespace cinecut::conform
