#include <algorithm>
#include <map>
#include <span>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/utf8.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/subtitles/internal/candidates.h"
#include "cinecut/subtitles/internal/read_events.h"
#include "cinecut/subtitles/internal/read_pictures.h"
#include "media/text_track.h"

namespace cinecut::subtitles {
namespace {

constexpr std::uintmax_t kLargestFile = std::uintmax_t{64} << 20;

/// What has less than this share of another's cues is a part of the subtitles.
constexpr std::size_t kPart = 5;
/// In a minute, over ten at least: who has so many is not a part, whoever else has more.
constexpr double kManyCues = 4;
constexpr double kLeastMinutes = 10;
/// So few make it worth reading the film's tracks to compare.
constexpr double kFewCues = 1;

std::string name_of(const std::filesystem::path& file) {
  return base::in_one_line(file.filename().string());
}

/// A file counts from the container's beginning, which may come before the film's first picture.
base::Duration length_of_file(const media::FilmInfo& film) {
  return film.duration > base::Duration{} ? film.duration + film.first_picture : base::Duration{};
}

/// The cues of a file on the film's clock: what is said before the first picture is not in the
/// film.
Subtitles on_the_films_clock(Subtitles subtitles, const media::FilmInfo& film) {
  for (auto& cue : subtitles.cues) {
    cue.range.start = std::max(cue.range.start - film.first_picture, base::FilmTime{});
    cue.range.end -= film.first_picture;
  }
  std::erase_if(subtitles.cues, [](const Cue& cue) { return cue.range.end <= cue.range.start; });
  return subtitles;
}

/// What a file holds. Throws what reading it throws. `language`: the one of its pictures that is
/// wanted, where it has several.
Subtitles read_any(const media::FilmInfo& film, const std::filesystem::path& file,
                   const std::string& language, const base::Progress& progress) {
  if (is_picture_file(file))
    return on_the_films_clock(
        read_picture_file(file, language.empty() ? "en" : language, length_of_file(film), progress),
        film);
  const auto bytes = base::read_file(file, kLargestFile);
  return on_the_films_clock(parse_subtitles(bytes, length_of_file(film), film.video.frame_rate),
                            film);
}

double per_minute(std::size_t cues, base::Duration film, double least_minutes = 0.01) {
  return static_cast<double>(cues) / std::max(least_minutes, base::to_seconds(film) / 60);
}

/// The film's text tracks, read together the first time that one is asked for.
class Tracks {
 public:
  explicit Tracks(const media::FilmInfo& film) : film_(film) {}

  bool are_read() const { return !events_.empty(); }

  /// Throws what reading it throws.
  Subtitles read(const Candidate& candidate) {
    const auto& track = film_.text_tracks[static_cast<std::size_t>(candidate.track - 1)];
    if (!track.is_readable)
      throw base::Error(base::ErrorKind::unsupported,
                        "this FFmpeg has no decoder for " + track.codec + ".");
    if (events_.empty()) read_all();
    const auto& events = events_.at(track.stream);
    if (!events) throw base::Error(events.error());
    SubtitleFile file;
    file.format = track.codec;
    file.markup = Markup::ass;
    for (const auto& event : *events)
      file.events.push_back(from_track_event(event.range, event.ass));
    Subtitles subtitles = read_events(file, film_.duration);
    subtitles.encoding = "UTF-8";
    return subtitles;
  }

 private:
  void read_all() {
    std::vector<int> streams;
    for (const auto& track : film_.text_tracks)
      if (track.is_readable && !track.is_pictures) streams.push_back(track.stream);
    auto read = media::read_text_tracks(film_.path, streams);
    for (std::size_t i = 0; i < streams.size(); ++i)
      events_.emplace(streams[i], std::move(read[i]));
  }

  const media::FilmInfo& film_;
  std::map<int, media::TextTrackEvents> events_;
};

/// Goes through the candidates and settles on one.
class Choosing {
 public:
  Choosing(const media::FilmInfo& film, const SubtitleChoice& choice,
           const base::Progress& progress)
      : film_(film),
        progress_(progress),
        is_wanted_(choice.track != 0 || !choice.language.empty()),
        candidates_(subtitle_candidates(film, choice)),
        tracks_(film) {}

  Subtitles choose() {
    for (const auto& candidate : candidates_) {
      if (is_settled(candidate)) break;
      try_to_read(candidate);
    }
    Read* best = whole();
    if (!best) best = long_part();
    if (!best && is_wanted_ && !read_.empty()) best = &read_.front();
    if (!best && is_wanted_)
      throw base::Error(base::ErrorKind::unsupported,
                        "the subtitles that were asked for cannot be used: " + why_none());
    if (!best) return {.why_none = why_none()};
    for (const auto& text : failures_before(*best)) base::warn(text + " Going on without it.");
    return std::move(best->subtitles);
  }

 private:
  struct Read {
    const Candidate* candidate;
    Subtitles subtitles;
  };
  struct Failure {
    const Candidate* candidate;
    std::string text;
  };

  /// No need to look at `next` to know that what was read is no part. Reading tracks takes a pass
  /// through the whole film.
  bool is_settled(const Candidate& next) {
    const Read* best = whole();
    if (!best) return false;
    const double rate = per_minute(best->subtitles.cues.size(), film_.duration, kLeastMinutes);
    return next.is_pictures || rate >= kManyCues ||
           (next.track > 0 && !tracks_.are_read() && rate >= kFewCues);
  }

