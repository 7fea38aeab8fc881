#include "cinecut/conform/conform.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/parallel.h"
#include "base/seal.h"
#include "cinecut/conform/internal/clip_feed.h"
#include "cinecut/conform/internal/compose.h"
#include "cinecut/conform/internal/look.h"
#include "cinecut/conform/internal/look_table.h"
#include "cinecut/conform/internal/plan.h"
#include "cinecut/conform/internal/title_card.h"
#include "media/movie_writer.h"

namespace cinecut::conform {
namespace {

constexpr int kSoundRate = 48000;
constexpr std::size_t kPicturesAhead = 4;  // Of each clip that is being decoded.
constexpr int kBackdropWidth = 160;

/// Decoder threads of each clip: the encoder needs the cores more.
int decoder_threads() { return std::clamp(static_cast<int>(base::thread_count()) / 4, 1, 4); }

/// Clips decoded at the same time: the one that is seen and those that come next.
std::size_t clips_ahead() { return base::thread_count() <= 4 ? 2 : 3; }

media::ColourTags trailer_colour(const media::VideoInfo& film) {
  media::ColourTags tags = media::Upright(film).colour();
  tags.full_range = false;
  return tags;
}

media::MovieOptions movie_options(const edit::Manifest& manifest, const media::FilmInfo& film,
                                  const ConformOptions& options) {
  media::MovieOptions movie;
  movie.width_px = film.video.display_width_px;
  movie.height_px = film.video.display_height_px;
  movie.frame_rate = manifest.frame_rate;
  movie.colour = trailer_colour(film.video);
  movie.crf = options.crf;
  movie.preset = options.preset;
  movie.x264_options = options.x264_options;
  movie.sound_rate_hz = kSoundRate;
  movie.metadata["comment"] = "Made by CineCut, " + base::seal_slot();
  if (!manifest.film_title.empty()) movie.metadata["title"] = manifest.film_title;
  return movie;
}

/// The mix, written as soon as it is there, exactly as long as the pictures will be. Coded it is
/// small, so it may run ahead of them.
class SoundTrack {
 public:
  SoundTrack(std::future<sound::Mix> mix, base::Duration length)
      : mix_(std::move(mix)),
        frames_(static_cast<std::size_t>(
            std::max<std::int64_t>(0, base::nearest_frame(length, {kSoundRate, 1})))) {}

  void write_if_ready(media::MovieWriter& movie) {
    if (mix_.valid() && mix_.wait_for(std::chrono::seconds(0)) == std::future_status::ready)
      write(movie);
  }

  /// Waits for the mix; once written, does nothing.
  void write(media::MovieWriter& movie) {
    if (!mix_.valid()) return;
    const auto sound = mix_.get().programme;
    if (sound.rate_hz != kSoundRate || sound.channels != 2)
      throw base::Error(base::ErrorKind::internal, "the mix is not 48 kHz stereo.");
    const std::size_t from_mix = std::min(sound.frames(), frames_);
    movie.write_sound(std::span(sound.samples).first(2 * from_mix));
    movie.write_sound(std::vector<float>(2 * (frames_ - from_mix)));
  }

 private:
  std::future<sound::Mix> mix_;
  std::size_t frames_;
};

/// All that is needed to make the trailer's pictures, one after the other.
class Compositor {
 public:
  Compositor(const edit::Manifest& manifest, const media::FilmInfo& film, const vibe::Vibe& vibe,
             const ConformOptions& options);

  std::int64_t frames() const { return static_cast<std::int64_t>(plan_.frames.size()); }
  /// The n-th picture. Called for each, in order.
  media::Picture frame(std::int64_t n);
  /// Pictures that should have come from the film, and how many of them did not.
  std::int64_t wanted() const { return wanted_; }
  std::int64_t missing() const { return missing_; }
  int damaged() { return readers_.damaged(); }

 private:
  media::Picture graded(const media::Picture& picture) const;
  void start_feeds(std::int64_t n);
  media::Picture clip_picture(int clip);
  media::Picture scene(std::int64_t n);
  void make_cards(const vibe::Vibe& vibe);
  void choose_backdrops();
  void keep_backdrop(std::int64_t n, const media::Picture& picture);

