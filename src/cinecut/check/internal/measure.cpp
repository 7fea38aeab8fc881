#include "cinecut/check/internal/measure.h"

#include <algorithm>
#include <cstdlib>
#include <numeric>

#include "base/error.h"
#include "cinecut/sound/loudness.h"
#include "cinecut/survey/cuts.h"
#include "cinecut/survey/small_picture.h"
#include "media/sound.h"
#include "media/video_reader.h"

namespace cinecut::check {
namespace {

using namespace std::chrono_literals;

void stop_if_asked(const base::Progress& progress) {
  if (progress.stop.stop_requested()) {
    throw base::Error(base::ErrorKind::cancelled, "stopped while checking the trailer.");
  }
}

/// Grows a list of runs, told of one picture after the other.
class RunFinder {
 public:
  void add(std::int64_t picture, bool belongs) {
    if (!belongs) return;
    if (runs_.empty() || runs_.back().end != picture) runs_.push_back({picture, picture});
    runs_.back().end = picture + 1;
  }
  std::vector<base::FrameRange> at_least(std::int64_t count) {
    std::erase_if(runs_, [&](const base::FrameRange& r) { return r.length() < count; });
    return std::move(runs_);
  }

 private:
  std::vector<base::FrameRange> runs_;
};

/// Dark as a whole, and but for a fiftieth of it everywhere.
bool is_black(const survey::SmallPicture& picture, bool full_range) {
  const int black = full_range ? 0 : 16;
  const auto pixels = static_cast<std::ptrdiff_t>(picture.luma.size());
  const auto light = std::accumulate(picture.luma.begin(), picture.luma.end(), std::ptrdiff_t{0});
  const auto bright =
      std::ranges::count_if(picture.luma, [&](int level) { return level >= black + 7; });
  return light < pixels * (black + 4) && bright <= pixels / 50;
}

/// A picture that repeats the one before: grain alone makes more of a difference.
bool is_same(const survey::SmallPicture& a, const survey::SmallPicture& b) {
  constexpr std::size_t enough = survey::SmallPicture::kWidth * survey::SmallPicture::kHeight / 50;
  std::size_t sum = 0;
  for (std::size_t i = 0; i < a.luma.size() && sum < enough; ++i)
    sum += static_cast<std::size_t>(std::abs(a.luma[i] - b.luma[i]));
  return sum < enough;
}

constexpr int kThumbnailWidthPx = 400;
constexpr int kThumbnailQuality = 80;

/// Takes the thumbnails that are due at this picture.
void add_thumbnails(Measures& measures, const media::Picture& picture,
                    const std::vector<base::TrailerTime>& wanted) {
  const auto shown = picture.time() - measures.times.front() + measures.frame();
  std::string jpeg;
  while (measures.thumbnails.size() < wanted.size() &&
         wanted[measures.thumbnails.size()].time_since_epoch() < shown) {
    if (jpeg.empty()) {
      jpeg = encode_jpeg(media::to_image(picture, kThumbnailWidthPx), kThumbnailQuality);
    }
    measures.thumbnails.push_back(jpeg);
  }
}

void measure_picture(Measures& measures, const std::filesystem::path& trailer,
                     const std::vector<base::TrailerTime>& thumbnails_at,
                     const base::Progress& progress) {
  // Without the loop filter pictures are a little blocky, which nothing here can see.
  media::VideoReader reader(trailer, {.effort = media::Effort::no_loop_filter});
  survey::CutFinder cuts;
  RunFinder black, still;
  survey::SmallPicture before;
  const double expected =
      base::to_seconds(measures.file.duration) * measures.file.video.frame_rate.value();
  while (const auto picture = reader.next()) {
    stop_if_asked(progress);
    const auto number = static_cast<std::int64_t>(measures.times.size());
    const survey::SmallPicture small = survey::make_small(*picture);
    cuts.add(small);
    const bool dark = is_black(small, measures.file.video.colour.full_range);
    black.add(number, dark);
    // Black is told apart from frozen.
    still.add(number, number > 0 && !dark && is_same(before, small));
    measures.times.push_back(picture->time());
    add_thumbnails(measures, *picture, thumbnails_at);
    measures.other_format += picture->format() != media::PixelFormat::yuv420p ? 1 : 0;
    before = small;
    if (number % 16 == 0) progress(std::min(1.0, static_cast<double>(number) / (expected + 1)));
  }
  const double rate = measures.file.video.frame_rate.value();
  measures.cuts = cuts.finish();
  measures.jumps = cuts.jumps();
  measures.black = black.at_least(1);
  measures.frozen = still.at_least(static_cast<std::int64_t>(rate / 2));
  measures.damaged = reader.damaged();
  measures.thumbnails.resize(thumbnails_at.size());
}

/// An encoder fills its last block with silence; the container says how much of it counts.
base::Duration sound_length(const media::Sound& decoded, const std::filesystem::path& trailer) {
  const base::Duration said = media::SoundReader(trailer).duration();
  const base::Duration block = base::frame_start(2048, {decoded.rate_hz, 1});
  const base::Duration length = decoded.duration();
  return std::chrono::abs(said - length) <= block ? std::min(said, length) : length;
}

void measure_sound(Measures& measures, const std::filesystem::path& trailer) {
  if (!measures.file.audio) return;
  // At its own rate: resampling would move peaks.
  const int rate = measures.file.audio->rate_hz;
  const media::Sound sound = media::read_song(
      trailer, {.rate_hz = rate, .channels = std::min(measures.file.audio->channels, 2)});
  sound::LoudnessMeter meter(rate, sound.channels);
  meter.add(sound.samples);
  measures.sound_length = sound_length(sound, trailer);
  measures.programme_lufs = meter.integrated_lufs();
  measures.true_peak_dbtp = meter.true_peak_dbtp();
  measures.short_term_lufs = meter.short_term_lufs();
}

}  // namespace

base::Duration Measures::frame() const { return base::frame_start(1, file.video.frame_rate); }

base::Duration Measures::picture_length() const {
  return times.empty() ? base::Duration{} : times.back() - times.front() + frame();
}

Measures measure_trailer(const std::filesystem::path& trailer,
                         const std::vector<base::TrailerTime>& thumbnails_at,
                         const base::Progress& progress) {
  Measures measures;
  measures.file = media::probe(trailer);
  measure_sound(measures, trailer);
  stop_if_asked(progress);
  progress(0.1);
  measure_picture(measures, trailer, thumbnails_at, part_of(progress, 0.1, 1));
  progress(1);
  return measures;
}

}  // namespace cinecut::check
