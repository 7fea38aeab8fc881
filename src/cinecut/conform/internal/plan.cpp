#include "cinecut/conform/internal/plan.h"

#include <algorithm>

namespace cinecut::conform {
namespace {

using base::Duration;

/// Within [free, total).
base::FrameRange frames_of(const base::TrailerRange& range, base::Rational rate, std::int64_t free,
                           std::int64_t total) {
  const base::FrameRange frames = base::nearest_frames(range, rate);
  const std::int64_t start = std::clamp(frames.start, free, total);
  return {start, std::clamp(frames.end, start, total)};
}

void place_clips(const edit::Manifest& manifest, Plan& plan) {
  const auto total = static_cast<std::int64_t>(plan.frames.size());
  std::int64_t free = 0;
  for (const edit::Clip& clip : manifest.clips) {
    const auto own = frames_of(clip.trailer, plan.frame_rate, free, total);
    plan.clips.push_back({.shown = own, .own = own});
    free = own.end;
  }
  for (std::size_t i = 0; i < plan.clips.size(); ++i)
    for (std::int64_t n = plan.clips[i].own.start; n < plan.clips[i].own.end; ++n)
      plan.frames[static_cast<std::size_t>(n)].clip = static_cast<int>(i);
}

/// The clip that ends where clip `i` starts, or -1.
int neighbour_before(const Plan& plan, int i) {
  const auto& here = plan.clips[static_cast<std::size_t>(i)].own;
  for (int k = i - 1; k >= 0; --k) {
    const auto& own = plan.clips[static_cast<std::size_t>(k)].own;
    if (own.length() > 0) return own.end == here.start ? k : -1;
  }
  return -1;
}

void mix_frames(Plan& plan, int before, int after, std::int64_t half) {
  ClipPlan& b = plan.clips[static_cast<std::size_t>(after)];
  const std::int64_t start = before < 0 ? b.own.start : b.own.start - half;
  const std::int64_t end = b.own.start + half;
  for (std::int64_t n = start; n < end; ++n) {
    FramePlan& f = plan.frames[static_cast<std::size_t>(n)];
    f.clip = after;
    f.under = before;
    f.mix = (static_cast<float>(n - start) + 0.5f) / static_cast<float>(end - start);
  }
  b.shown.start = start;
  if (before >= 0) plan.clips[static_cast<std::size_t>(before)].shown.end = end;
}

void fade_frames(Plan& plan, int before, int after, std::int64_t half, bool is_white) {
  const std::int64_t cut = plan.clips[static_cast<std::size_t>(after)].own.start;
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
    const auto here = plan.clips[static_cast<std::size_t>(i)].own;
    const edit::Clip& clip = manifest.clips[static_cast<std::size_t>(i)];
    if (here.length() == 0) continue;
    const int before = neighbour_before(plan, i);
    std::int64_t half = base::nearest_frame(clip.transition_length / 2, plan.frame_rate);
    half = std::min(half, here.length());
    if (before >= 0) {
      half = std::min(half, plan.clips[static_cast<std::size_t>(before)].own.length() - taken);
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
    const auto card = frames_of(manifest.titles[i].trailer, plan.frame_rate, 0, total);
    for (auto n = card.start; n < card.end; ++n)
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
  if (!plan.own.contains(n)) return t;
  return std::clamp(t, clip.source.start,
                    std::max(clip.source.start, clip.source.end - Duration{1}));
}

}  // namespace cinecut::conform
