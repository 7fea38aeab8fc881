#include "cinecut/pipeline/internal/film_title.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <regex>
#include <span>
#include <vector>

#include "base/utf8.h"

namespace cinecut::pipeline {
namespace {

using Words = std::vector<std::string>;

// What comes after a title and never in one, in lower case without hyphens.
constexpr std::array kMarkers = std::to_array<std::string_view>({
    "uhd",      "4k",     "8k",         "bluray", "blueray", "brrip",    "bdrip",  "bdremux",
    "bd25",     "bd50",   "remux",      "webdl",  "webrip",  "hdtv",     "dvdrip", "dvdscr",
    "dvd5",     "dvd9",   "dvdr",       "r5",     "hdrip",   "hdcam",    "hdts",   "camrip",
    "telesync", "vhsrip", "tvrip",      "pdtv",   "satrip",  "hdtvrip",  "dvbrip", "amzn",
    "dsnp",     "hmax",   "atvp",       "hulu",   "itunes",  "x264",     "x265",   "h264",
    "h265",     "hevc",   "avc",        "xvid",   "divx",    "av1",      "vp9",    "10bit",
    "8bit",     "12bit",  "hdr",        "hdr10",  "hdr10+",  "dovi",     "sdr",    "hlg",
    "aac",      "aac2",   "ac3",        "eac3",   "dd5",     "ddp",      "ddp5",   "dd+",
    "dts",      "dtshd",  "dtsx",       "truehd", "atmos",   "flac",     "opus",   "mp3",
    "2ch",      "6ch",    "8ch",        "repack", "rerip",   "yify",     "yts",    "rarbg",
    "eztv",     "vostfr", "truefrench", "vff",    "prores",  "cineform", "rec709", "bt709",
    "textless", "imax",   "hsbs",       "webhd",  "bdmux",   "dlmux",    "webmux", "halfsbs",
});

// What may be a word of a title, and is none directly before a marker.
constexpr std::array kWeak = std::to_array<std::string_view>({
    "web",      "cam",        "ts",         "tc",         "dvd",       "hd",        "sd",
    "uncut",    "unrated",    "extended",   "theatrical", "director",  "directors", "director's",
    "cut",      "edition",    "remastered", "restored",   "criterion", "limited",   "internal",
    "proper",   "real",       "complete",   "multi",      "dual",      "audio",     "subs",
    "subbed",   "dubbed",     "sub",        "dub",        "english",   "german",    "french",
    "italian",  "spanish",    "russian",    "hindi",      "japanese",  "korean",    "chinese",
    "nordic",   "castellano", "latino",     "ita",        "eng",       "ger",       "fra",
    "esp",      "rus",        "dl",         "ml",         "3d",        "sbs",       "anniversary",
    "special",  "final",      "master",     "export",     "rough",     "graded",    "mix",
    "screener", "scr",        "collectors", "ultimate",   "dc",        "se",        "nf",
    "conform",  "online",     "lock",       "locked",     "picture",   "colour",    "color",
});

// Names that programs, discs and sites give to what has none.
constexpr std::array kNoTitle = std::to_array<std::string_view>({
    "untitled", "video",     "movie",        "film",    "title",  "main title", "dvd",
    "default",  "dvd video", "new project",  "unknown", "output", "timeline",   "sequence",
    "no title", "feature",   "main feature", "rarbg",   "yts",    "yify",       "n/a",
    "null",     "none",      "test",         "export",  "master", "final",      "dvdvolume",
});

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_number(std::string_view s) { return !s.empty() && std::ranges::all_of(s, is_digit); }

bool is_among(std::span<const std::string_view> list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool is_year(std::string_view word) {
  return word.size() == 4 && is_number(word) &&
         (word.starts_with("19") || word.starts_with("20")) && word < "2050";
}

bool matches(const std::string& word, const char* pattern) {
  return std::regex_match(word, std::regex(pattern));
}

bool is_plain_marker(const std::string& word) {
  if (is_among(kMarkers, word)) return true;
  if (word.size() > 16 || !std::ranges::any_of(word, is_digit))
    return word.starts_with("prores") || word.starts_with("dnxh");
  return matches(
      word,
      R"(\d{3,4}[pi]\d{0,3}|\d{3,4}x\d{3,4}|\d{2}(\.\d+)?fps|\d{2}p|v\d{1,3}|s\d{1,2}e\d{1,3})"
      R"(|\d{1,2}x\d{2}|(dd|ddp|aac|dts)\d(\.\d)?|prores\w*|dnxh\w*|dis[ck]\d|cd\d)");
}

/// "1080p", "WEB-DL", "x264-GROUP", "S01E02".
bool is_marker(const std::string& word) {
  const auto small = base::lower_ascii(word);
  auto joined = small;
  std::erase(joined, '-');
  return is_plain_marker(joined) || is_plain_marker(small.substr(0, small.find('-')));
}

bool is_weak(const std::string& word) { return is_among(kWeak, base::lower_ascii(word)); }

bool is_site(const std::string& word) {
  return matches(
      base::lower_ascii(word),
      R"((www\.[\w.-]+|[\w-]+\.(com|net|org|to|mx|cc|tv|me|ws|lt|ag|pw|xyz|club|info|re|ru|in|io|co|site|live)))");
}

/// "a%20b" as "a b".
std::string decoded(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool is_space = s.substr(i, 3) == "%20";
    out += is_space ? ' ' : s[i];
    if (is_space) i += 2;
  }
  return out;
}

/// Whatever stands in [], {} and 【】, which holds groups, sites and ids; all of it if there is
/// nothing else.
std::string without_brackets(const std::string& s) {
  static const std::regex brackets(R"(\[[^\]]*\]|\{[^}]*\}|【[^】]*】)");
  auto rest = std::regex_replace(s, brackets, " ");
  if (rest.find_first_not_of(" ._-") != std::string::npos) return rest;
  rest = s;
  std::erase_if(rest, [](char c) { return c == '[' || c == ']' || c == '{' || c == '}'; });
  return rest;
}

/// A site before or after the title: "www.site.com - Title", "site.org_Title", "Title -
/// www.site.com".
std::string without_sites(const std::string& s) {
  static const std::regex before(
      R"(^\s*(www\.[\w-]+\.\w+|[\w-]+\.(com|net|org|to|mx|cc|tv|me))( +- *| *_+ *| *@+ *| +))",
      std::regex::icase);
  static const std::regex after(R"([ _.-]+(www\.[\w-]+\.\w{2,6})\s*$)", std::regex::icase);
  return std::regex_replace(std::regex_replace(s, before, ""), after, "");
}

Words split(const std::string& s, std::string_view separators) {
  Words words;
  for (std::size_t at = 0; at < s.size();) {
    const auto start = s.find_first_not_of(separators, at);
    if (start == std::string::npos) break;
    at = std::min(s.find_first_of(separators, start), s.size());
    words.push_back(s.substr(start, at - start));
  }
  return words;
}

/// Single letters between dots belong together: "S.W.A.T.", "L.A.".
Words with_initials(const Words& words) {
  Words all;
  const auto is_initial = [](const std::string& w) {
    return w.size() == 1 && std::isalpha(static_cast<unsigned char>(w[0]));
  };
  for (std::size_t i = 0; i < words.size();) {
    std::size_t end = i;
    std::string initials;
    while (end < words.size() && is_initial(words[end])) initials += words[end++] + ".";
    if (end - i < 2) {
      all.push_back(words[i++]);
      continue;
    }
    all.push_back(initials);
    i = end;
  }
  return all;
}

/// Words with what separates them taken off; "(2019)" stays in its parentheses.
Words words_of(const std::string& s) {
  if (s.find(' ') != std::string::npos) {
    Words all;
    for (const auto& word : split(s, " _")) {
      // Dots inside a word separate only where a marker shows that the word is none.
      const auto parts = split(word, ".");
      const bool is_joined = parts.size() > 1 && std::ranges::any_of(parts, [](const auto& part) {
                               return is_marker(part) || is_year(part);
                             });
      if (is_joined)
        all.insert(all.end(), parts.begin(), parts.end());
      else
        all.push_back(word);
    }
    return all;
  }
  if (s.find_first_of("._+") != std::string::npos) return with_initials(split(s, "._+"));
  auto words = split(s, "-");
  return words.size() < 3 ? Words{s} : words;  // "WALL-E"
}

/// The year in "(2019)" or "[2019]".
bool is_year_in_brackets(std::string_view word) {
  return word.size() == 6 && word.starts_with('(') && word.ends_with(')') &&
         is_year(word.substr(1, 4));
}

/// In parentheses and no part of a title: "(1080p)", "(site.com)", "(1)".
bool is_remark(const std::string& word) {
  if (word.size() < 3 || !word.starts_with('(') || !word.ends_with(')')) return false;
  const auto inside = word.substr(1, word.size() - 2);
  return is_marker(inside) || is_site(inside) || (is_number(inside) && inside.size() < 3);
}

/// How many of `words` are the title. `has_bare_years`: a year at the end belongs to the file's
/// name, not to the title.
std::size_t title_length(const Words& words, bool has_bare_years) {
  const auto find = [&](const auto& is_end) {
    for (std::size_t i = 1; i < words.size(); ++i)
      if (is_end(words[i])) return i;
    return words.size();
  };
  const auto marker = find([](const auto& w) { return is_marker(w) || is_remark(w); });
  const auto bracketed = find([](const auto& w) { return is_year_in_brackets(w); });
  if (bracketed < words.size()) return std::min(marker, bracketed);
  for (std::size_t i = marker; i-- > 1;) {
    if (is_year(words[i]) && (marker < words.size() || has_bare_years)) return i;
    if (marker == words.size() && !is_weak(words[i])) break;
  }
  auto end = marker;
  if (marker < words.size())
    while (end > 1 && is_weak(words[end - 1])) --end;
  const bool is_article = end == 1 && is_among(std::to_array<std::string_view>({"the", "a", "an"}),
                                               base::lower_ascii(words[0]));
  return is_article ? marker : end;
}

bool is_small_word(std::string_view word) {
  constexpr auto small =
      std::to_array<std::string_view>({"a", "an", "and", "as", "at", "but", "by", "for", "from",
                                       "in", "nor", "of", "on", "or", "the", "to", "vs", "with"});
  return is_among(small, word);
}

/// A name without one capital letter gets them: "the man of spider-web" as "The Man of Spider-Web".
void capitalise(Words& words) {
  const auto has_capital = [](const std::string& w) {
    return std::ranges::any_of(w, [](char c) { return c >= 'A' && c <= 'Z'; });
  };
  if (std::ranges::any_of(words, has_capital)) return;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && i + 1 < words.size() && is_small_word(words[i])) continue;
    const bool is_roman =
        words[i].size() > 1 && words[i].find_first_not_of("ivx") == std::string::npos;
    for (std::size_t k = 0; k < words[i].size(); ++k)
      if (k == 0 || is_roman || words[i][k - 1] == '-')
        words[i][k] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[i][k])));
  }
}

