#include "cinecut/sample/sample.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/parallel.h"
#include "cinecut/sample/plan.h"
#include "cinecut/sample/soundtrack.h"
#include "cinecut/sample/truth.h"
#include "media/movie_writer.h"

namespace cinecut {
namespace sample {
namespace {

/// How loud each speaker is at each frame of the film, 0 to 1: what moves the mouths.
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

/// The film as pictures: shots are built when they are first needed and freed after their last
/// frame.
class Film {
 public:
  Film(const Script& script, const Plan& plan, int width, int height)
      : script_(script),
        plan_(plan),
        width_(width),
        height_(height),
        voices_(voice_curve(plan)),
        stages_(plan.shots.size()) {}

  void build(std::size_t shot) {
    const PlannedShot& planned = plan_.shots[shot];
    const Shot& written = script_.shots[planned.index];
    const double length = static_cast<double>(planned.seen_last - planned.seen_first) / kFrameRate;
    auto stage = std::make_shared<Stage>(width_, height_,
                                         static_cast<std::uint32_t>(planned.index * 7919 + 17),
                                         length, written.move);
    written.build(*stage);
    stages_[shot] = std::move(stage);
  }

  void release(std::size_t shot) { stages_[shot].reset(); }

  media::Picture frame(std::int64_t n) const {
    const std::size_t shot = shot_at(n);
    Bitmap picture(width_, height_);
    draw(picture, shot, n);
    const PlannedShot& planned = plan_.shots[shot];
    // Within a dissolve the neighbour shows through.
    for (const std::size_t other : {shot - 1, shot + 1}) {
      if (other >= plan_.shots.size()) continue;
      const PlannedShot& o = plan_.shots[other];
      if (n < o.seen_first || n >= o.seen_last) continue;
      const PlannedShot& later = other > shot ? o : planned;
      const double begun = static_cast<double>(n - later.seen_first) + 0.5;
      const double share = begun / static_cast<double>(later.join_frames);
      Bitmap second(width_, height_);
      draw(second, other, n);
      dissolve(picture, second, static_cast<int>((other > shot ? share : 1 - share) * 256));
    }
    return print(picture, print_of(shot, n));
  }

  /// The shot on screen; in the first half of a join still the earlier one.
  std::size_t shot_at(std::int64_t n) const {
    const auto next = std::ranges::upper_bound(plan_.shots, n, {}, &PlannedShot::first);
    return static_cast<std::size_t>(next - plan_.shots.begin()) - 1;
  }

 private:
  void draw(Bitmap& picture, std::size_t shot, std::int64_t n) const {
    const PlannedShot& planned = plan_.shots[shot];
    const Moment now{
        .t = static_cast<double>(n - planned.seen_first) / kFrameRate,
        .length = static_cast<double>(planned.seen_last - planned.seen_first) / kFrameRate,
        .frame = n,
        .voice = voices_[static_cast<std::size_t>(n)]};
    stages_[shot]->draw(picture, now);
  }

  Print print_of(std::size_t shot, std::int64_t n) const {
    const PlannedShot& planned = plan_.shots[shot];
    const Shot& written = script_.shots[planned.index];
    Print p = stages_[shot]->look;
    p.seed = static_cast<std::uint32_t>(n);
    if (written.build != nullptr && written.kind == "black") p.gain = 0;
    const auto half = [](const PlannedShot& s) { return static_cast<double>(s.join_frames) / 2; };
    if (written.join == Join::fade && 2 * (n - planned.first) < planned.join_frames)
      p.gain *= (static_cast<double>(n - planned.first) + 0.5) / half(planned);
    if (shot + 1 < plan_.shots.size() &&
        script_.shots[plan_.shots[shot + 1].index].join == Join::fade) {
      const PlannedShot& next = plan_.shots[shot + 1];
      if (2 * (next.first - n) <= next.join_frames)
        p.gain *= (static_cast<double>(next.first - n) - 0.5) / half(next);
    }
    const double t = static_cast<double>(n - planned.first) / kFrameRate;
    for (const auto& flash : written.flashes) {
      const int since = static_cast<int>(std::lround((t - flash.at) * kFrameRate));
      const double shape[] = {1, 0.75, 0.35};
      if (since >= 0 && since < 3) p.flash = std::max(p.flash, flash.strength * shape[since]);
    }
    p.gain = std::clamp(p.gain, 0.0, 1.0);
    return p;
  }

  const Script& script_;
  const Plan& plan_;
  int width_, height_;
  std::vector<std::array<float, 2>> voices_;
  std::vector<std::shared_ptr<Stage>> stages_;
};

/// Draws the film's frames on several threads and hands them out in order.
class Drawer {
 public:
  Drawer(Film& film, const Plan& plan, unsigned threads)
      : film_(film), plan_(plan), users_(plan.shots.size()) {
    list_tasks();
    for (unsigned i = 0; i < threads; ++i)
      threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }

  ~Drawer() {
    for (auto& t : threads_) t.request_stop();
    changed_.notify_all();
  }

  media::Picture next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return failure_ || done_.contains(taken_); });
    if (failure_) std::rethrow_exception(failure_);
    media::Picture picture = std::move(done_.extract(taken_).mapped());
    ++taken_;
    changed_.notify_all();
    return picture;
  }