  void try_to_read(const Candidate& candidate) {
    const std::string name = describe(candidate, film_);
    try {
      auto subtitles = read(candidate);
      if (subtitles.cues.empty()) {
        fail(candidate, name + " holds no line that is in the film.");
      } else {
        subtitles.source = candidate.track > 0 ? "track " + std::to_string(candidate.track)
                                               : name_of(candidate.file);
        if (subtitles.language.empty()) subtitles.language = candidate.tags.language;
        read_.push_back({&candidate, std::move(subtitles)});
      }
    } catch (const base::Error& e) {
      if (e.kind() == base::ErrorKind::out_of_memory || e.kind() == base::ErrorKind::cancelled)
        throw;
      if (!candidate.is_guess) fail(candidate, name + " cannot be read: " + e.what());
    }
  }

  Subtitles read(const Candidate& candidate) {
    if (candidate.track == 0)
      return read_any(film_, candidate.file, candidate.tags.language, progress_);
    const auto& track = film_.text_tracks[static_cast<std::size_t>(candidate.track - 1)];
    return track.is_pictures ? read_pictures(film_.path, track, film_.duration, progress_)
                             : tracks_.read(candidate);
  }

  void fail(const Candidate& candidate, const std::string& text) {
    failures_.push_back({&candidate, text});
  }

  /// The first that says nothing of being a part and is as long as others.
  Read* whole() {
    std::size_t most = 0;
    for (const auto& r : read_)
      if (!r.candidate->tags.is_commentary) most = std::max(most, r.subtitles.cues.size());
    for (auto& r : read_)
      if (!r.candidate->tags.is_partial() &&
          (r.subtitles.cues.size() * kPart >= most ||
           per_minute(r.subtitles.cues.size(), film_.duration, kLeastMinutes) >= kManyCues))
        return &r;
    return nullptr;
  }

  /// Some mark whole subtitles as forced so that players show them.
  Read* long_part() {
    for (auto& r : read_)
      if (!r.candidate->tags.is_commentary &&
          per_minute(r.subtitles.cues.size(), film_.duration) >= kManyCues)
        return &r;
    return nullptr;
  }

  std::vector<std::string> failures_before(const Read& best) const {
    std::vector<std::string> texts;
    for (const auto& failure : failures_)
      if (failure.candidate < best.candidate && !failure.candidate->is_pictures)
        texts.push_back(failure.text);
    return texts;
  }

  std::string why_none() const {
    std::string why;
    const auto add = [&](const std::string& sentence) {
      why += (why.empty() ? "" : " ") + sentence;
    };
    for (const auto& failure : failures_) add(failure.text);
    for (const auto& r : read_)
      add(describe(*r.candidate, film_) + " holds only a part of what is said (" +
          std::to_string(r.subtitles.cues.size()) +
          " lines); name it with --subtitle or --subtitle-track to use it all the same.");
    if (why.empty()) add("There is no file of subtitles beside the film and no track in it.");
    return why;
  }

  const media::FilmInfo& film_;
  const base::Progress& progress_;
  bool is_wanted_;
  std::vector<Candidate> candidates_;
  Tracks tracks_;
  std::vector<Read> read_;
  std::vector<Failure> failures_;
};

Subtitles with_warning(Subtitles subtitles) {
  if (subtitles.repairs.total() > 0)
    base::warn("subtitles from " + subtitles.source + ": " + std::to_string(subtitles.cues.size()) +
               " cues read; mended: " + describe(subtitles.repairs) + ".");
  return subtitles;
}

/// A file that was named.
Subtitles read_file(const media::FilmInfo& film, const SubtitleChoice& choice,
                    const base::Progress& progress) {
  const auto& file = choice.file;
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (!error && size > kLargestFile && !is_picture_file(file))
    throw base::Error(
        base::ErrorKind::unsupported,
        "\"" + name_of(file) + "\" is larger than 64 MiB, so it is no file of subtitles.");
  try {
    Subtitles subtitles = read_any(film, file, choice.language, progress);
    subtitles.source = name_of(file);
    const auto words = words_of(file.stem().string());
    const auto tags = tags_in(std::span(words).last(count_tags(words)));
    if (tags && subtitles.language.empty()) subtitles.language = tags->language;
    return subtitles;
  } catch (const base::Error& e) {
    if (e.kind() == base::ErrorKind::cancelled || e.kind() == base::ErrorKind::not_found) throw;
    throw base::Error(e.kind(), "cannot read \"" + name_of(file) + "\": " + e.what());
  }
}

}  // namespace

std::string describe(const Subtitles& s) {
  if (s.source.empty()) return "none. " + s.why_none;
  const std::string language = s.language.empty() ? "" : language_name(s.language) + ", ";
  const auto lines = s.cues.size();
  return s.source + " (" + language + s.format + "), " + std::to_string(lines) +
         (lines == 1 ? " line" : " lines");
}

Subtitles read_subtitles(const std::filesystem::path& file, base::Duration film,
                         base::Rational frame_rate) {
  media::FilmInfo info;
  info.duration = film;
  info.video.frame_rate = frame_rate;
  return read_file(info, {.file = file}, {});
}

Subtitles find_subtitles(const media::FilmInfo& film, const SubtitleChoice& choice,
                         const base::Progress& progress) {
  if (!choice.file.empty()) return with_warning(read_file(film, choice, progress));
  return with_warning(Choosing(film, choice, progress).choose());
}

std::vector<std::filesystem::path> subtitle_files(const media::FilmInfo& film,
                                                  const SubtitleChoice& choice) {
  std::vector<std::filesystem::path> files;
  const auto add = [&](const std::filesystem::path& file) {
    if (file.empty()) return;
    files.push_back(file);
    if (const auto companion = companion_of(file); !companion.empty()) files.push_back(companion);
  };
  add(choice.file);
  if (choice.file.empty())
    for (const auto& candidate : subtitle_candidates(film, choice)) add(candidate.file);
  return files;
}

}  // namespace cinecut::subtitles
