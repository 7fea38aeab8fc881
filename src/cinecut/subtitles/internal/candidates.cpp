#include "cinecut/subtitles/internal/candidates.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <tuple>

#include "base/error.h"
#include "base/languages.h"
#include "base/utf8.h"
#include "cinecut/subtitles/internal/folder.h"

namespace cinecut::subtitles {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 100;
constexpr std::size_t kMostListed = 20;

/// The first are richest in what we use.
constexpr std::array<std::string_view, 4> kUsual = {"srt", "ass", "ssa", "vtt"};

bool is_idx_of_pictures(const std::string& extension) {
  return extension == "idx" || extension == "sup";
}

Candidate to_candidate(const NamedFile& file) {
  Candidate c;
  c.file = file.path;
  c.tags = file.tags;
  c.place = file.has_other_name ? Place::other_name : Place::beside;
  c.is_pictures = is_idx_of_pictures(file.extension);
  c.is_guess = file.is_guess;
  return c;
}

std::size_t usefulness(const std::string& extension) {
  return static_cast<std::size_t>(std::ranges::find(kUsual, extension) - kUsual.begin());
}

std::vector<Candidate> files_of(const media::FilmInfo& film) {
  auto files = subtitle_files_beside(film.path);
  // The pictures of an index beside it.
  std::erase_if(files, [&](const NamedFile& file) {
    return file.extension == "sub" && !companion_of(file.path).empty();
  });
  std::ranges::stable_sort(files, {}, [](const NamedFile& f) {
    return std::tuple(f.has_other_name, f.is_guess, usefulness(f.extension), f.extra_words);
  });
  std::vector<Candidate> candidates;
  candidates.reserve(files.size());
  for (const auto& file : files) candidates.push_back(to_candidate(file));
  return candidates;
}

Candidate to_candidate(const media::TextTrack& track, int number) {
  Candidate c;
  c.track = number;
  c.place = Place::inside;
  c.is_pictures = track.is_pictures;
  c.tags = tags_in_title(track.title);
  if (const auto language = base::language_code(track.language)) c.tags.language = *language;
  c.tags.is_forced |= track.is_forced;
  c.tags.is_commentary |= track.is_commentary || track.is_visual_impaired;
  c.tags.is_hearing_impaired |= track.is_hearing_impaired;
  c.tags.is_default |= track.is_default;
  return c;
}

/// Best first. `spoken`: the code of the language of the film's sound.
void sort(std::vector<Candidate>& candidates, const media::FilmInfo& film,
          const std::string& spoken) {
  const auto rank = [&](const Candidate& c) {
    const auto& language = c.tags.language;
    const bool is_said = !language.empty();
    const bool is_original =
        c.track > 0 && film.text_tracks[static_cast<std::size_t>(c.track - 1)].is_original;
    const bool is_trusted = is_said || c.place != Place::other_name;
    const int strangeness = !is_trusted                    ? 3
                            : !is_said || language == "en" ? 0
                            : language == spoken           ? 1
                            : is_original                  ? 2
                                                           : 3;
    return std::tuple(c.tags.is_partial(), c.is_pictures, strangeness, c.place,
                      c.tags.is_hearing_impaired, !is_said, !c.tags.is_default);
  };
  std::ranges::stable_sort(candidates, {}, rank);
}

[[noreturn]] void refuse(const std::string& what, const std::vector<Candidate>& all,
                         const media::FilmInfo& film) {
  std::string there;
  for (std::size_t i = 0; i < all.size() && i < kMostListed; ++i)
    there += (i ? ", " : "") + describe(all[i], film);
  if (all.size() > kMostListed)
    there += " and " + std::to_string(all.size() - kMostListed) + " more";
  throw base::Error(base::ErrorKind::usage,
                    what + (there.empty() ? " There are no subtitles beside the film or in it."
                                          : " There are: " + there +
                                                ". Name one of these, or a "
                                                "file with --subtitle."));
}

}  // namespace

std::vector<Candidate> subtitle_candidates(const media::FilmInfo& film,
                                           const SubtitleChoice& choice) {
  auto all = files_of(film);
  for (std::size_t i = 0; i < film.text_tracks.size(); ++i)
    all.push_back(to_candidate(film.text_tracks[i], static_cast<int>(i) + 1));
  sort(all, film, film.audio ? base::language_code(film.audio->language).value_or("") : "");

  auto fitting = all;
  if (choice.track != 0) {
    std::erase_if(fitting, [&](const Candidate& c) { return c.track != choice.track; });
    if (fitting.empty())
      refuse("--subtitle-track " + std::to_string(choice.track) +
                 ": the film has no such track of subtitles.",
             all, film);
  }
  if (!choice.language.empty()) {
    const auto wanted = base::language_code(choice.language).value_or("?");
    std::erase_if(fitting, [&](const Candidate& c) { return c.tags.language != wanted; });
    if (fitting.empty())
      refuse("--subtitle-language " + base::in_one_line(choice.language) +
                 ": there are no subtitles in that language.",
             all, film);
  }
  std::size_t files = 0;
  std::erase_if(fitting, [&](const Candidate& c) { return c.track == 0 && ++files > kMostFiles; });
  return fitting;
}

std::string describe(const Candidate& c, const media::FilmInfo& film) {
  std::vector<std::string> facts;
  if (!c.tags.language.empty()) facts.push_back(language_name(c.tags.language));
  if (c.tags.is_forced) facts.emplace_back("forced");
  if (c.tags.is_commentary) facts.emplace_back("commentary");
  if (c.tags.is_hearing_impaired) facts.emplace_back("for the hard of hearing");
  if (c.track > 0) facts.push_back(film.text_tracks[static_cast<std::size_t>(c.track - 1)].codec);
  if (c.is_pictures) facts.emplace_back("pictures");
  std::string text = c.track > 0 ? "track " + std::to_string(c.track)
                                 : base::in_one_line(c.file.filename().string());
  for (std::size_t i = 0; i < facts.size(); ++i) text += (i ? ", " : " (") + facts[i];
  return facts.empty() ? text : text + ")";
}

fs::path companion_of(const fs::path& file) {
  const auto extension = file.extension().string();
  for (const auto& [one, other] :
       {std::pair(".idx", ".sub"), {".sub", ".idx"}, {".IDX", ".SUB"}, {".SUB", ".IDX"}}) {
    if (extension != one) continue;
    auto path = file;
    path.replace_extension(other);
    std::error_code error;
    if (fs::is_regular_file(path, error)) return path;
  }
  return {};
}

}  // namespace cinecut::subtitles