 private:
  struct Task {
    bool is_build;
    std::int64_t index;  // Of the shot or the frame.
  };

  // Each shot is built some frames before it is first seen, so that nobody waits for it long.
  void list_tasks() {
    constexpr std::int64_t kAhead = 10;
    std::size_t built = 0;
    for (std::int64_t n = 0; n < plan_.frames; ++n) {
      while (built < plan_.shots.size() && plan_.shots[built].seen_first <= n + kAhead)
        tasks_.push_back({true, static_cast<std::int64_t>(built++)});
      tasks_.push_back({false, n});
      for (const std::size_t s : shots_of(n)) ++users_[s];
    }
    ready_.resize(plan_.shots.size());
  }

  std::vector<std::size_t> shots_of(std::int64_t n) const {
    const std::size_t shot = film_.shot_at(n);
    std::vector<std::size_t> seen = {shot};
    for (const std::size_t other : {shot - 1, shot + 1})
      if (other < plan_.shots.size() && n >= plan_.shots[other].seen_first &&
          n < plan_.shots[other].seen_last)
        seen.push_back(other);
    return seen;
  }

  void work(const std::stop_token& stop) try {
    while (const auto task = claim(stop))
      task->is_build ? build(static_cast<std::size_t>(task->index)) : draw(task->index, stop);
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    changed_.notify_all();
  }

  // Tasks are claimed in order, so what a claimed task waits for has been claimed before it.
  std::optional<Task> claim(const std::stop_token& stop) {
    constexpr std::int64_t kBuffered = 24;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return stop.stop_requested() || failure_ || at_ == tasks_.size() || tasks_[at_].is_build ||
             tasks_[at_].index < taken_ + kBuffered;
    });
    if (stop.stop_requested() || failure_ || at_ == tasks_.size()) return {};
    return tasks_[at_++];
  }

  void build(std::size_t shot) {
    film_.build(shot);
    const std::lock_guard lock(mutex_);
    ready_[shot] = true;
    changed_.notify_all();
  }

  void draw(std::int64_t n, const std::stop_token& stop) {
    const auto shots = shots_of(n);
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] {
        return stop.stop_requested() || failure_ ||
               std::ranges::all_of(shots, [&](std::size_t s) { return ready_[s]; });
      });
      if (stop.stop_requested() || failure_) return;
    }
    media::Picture picture = film_.frame(n);
    const std::lock_guard lock(mutex_);
    for (const std::size_t s : shots)
      if (--users_[s] == 0) film_.release(s);
    done_.emplace(n, std::move(picture));
    changed_.notify_all();
  }

  Film& film_;
  const Plan& plan_;
  std::vector<Task> tasks_;
  std::size_t at_ = 0;
  std::vector<std::int64_t> users_;
  std::vector<bool> ready_;
  std::map<std::int64_t, media::Picture> done_;
  std::int64_t taken_ = 0;
  std::exception_ptr failure_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::jthread> threads_;  // Last: they use all of the above.
};

void write_film(const std::filesystem::path& path, const Script& script, const Plan& plan,
                const Stereo& sound, const SampleOptions& options, const base::Progress& progress) {
  media::MovieWriter writer(path, {.width_px = options.width_px,
                                   .height_px = options.height_px,
                                   .frame_rate = {kFrameRate, 1},
                                   .crf = 21,
                                   .preset = "superfast",
                                   .sound_bits_per_s = 160'000,
                                   .metadata = {{"title", script.title}}});
  Film film(script, plan, options.width_px, options.height_px);
  Drawer drawer(film, plan, base::thread_count());
  constexpr std::size_t kPerFrame = 2 * kSoundRate / kFrameRate;
  for (std::int64_t n = 0; n < plan.frames; ++n) {
    if (progress.stop.stop_requested())
      throw base::Error(base::ErrorKind::cancelled, "making the sample film was stopped.");
    writer.write(drawer.next());
    writer.write_sound(
        std::span(sound).subspan(static_cast<std::size_t>(n) * kPerFrame, kPerFrame));
    if (n % kFrameRate == 0)
      progress(0.1 + 0.9 * static_cast<double>(n) / static_cast<double>(plan.frames));
  }
  writer.finish();
}

}  // namespace
}  // namespace sample

SampleFiles make_sample(const std::filesystem::path& folder, const SampleOptions& options,
                        const base::Progress& progress) {
  const SampleFiles files{folder / "sample.mkv", folder / "sample.srt",
                          folder / "sample.truth.json"};
  const sample::Script script = sample::write_script();
  const sample::Plan plan = sample::plan_film(script, options.seconds);
  progress(0.02);
  const auto cues = sample::plan_score(script, plan);
  const auto sound = sample::mix_soundtrack(script, plan, cues);
  progress(0.1);
  base::write_file_atomically(files.subtitles, sample::to_subtitles(plan));
  base::write_file_atomically(
      files.truth, sample::to_truth(script, plan, cues, options.width_px, options.height_px));
  sample::write_film(files.film, script, plan, sound, options, progress);
  progress(1);
  return files;
}

}  // namespace cinecut
