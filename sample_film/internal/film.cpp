#include "sample_film/internal/film.h"

#include <algorithm>
#include <cmath>

namespace sample_film {
namespace {

// How loud each speaker is at each frame of the film, 0 to 1: what moves the mouths.
std::vector<std::array<float, 2>> voice_curve(const Plan& plan) {
  constexpr int kPerFrame = kSoundRate / kFrameRate;
  std::vector<std::array<float, 2>> curve(static_cast<std::size_t>(plan.frames) + 1);
  for (const PlannedLine& line : plan.lines) {
    const auto& s = line.speech.samples;
    for (std::size_t at = 0; at < s.size(); at += kPerFrame) {
      double sum = 0;
      const std::size_t end = std::min(at + kPerFrame, s.size());
      for (std::size_t i = at; i < end; ++i) sum += s[i] * s[i];
      const auto frame =
          static_cast<std::size_t>(line.start * kFrameRate + static_cast<double>(at) / kPerFrame);
      if (frame >= curve.size()) break;
      const double loud = std::sqrt(sum / static_cast<double>(end - at));
      curve[frame][static_cast<int>(line.line.who)] = static_cast<float>(std::min(1.0, loud * 7));
    }
  }
  return curve;
}

double seconds_of(std::int64_t frames) { return static_cast<double>(frames) / kFrameRate; }

}  // namespace

Film::Film(const Script& script, const Plan& plan, int width_px, int height_px)
    : script_(script),
      plan_(plan),
      width_(width_px),
      height_(height_px),
      voices_(voice_curve(plan)),
      stages_(plan.shots.size()) {}

void Film::build(std::size_t shot) {
  const PlannedShot& planned = plan_.shots[shot];
  const Shot& written = script_.shots[planned.index];
  auto stage = std::make_shared<Stage>(
      width_, height_, static_cast<std::uint32_t>(planned.index * 7919 + 17),
      seconds_of(planned.seen_last - planned.seen_first), written.move);
  written.build(*stage);
  stages_[shot] = std::move(stage);
}

void Film::release(std::size_t shot) { stages_[shot].reset(); }

std::size_t Film::shot_at(std::int64_t n) const {
  const auto next = std::ranges::upper_bound(plan_.shots, n, {}, &PlannedShot::first);
  return static_cast<std::size_t>(next - plan_.shots.begin()) - 1;
}

std::vector<std::size_t> Film::shots_of(std::int64_t n) const {
  const std::size_t shot = shot_at(n);
  std::vector<std::size_t> seen = {shot};
  for (const std::size_t other : {shot - 1, shot + 1})
    if (other < plan_.shots.size() && n >= plan_.shots[other].seen_first &&
        n < plan_.shots[other].seen_last)
      seen.push_back(other);
  return seen;
}

void Film::draw(Bitmap& picture, std::size_t shot, std::int64_t n) const {
  const PlannedShot& planned = plan_.shots[shot];
  const Moment now{.t = seconds_of(n - planned.seen_first),
                   .length = seconds_of(planned.seen_last - planned.seen_first),
                   .frame = n,
                   .voice = voices_[static_cast<std::size_t>(n)]};
  stages_[shot]->draw(picture, now);
}

media::Picture Film::frame(std::int64_t n) const {
  const auto seen = shots_of(n);
  // Kept from frame to frame: clearing fresh memory costs as much as a layer.
  thread_local Bitmap picture, other;
  if (picture.width() != width_ || picture.height() != height_) {
    picture = Bitmap(width_, height_);
    other = Bitmap(width_, height_);
  }
  draw(picture, seen[0], n);
  if (seen.size() > 1) {
    const PlannedShot& later = plan_.shots[std::max(seen[0], seen[1])];
    const double begun = static_cast<double>(n - later.seen_first) + 0.5;
    const double share = begun / static_cast<double>(later.join_frames);
    draw(other, seen[1], n);
    dissolve(picture, other, static_cast<int>((seen[1] > seen[0] ? share : 1 - share) * 256));
  }
  return print(picture, print_of(seen[0], n));
}

// How much light a fade through black leaves.
double Film::fade_at(std::size_t shot, std::int64_t n) const {
  const auto left = [](std::int64_t distance, std::int64_t frames) {
    return std::clamp((static_cast<double>(distance) + 0.5) * 2 / static_cast<double>(frames), 0.0,
                      1.0);
  };
  const PlannedShot& planned = plan_.shots[shot];
  double gain = 1;
  if (script_.shots[planned.index].join == Join::fade)
    gain = left(n - planned.first, planned.join_frames);
  if (shot + 1 == plan_.shots.size()) return gain;
  const PlannedShot& next = plan_.shots[shot + 1];
  if (script_.shots[next.index].join == Join::fade)
    gain *= left(next.first - 1 - n, next.join_frames);
  return gain;
}

Print Film::print_of(std::size_t shot, std::int64_t n) const {
  const PlannedShot& planned = plan_.shots[shot];
  const Shot& written = script_.shots[planned.index];
  Print p = stages_[shot]->look;
  p.seed = static_cast<std::uint32_t>(n);
  p.gain = written.kind == "black" ? 0 : fade_at(shot, n);
  const double t = seconds_of(n - planned.first);
  for (const auto& flash : written.flashes) {
    const auto since = std::lround((t - flash.at) * kFrameRate);
    const double shape[] = {1, 0.75, 0.35};
    if (since >= 0 && since < 3) p.flash = std::max(p.flash, flash.strength * shape[since]);
  }
  return p;
}

}  // namespace sample_film