/// "Keeper, The" as "The Keeper".
void move_article(Words& words) {
  if (words.size() < 2 || !words[words.size() - 2].ends_with(',')) return;
  if (!is_among(std::to_array<std::string_view>({"the", "a", "an"}),
                base::lower_ascii(words.back())))
    return;
  words[words.size() - 2].pop_back();
  std::rotate(words.begin(), words.end() - 1, words.end());
}

std::string joined(const Words& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : " ") + word;
  const auto first = all.find_first_not_of(" -_,;:");
  const auto last = all.find_last_not_of(" -_,;:([{");
  return first == std::string::npos ? "" : all.substr(first, last - first + 1);
}

std::string cleaned(std::string_view name, bool is_file) {
  const auto text = without_sites(without_brackets(without_sites(decoded(name))));
  auto words = words_of(text);
  std::erase_if(words, [](const auto& w) { return w.starts_with('@') || is_site(w); });
  if (words.empty()) return {};
  words.resize(title_length(words, is_file));
  if (is_file) {
    capitalise(words);
    if (words.size() > 2 && base::lower_ascii(words.back()) == "copy") words.pop_back();
  }
  move_article(words);
  return joined(words);
}

bool names_no_film(const std::string& tag) {
  const auto small = base::lower_ascii(tag);
  static const std::regex made(
      R"((encoded|ripped|created|made|converted|uploaded|released|downloaded|presented|brought|powered|muxed|visit|get more|torrent|telegram)\b.*)");
  static const std::regex numbered(
      R"((title|track|sequence|timeline|clip|video|chapter|untitled|project|comp|composition|scene|vts|dvd|export|render|disc|disk|img|mvi|gopr|dsc)[ _.-]*t?\d[\d _.-]*)");
  return is_among(kNoTitle, small) || small.contains("http") || is_site(small) ||
         std::regex_match(small, made) || std::regex_match(small, numbered) ||
         std::ranges::none_of(small, [](unsigned char c) { return std::isalnum(c) || c >= 0x80; });
}

