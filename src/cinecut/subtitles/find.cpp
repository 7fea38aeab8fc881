#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/utf8.h"
#include "cinecut/subtitles/candidates.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/subtitles/read_events.h"
#include "media/text_track.h"

namespace cinecut {
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

/// The cues of a file beside the film. It counts from the container's beginning, and the film from
/// its first picture: what is said before that is not in the film.
Subtitles parse_beside(const media::FilmInfo& film, std::string_view bytes) {
  const auto length = film.duration > base::Duration{} ? film.duration + film.first_picture
                                                       : base::Duration{};
  auto subtitles = parse_subtitles(bytes, length, film.video.frame_rate);
  for (auto& cue : subtitles.cues) {
    cue.range.start = std::max(cue.range.start - film.first_picture, base::FilmTime{});
    cue.range.end -= film.first_picture;
  }
  std::erase_if(subtitles.cues, [](const Cue& cue) { return cue.range.end <= cue.range.start; });
  return subtitles;
}

/// Where subtitles are read that are pictures: `file` or, where it is empty, a track of the film.
/// Nothing: they cannot be.
std::optional<Subtitles> read_pictures(const media::FilmInfo&, const Candidate&) { return {}; }

/// By how a file begins: of a Blu-ray, or the two files of a DVD.
bool is_file_of_pictures(std::string_view bytes) {
  using namespace std::string_view_literals;
  const bool is_sup = bytes.starts_with("PG") && bytes.substr(0, 13).contains('\0');
  return is_sup || bytes.starts_with("\0\0\1\xBA"sv) ||
         bytes.substr(0, 100).find("VobSub index") != std::string_view::npos;
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
  Choosing(const media::FilmInfo& film, const SubtitleChoice& choice)
      : film_(film),
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
      if (!subtitles) {
        fail(candidate, name + " holds pictures of text, which cannot be read here.");
      } else if (subtitles->cues.empty()) {
        fail(candidate, name + " holds no line that is in the film.");
      } else {
        subtitles->source = candidate.track > 0 ? "track " + std::to_string(candidate.track)
                                                : name_of(candidate.file);
        if (subtitles->language.empty()) subtitles->language = candidate.tags.language;
        read_.push_back({&candidate, *std::move(subtitles)});
      }
    } catch (const base::Error& e) {
      if (e.kind() == base::ErrorKind::out_of_memory) throw;
      if (!candidate.is_guess) fail(candidate, name + " cannot be read: " + e.what());
    }
  }

  std::optional<Subtitles> read(const Candidate& candidate) {
    if (candidate.is_pictures) return read_pictures(film_, candidate);
    if (candidate.track > 0) return tracks_.read(candidate);
    const std::string bytes = base::read_file(candidate.file, kLargestFile);
    if (is_file_of_pictures(bytes)) return read_pictures(film_, candidate);
    return parse_beside(film_, bytes);
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

Subtitles read_pictures_of(const media::FilmInfo& film, const std::filesystem::path& file) {
  Candidate candidate;
  candidate.file = file;
  candidate.is_pictures = true;
  auto subtitles = read_pictures(film, candidate);
  if (subtitles) return *std::move(subtitles);
  throw base::Error(base::ErrorKind::unsupported,
                    "cannot read \"" + name_of(file) +
                        "\": it holds pictures of text, which cannot be read here.");
}

Subtitles parse_file(const media::FilmInfo& film, const std::filesystem::path& file,
                     std::string_view bytes) {
  try {
    return parse_beside(film, bytes);
  } catch (const base::Error& e) {
    throw base::Error(e.kind(), "cannot read \"" + name_of(file) + "\": " + e.what());
  }
}

/// A file that was named.
Subtitles read_file(const media::FilmInfo& film, const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (!error && size > kLargestFile)
    throw base::Error(
        base::ErrorKind::unsupported,
        "\"" + name_of(file) + "\" is larger than 64 MiB, so it is no file of subtitles.");
  const std::string bytes = base::read_file(file, kLargestFile);
  Subtitles subtitles =
      is_file_of_pictures(bytes) ? read_pictures_of(film, file) : parse_file(film, file, bytes);
  subtitles.source = name_of(file);
  const auto words = words_of(file.stem().string());
  const auto tags = tags_in(std::span(words).last(count_tags(words)));
  if (tags && subtitles.language.empty()) subtitles.language = tags->language;
  return subtitles;
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
  return read_file(info, file);
}

Subtitles find_subtitles(const media::FilmInfo& film, const SubtitleChoice& choice) {
  if (!choice.file.empty()) return with_warning(read_file(film, choice.file));
  return with_warning(Choosing(film, choice).choose());
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

}  // namespace cinecut
