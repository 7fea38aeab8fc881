#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/parallel.h"
#include "cinecut/survey/internal/belt.h"
#include "cinecut/survey/internal/evidence.h"
#include "cinecut/survey/internal/sound_meter.h"

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;

// Where every picture is decoded: this often, and after each cut.
constexpr auto kGlanceDistance = 2000ms;

// Pictures come from another thread than packets and sound, and touch nothing of theirs.
class Gathering {
 public:
  Gathering(const media::FilmInfo& film, const std::vector<subtitles::Cue>& cues, bool all_pictures)
      : all_pictures_(all_pictures), film_(film) {
    for (const auto& cue : cues) wanted_.push_back(cue.range.middle());
  }

  void add(const media::PacketNote& note) { evidence_.packets.push_back(note); }
  void add(const media::SoundPiece& piece) {
    sound_.add(piece.start, piece.rate_hz, piece.samples);
  }
  void add(const media::Picture& picture) {
    const auto small = make_small(picture);
    end_ = std::max(end_, picture.time() + picture.duration());
    if (all_pictures_) {
      borders_.add(small);
      rest_.add(small);
      const auto& c = borders_.last_change();
      evidence_.steps.push_back({small.time, c.luma, std::hypot(c.camera_x, c.camera_y)});
      if (!is_worth_a_glance(picture.time())) return;
    }
    last_glance_ = picture.time();
    evidence_.glances.push_back(glance_at(picture, small, film_));
    PictureBars bars;
    if (evidence_.glances.back().measures.light > 0.15f && find_bars(picture, bars))
      evidence_.bars.push_back(as_shown(bars, picture, film_.video));
  }

  Evidence finish(const std::vector<subtitles::Cue>& cues) {
    std::ranges::stable_sort(evidence_.packets, {}, &media::PacketNote::time);
    std::ranges::stable_sort(evidence_.glances, {},
                             [](const Glance& g) { return g.measures.time; });
    for (const auto& p : evidence_.packets) end_ = std::max(end_, p.time + p.duration);
    if (all_pictures_) evidence_.borders = borders_.finish();
    evidence_.rest = rest_.finish();
    evidence_.end = base::FilmTime{film_.duration};
    if (end_ > base::FilmTime{} && evidence_.end - end_ > 1s) evidence_.end = end_;
    evidence_.sound = sound_.finish(evidence_.end.time_since_epoch(), cues);
    return std::move(evidence_);
  }

 private:
  // Each so often, in each shot, and in the middle of each cue.
  bool is_worth_a_glance(base::FilmTime time) {
    while (next_wanted_ < wanted_.size() && wanted_[next_wanted_] + 100ms < time) ++next_wanted_;
    if (next_wanted_ < wanted_.size() && time >= wanted_[next_wanted_] - 20ms) {
      ++next_wanted_;
      return true;
    }
    if (!last_glance_ || time - *last_glance_ >= kGlanceDistance) return true;
    const auto cut = borders_.latest_cut();
    return cut && *cut > *last_glance_;
  }

  bool all_pictures_;
  const media::FilmInfo& film_;
  std::vector<base::FilmTime> wanted_;
  std::size_t next_wanted_ = 0;
  Evidence evidence_;
  BorderFinder borders_;
  RestFinder rest_;
  SoundMeter sound_;
  std::optional<base::FilmTime> last_glance_;
  base::FilmTime end_{};
};

}  // namespace

Evidence gather(const media::FilmInfo& film, const std::vector<subtitles::Cue>& cues,
                bool all_pictures, const base::Progress& progress) {
  Gathering gathering(film, cues, all_pictures);
  media::ScanOptions options;
  options.effort = all_pictures ? media::Effort::no_loop_filter : media::Effort::key_frames;
  if (!all_pictures) options.least_distance = 80ms;
  options.threads = static_cast<int>(std::max(1u, base::thread_count() - 1));
  media::ScanSinks sinks;
  sinks.packet = [&](const media::PacketNote& note) { gathering.add(note); };
  Belt belt([&](const media::Picture& picture) { gathering.add(picture); });
  sinks.picture = [&](const media::Picture& picture) { belt.put(picture); };
  if (film.audio) options.sound_track = film.audio->track;
  if (film.audio) sinks.sound = [&](const media::SoundPiece& piece) { gathering.add(piece); };
  media::scan(film.path, film.duration, options, sinks, progress);
  belt.finish();
  return gathering.finish(cues);
}

}  // namespace cinecut::survey