/// Named by a disc, or by a program that reads discs.
bool is_of_disc(const std::string& stem) {
  return matches(base::lower_ascii(stem), R"(vts_\d\d_\d|video_ts|\d{5}|title_?t?\d+)");
}

bool is_folder_of_disc(const std::string& name) {
  return is_among(std::to_array<std::string_view>({"video_ts", "bdmv", "stream", ""}),
                  base::lower_ascii(name));
}

}  // namespace

std::string title_of_name(std::string_view stem) {
  const auto title = cleaned(stem, true);
  return title.empty() ? std::string(stem) : title;
}

std::string title_of_tag(std::string_view tag) {
  if (tag.size() > 200 || names_no_film(std::string(tag))) return {};
  const auto title = cleaned(tag, false);
  return names_no_film(title) ? std::string() : title;
}

std::string film_title(const media::FilmInfo& film) {
  if (auto title = title_of_tag(film.title); !title.empty()) return title;
  const auto stem = film.path.stem().string();
  if (!is_of_disc(stem)) return title_of_name(stem);
  auto folder = std::filesystem::absolute(film.path).parent_path();
  while (is_folder_of_disc(folder.filename().string()) && folder != folder.parent_path())
    folder = folder.parent_path();
  const auto name = folder.filename().string();
  return name.empty() ? stem : title_of_name(name);
}

}  // namespace cinecut::pipeline
