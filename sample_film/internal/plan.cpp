#include "sample_film/internal/plan.h"

#include <algorithm>
#include <cmath>

#include "sample_film/internal/voices.h"

namespace sample_film {
namespace {

std::int64_t to_frames(double seconds) { return std::llround(seconds * kFrameRate); }

// Places the lines of a shot; returns the time at which the last has ended.
double place_lines(const Shot& shot, double start, double free_from, Plan& plan) {
  double at = std::max(start + 0.1, free_from);
  for (const Line& line : shot.lines) {
    PlannedLine planned{line, speak(line), at + line.pause};
    at = planned.end();
    plan.lines.push_back(std::move(planned));
  }
  return at;
}

void add_joins(const Script& script, Plan& plan) {
  for (std::size_t i = 0; i < plan.shots.size(); ++i) {
    PlannedShot& shot = plan.shots[i];
    const Shot& written = script.shots[shot.index];
    shot.join_frames = written.join == Join::cut ? 0 : to_frames(written.join_seconds) / 2 * 2;
    shot.seen_first = shot.first;
    shot.seen_last = shot.last;
    if (written.join != Join::dissolve || i == 0) continue;
    shot.seen_first -= shot.join_frames / 2;
    plan.shots[i - 1].seen_last += shot.join_frames / 2;
  }
}

void shorten(Plan& plan, std::int64_t frames) {
  std::erase_if(plan.shots, [&](const PlannedShot& s) { return s.first + 6 > frames; });
  plan.shots.back().last = std::min(plan.shots.back().last, frames);
  plan.frames = plan.shots.back().last;
  std::erase_if(plan.lines, [&](const PlannedLine& l) { return l.end() + 0.1 > plan.seconds(); });
}

}  // namespace

Plan plan_film(const Script& script, int seconds) {
  Plan plan;
  double free_from = 0;
  for (std::size_t i = 0; i < script.shots.size(); ++i) {
    const Shot& shot = script.shots[i];
    const double start = static_cast<double>(plan.frames) / kFrameRate;
    if (seconds > 0 && start > seconds) break;
    double length = shot.seconds;
    if (!shot.lines.empty()) {
      free_from = place_lines(shot, start, free_from, plan);
      if (!shot.runs_on) length = std::max(length, free_from + 0.25 - start);
    }
    const std::int64_t last = plan.frames + std::max<std::int64_t>(to_frames(length), 8);
    plan.shots.push_back({.index = i, .first = plan.frames, .last = last});
    plan.frames = last;
  }
  if (seconds > 0) shorten(plan, std::int64_t{seconds} * kFrameRate);
  add_joins(script, plan);
  return plan;
}

}  // namespace sample_film
