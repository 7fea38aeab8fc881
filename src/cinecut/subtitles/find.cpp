#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/subtitles/read_events.h"
#include "cinecut/subtitles/read_pictures.h"
#include "media/text_track.h"

namespace cinecut {
namespace {

constexpr std::uintmax_t kLargestFile = std::uintmax_t{64} << 20;

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string utf8(const std::filesystem::path& path) {
  const auto name = path.u8string();
  return {name.begin(), name.end()};
}

/// Files beside the film that may be its subtitles, best first.
std::vector<std::filesystem::path> files_beside(const std::filesystem::path& film) {
  std::vector<std::filesystem::path> found;
  for (const char* language : {"", ".en", ".eng"})
    for (const char* extension : {".srt", ".SRT", ".ass", ".ASS", ".ssa", ".SSA", ".vtt", ".VTT"}) {
      std::filesystem::path path = film;
      path.replace_extension();
      path += language;
      path += extension;
      std::error_code error;
      if (std::filesystem::is_regular_file(path, error)) found.push_back(path);
    }
  return found;
}

/// English before others; tracks with only signs or a commentary last.
std::vector<media::TextTrack> by_usefulness(std::vector<media::TextTrack> tracks) {
  const auto rank = [](const media::TextTrack& t) {
    const std::string language = lower(t.language), title = lower(t.title);
    const bool english = language.starts_with("en");
    const auto has = [&](const char* word) { return title.find(word) != std::string::npos; };
    const bool partial = has("forced") || has("sign") || has("comment") || has("song");
    return (partial ? 2 : 0) + (english ? 0 : 1);
  };
  std::stable_sort(tracks.begin(), tracks.end(),
                   [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return tracks;
}

std::string name_of(const media::TextTrack& track) {
  const bool is_known = !track.language.empty() && track.language != "und";
  return "track " + std::to_string(track.stream) + " (" + (is_known ? track.language + ", " : "") +
         track.codec + ")";
}

Subtitles read_picture_track(const media::FilmInfo& film, const media::TextTrack& track,
                             const base::Progress& progress) {
  Subtitles subtitles = read_pictures(film.path, track, film.duration, progress);
  subtitles.source = name_of(track);
  return subtitles;
}

Subtitles read_subtitles(const std::filesystem::path& path, base::Duration film,
                         const base::Progress& progress) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  const bool is_pictures = is_picture_file(path);
  if (!error && size > kLargestFile && !is_pictures)
    throw base::Error(base::ErrorKind::unsupported, "\"" + utf8(path.filename()) +
                                                        "\" is larger than 64 MiB, so it is no " +
                                                        "file of subtitles.");
  const std::string bytes = is_pictures ? "" : base::read_file(path, kLargestFile);
  try {
    Subtitles subtitles =
        is_pictures ? read_picture_file(path, "en", film, progress) : parse_subtitles(bytes, film);
    subtitles.source = utf8(path.filename());
    return subtitles;
  } catch (const base::Error& e) {
    throw base::Error(e.kind(), "cannot read \"" + utf8(path.filename()) + "\": " + e.what());
  }
}

Subtitles read_track(const media::FilmInfo& film, const media::TextTrack& track) {
  SubtitleFile file;
  file.format = "track";
  file.markup = Markup::ass;
  for (const auto& event : media::read_text_track(film.path, track.stream))
    file.events.push_back(from_track_event(event.range, event.ass));
  Subtitles subtitles = read_events(file, film.duration);
  subtitles.encoding = "UTF-8";
  subtitles.source = name_of(track);
  return subtitles;
}

Subtitles with_warning(Subtitles subtitles) {
  if (subtitles.repairs.total() > 0)
    base::warn("subtitles from " + subtitles.source + ": " + std::to_string(subtitles.cues.size()) +
               " cues read; mended: " + describe(subtitles.repairs) + ".");
  return subtitles;
}

}  // namespace

Subtitles find_subtitles(const media::FilmInfo& film, const std::filesystem::path& file,
                         const base::Progress& progress) {
  if (!file.empty()) return with_warning(read_subtitles(file, film.duration, progress));
  for (const auto& path : files_beside(film.path)) try {
      return with_warning(read_subtitles(path, film.duration, progress));
    } catch (const base::Error& e) {
      if (e.kind() == base::ErrorKind::cancelled) throw;
      base::warn(std::string(e.what()) + " Going on without it.");
    }
  for (const auto& track : by_usefulness(film.text_tracks)) try {
      auto subtitles =
          track.is_pictures ? read_picture_track(film, track, progress) : read_track(film, track);
      if (!subtitles.cues.empty()) return with_warning(std::move(subtitles));
    } catch (const base::Error& e) {
      if (e.kind() == base::ErrorKind::cancelled) throw;
      base::warn("cannot read text track " + std::to_string(track.stream) + ": " + e.what());
    }
  return {};
}

}  // namespace cinecut
