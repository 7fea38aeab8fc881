#include "cinecut/subtitles/internal/folder.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <system_error>

#include "base/utf8.h"

namespace cinecut::subtitles {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostEntries = 100'000;

constexpr std::array<std::string_view, 22> kFilms = {
    "mkv", "mp4", "m4v", "mov", "avi", "ts",  "m2ts", "mts", "webm", "mpg",  "mpeg",
    "wmv", "flv", "vob", "ogv", "3gp", "mxf", "divx", "ogm", "asf",  "rmvb", "rm"};
constexpr std::array<std::string_view, 23> kSubtitles = {
    "srt",  "ass", "ssa", "vtt", "ttml", "dfxp", "itt", "smi", "sami", "stl", "scc", "mpl",
    "mpl2", "jss", "pjs", "rt",  "sbv",  "aqt",  "sub", "idx", "sup",  "xml", "txt"};
/// Of these, most are no subtitles.
constexpr std::array<std::string_view, 2> kGuesses = {"xml", "txt"};
constexpr std::array<std::string_view, 6> kFolders = {"subs",     "sub",      "subtitles",
                                                      "subtitle", "captions", "srt"};
constexpr std::array<std::string_view, 4> kNotTheFilm = {"trailer", "trailers", "sample", "teaser"};

template <typename Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string extension_of(const fs::path& file) {
  std::string extension = file.extension().string();
  if (!extension.empty()) extension.erase(0, 1);
  return base::lower_ascii(extension);
}

std::vector<Word> words_of_stem(const fs::path& file) { return words_of(file.stem().string()); }

bool is_beside_the_point(std::span<const Word> words) {
  return std::ranges::any_of(words, [](const Word& w) { return is_one_of(kNotTheFilm, w.text); });
}

bool begins_with(std::span<const Word> name, std::span<const Word> start) {
  return name.size() >= start.size() && std::ranges::equal(name.first(start.size()), start);
}

std::string joined(std::span<const Word> words) {
  std::string text;
  for (const Word& word : words) text += word.text + " ";
  return text;
}

/// What a folder holds that matters here.
struct Listing {
  std::vector<fs::path> films, subtitles, folders;
};

Listing list(const fs::path& folder) {
  Listing found;
  std::error_code error;
  std::size_t seen = 0;
  for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end;
       !error && at != end && ++seen < kMostEntries; at.increment(error)) {
    const auto& path = at->path();
    const auto extension = extension_of(path);
    const bool is_film = is_one_of(kFilms, extension);
    std::error_code gone;
    if ((is_film || is_one_of(kSubtitles, extension)) && at->is_regular_file(gone))
      (is_film ? found.films : found.subtitles).push_back(path);
    else if (at->is_directory(gone))
      found.folders.push_back(path);
  }
  std::ranges::sort(found.subtitles);
  std::ranges::sort(found.folders);
  return found;
}

/// The film, and the names of those beside it.
class Films {
 public:
  Films(const fs::path& film, const std::vector<fs::path>& beside)
      : words_(words_of_stem(film)), whole_(words_of(film.filename().string())) {
    for (const auto& path : beside) {
      const auto words = words_of_stem(path);
      if (path.filename() == film.filename() || words == words_) continue;
      // Our own trailers, and samples.
      if (is_beside_the_point(words)) continue;
      others_.insert(joined(words));
    }
  }

  bool is_alone() const { return others_.empty(); }

  bool is_name_of_film(const fs::path& folder) const {
    const auto words = words_of(folder.filename().string());
    return words == words_ || words == whole_;
  }

  /// What stands behind the film's name; nothing if it is another's.
  std::optional<std::span<const Word>> rest_of(const std::vector<Word>& name) const {
    for (const auto* own : {&whole_, &words_})
      if (!own->empty() && begins_with(name, *own) && !belongs_to_another(name, *own))
        return std::span(name).subspan(own->size());
    return {};
  }

 private:
  bool belongs_to_another(const std::vector<Word>& name, const std::vector<Word>& own) const {
    std::string start = joined(own);
    for (std::size_t n = own.size(); n < name.size(); ++n) {
      start += name[n].text + " ";
      if (others_.contains(start)) return true;
    }
    return false;
  }

  std::vector<Word> words_, whole_;
  std::set<std::string> others_;
};

NamedFile named(const fs::path& path, const SubtitleTags& tags, std::size_t extra_words) {
  const auto extension = extension_of(path);
  return {path, tags, extension, is_one_of(kGuesses, extension), false, extra_words};
}

std::string name_without_tags(std::span<const Word> words) {
  return joined(words.first(words.size() - count_tags(words)));
}

SubtitleTags tags_at_end(std::span<const Word> words) {
  return tags_in(words.last(count_tags(words))).value_or(SubtitleTags{});
}

class Search {
 public:
  explicit Search(const fs::path& film)
      : folder_(list(film.parent_path())), films_(film, folder_.films) {
    take(folder_.subtitles);
    for (const auto& folder : folder_.folders)
      if (is_one_of(kFolders, joined_name(folder))) look_into(folder);
    if (films_.is_alone()) take_other_names();
  }

  std::vector<NamedFile> found() && { return std::move(found_); }

 private:
  static bool is_guess(const fs::path& path) { return is_one_of(kGuesses, extension_of(path)); }

  static std::string joined_name(const fs::path& folder) {
    const auto words = words_of(folder.filename().string());
    return words.size() == 1 ? words[0].text : std::string();
  }

  void look_into(const fs::path& folder) {
    const auto inside = list(folder);
    take(inside.subtitles);
    for (const auto& own : inside.folders)
      if (films_.is_name_of_film(own)) take_all(list(own).subtitles);
  }

  /// Files named after the film; the others are kept for later.
  void take(const std::vector<fs::path>& files) {
    for (const auto& path : files) {
      const auto words = words_of_stem(path);
      const auto rest = films_.rest_of(words);
      const auto tags = rest ? tags_in(*rest) : std::nullopt;
      if (tags)
        found_.push_back(named(path, *tags, rest->size()));
      else if (films_.is_alone() && !is_guess(path) && !is_beside_the_point(rest.value_or(words)))
        others_[name_without_tags(words)].push_back(path);
    }
  }

  void take_all(const std::vector<fs::path>& files) {
    for (const auto& path : files) {
      const auto words = words_of_stem(path);
      const auto rest = films_.rest_of(words);
      if (is_guess(path) || is_beside_the_point(rest.value_or(words))) continue;
      found_.push_back(named(path, tags_at_end(words), words.size()));
    }
  }

  void take_other_names() {
    if (const auto tagged = others_.extract("")) take_others(tagged.mapped(), false);
    if (others_.size() == 1) take_others(others_.begin()->second, true);
  }

  void take_others(const std::vector<fs::path>& files, bool has_other_name) {
    for (const auto& path : files) {
      const auto words = words_of_stem(path);
      found_.push_back(named(path, tags_at_end(words), words.size()));
      found_.back().has_other_name = has_other_name;
    }
  }

  Listing folder_;
  Films films_;
  std::vector<NamedFile> found_;
  std::map<std::string, std::vector<fs::path>> others_;  ///< By their name without tags.
};

}  // namespace

std::vector<NamedFile> subtitle_files_beside(const fs::path& film) {
  return std::move(Search(film)).found();
}

}  // namespace cinecut::subtitles