  const edit::Manifest& manifest_;
  ConformOptions options_;
  int width_px_, height_px_;
  media::ColourTags colour_;
  Plan plan_;
  LookTable look_;
  Coding coding_;
  media::Picture black_;
  FilmReaders readers_;
  std::map<int, std::unique_ptr<ClipFeed>> feeds_;  ///< Started and not over, by clip.
  std::size_t next_feed_ = 0;
  std::vector<TitleCard> cards_;
  std::vector<std::int64_t> card_start_;
  std::multimap<std::int64_t, std::size_t> backdrops_;  ///< From frame to card.
  std::int64_t wanted_ = 0, missing_ = 0;
};

LookTable make_look(const vibe::Vibe& vibe, const media::VideoInfo& film) {
  return {Cube(Look(vibe)), Coding::of(media::Upright(film).colour())};
}

Compositor::Compositor(const edit::Manifest& manifest, const media::FilmInfo& film,
                       const vibe::Vibe& vibe, const ConformOptions& options)
    : manifest_(manifest),
      options_(options),
      width_px_(film.video.display_width_px),
      height_px_(film.video.display_height_px),
      colour_(trailer_colour(film.video)),
      plan_(make_plan(manifest)),
      look_(make_look(vibe, film.video)),
      coding_(Coding::of(colour_)),
      black_(black_picture(width_px_, height_px_)),
      readers_(film, decoder_threads()) {
  make_cards(vibe);
  choose_backdrops();
}

void Compositor::make_cards(const vibe::Vibe& vibe) {
  // Those between the parts have letters of one size, so that the longest decides.
  double size = 1;
  for (const auto& title : manifest_.titles)
    if (title.kind == "card")
      size = std::min(
          size, TitleCard(title, vibe, {.width_px = width_px_, .height_px = height_px_}).letters());
  for (std::size_t i = 0; i < manifest_.titles.size(); ++i) {
    const auto is_here = [&](const FramePlan& f) { return f.title == static_cast<int>(i); };
    const auto first = std::ranges::find_if(plan_.frames, is_here);
    card_start_.push_back(first - plan_.frames.begin());
    cards_.emplace_back(manifest_.titles[i], vibe,
                        TitleCardOptions{.width_px = width_px_,
                                         .height_px = height_px_,
                                         .frames = std::ranges::count_if(plan_.frames, is_here),
                                         .frame_rate = plan_.frame_rate,
                                         .coding = coding_,
                                         .size = manifest_.titles[i].kind == "card" ? size : 1,
                                         .area = options_.area});
  }
}

/// A title stands before the best picture seen up to then: nothing is decoded for it, and nothing
/// is given away.
void Compositor::choose_backdrops() {
  for (std::size_t i = 0; i < manifest_.titles.size(); ++i) {
    if (manifest_.titles[i].kind != "title") continue;
    int best = -1;
    for (std::size_t c = 0; c < plan_.clips.size(); ++c) {
      const ClipPlan& clip = plan_.clips[c];
      if (clip.own.length() == 0 || clip.own.end > card_start_[i]) continue;
      if (best < 0 ||
          manifest_.clips[c].score > manifest_.clips[static_cast<std::size_t>(best)].score)
        best = static_cast<int>(c);
    }
    if (best < 0) continue;
    const ClipPlan& clip = plan_.clips[static_cast<std::size_t>(best)];
    backdrops_.emplace((clip.own.start + clip.own.end) / 2, i);
  }
}

void Compositor::keep_backdrop(std::int64_t n, const media::Picture& picture) {
  const auto [begin, end] = backdrops_.equal_range(n);
  for (auto it = begin; it != end; ++it)
    cards_[it->second].set_backdrop(media::to_image(picture, kBackdropWidth));
}

media::Picture Compositor::graded(const media::Picture& picture) const {
  auto result = media::Picture::make(width_px_, height_px_, media::PixelFormat::yuv420p);
  look_.apply(picture, result);
  draw_bars(result, options_.area);
  return result;
}

void Compositor::start_feeds(std::int64_t n) {
  while (next_feed_ < plan_.clips.size() &&
         (feeds_.size() < clips_ahead() || plan_.clips[next_feed_].shown.start <= n)) {
    const ClipPlan& clip = plan_.clips[next_feed_];
    if (clip.shown.length() > 0) {
      std::vector<base::FilmTime> times;
      for (auto k = clip.shown.start; k < clip.shown.end; ++k)
        times.push_back(source_time(manifest_.clips[next_feed_], clip, k, plan_.frame_rate));
      feeds_[static_cast<int>(next_feed_)] = std::make_unique<ClipFeed>(
          readers_, std::move(times),
          [this](const media::Picture& picture) { return graded(picture); }, kPicturesAhead);
    }
    ++next_feed_;
  }
}

media::Picture Compositor::clip_picture(int clip) {
  if (clip < 0) return black_;
  ++wanted_;
  auto picture = feeds_.at(clip)->take();
  if (picture) return picture;
  ++missing_;
  return black_;
}

/// What stands behind the titles.
media::Picture Compositor::scene(std::int64_t n) {
  const FramePlan& f = plan_.frames[static_cast<std::size_t>(n)];
  media::Picture picture = clip_picture(f.clip);
  if (f.mix < 1) picture = mixed(picture, clip_picture(f.under), f.mix);
  if (f.light < 1) picture = faded(picture, f.light, f.is_white);
  return picture;
}

media::Picture Compositor::frame(std::int64_t n) {
  std::erase_if(feeds_, [&](const auto& feed) {
    return plan_.clips[static_cast<std::size_t>(feed.first)].shown.end <= n;
  });
  start_feeds(n);
  media::Picture picture = scene(n);
  keep_backdrop(n, picture);
  const FramePlan& f = plan_.frames[static_cast<std::size_t>(n)];
  if (f.title < 0) return picture;
  const auto title = static_cast<std::size_t>(f.title);
  picture = copied(picture);
  cards_[title].draw(n - card_start_[title], picture, f.clip >= 0);
  return picture;
}

void check_film_was_seen(Compositor& compositor, const media::FilmInfo& film) {
  if (compositor.damaged() > 0)
    base::warn(std::to_string(compositor.damaged()) +
               " pictures of the film are damaged; those before them are shown instead.");
  if (compositor.missing() == 0) return;
  if (compositor.missing() == compositor.wanted())
    throw base::Error(base::ErrorKind::corrupt,
                      "cannot make the trailer: not one of its pictures could be read from " +
                          base::quoted(film.path) + ". The file is damaged or was replaced.");
  base::warn(std::to_string(compositor.missing()) +
             " pictures of the trailer are black because the film has none there.");
}

}  // namespace

void conform(const edit::Manifest& manifest, const media::FilmInfo& film,
             std::future<sound::Mix> mix, const vibe::Vibe& vibe, const std::filesystem::path& path,
             const ConformOptions& options, const base::Progress& progress) {
  Compositor compositor(manifest, film, vibe, options);
  const std::int64_t frames = compositor.frames();
  SoundTrack sound(std::move(mix), base::frame_start(frames, manifest.frame_rate));
  media::MovieWriter movie(path, movie_options(manifest, film, options));
  for (std::int64_t n = 0; n < frames; ++n) {
    if (progress.stop.stop_requested())
      throw base::Error(base::ErrorKind::cancelled, "rendering was stopped; no file was written.");
    movie.write(compositor.frame(n));
    sound.write_if_ready(movie);
    progress(static_cast<double>(n + 1) / static_cast<double>(frames));
  }
  sound.write(movie);
  check_film_was_seen(compositor, film);
  movie.finish(options.before_replacing);
}

std::string look_cube(const vibe::Vibe& vibe) {
  return Cube(Look(vibe)).to_text("CineCut " + vibe.name);
}

}  // namespace cinecut::conform
