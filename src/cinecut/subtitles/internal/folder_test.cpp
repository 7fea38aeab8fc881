#include "cinecut/subtitles/internal/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "base/files.h"
#include "media/testing.h"

namespace cinecut::subtitles {
namespace {

using testing::UnorderedElementsAre;
using testing::UnorderedElementsAreArray;

std::vector<std::string> found(const testing_media::TempFolder& folder, const std::string& film) {
  std::vector<std::string> names;
  for (const auto& file : subtitle_files_beside(folder / film))
    names.push_back(file.path.lexically_relative(folder.path()).string());
  return names;
}

TEST(SubtitlesBeside, FollowTheFilmsName) {
  const struct {
    const char* film;
    std::vector<std::string> files, expected;
  } cases[] = {
      {"film.mkv", {}, {}},
      {"film.mkv", {"film.srt", "film.nfo", "film.jpg"}, {"film.srt"}},
      {"film.mkv",
       {"film.en.sdh.srt", "film.English.srt", "film.en-US.vtt", "film.en.hi.srt",
        "film.forced.srt", "film.eng.cc.srt", "film_en.srt", "film.2.srt", "film.mkv.srt",
        "film.mkv.en.srt", "film - English.srt", "film [en].ass"},
       {"film.en.sdh.srt", "film.English.srt", "film.en-US.vtt", "film.en.hi.srt",
        "film.forced.srt", "film.eng.cc.srt", "film_en.srt", "film.2.srt", "film.mkv.srt",
        "film.mkv.en.srt", "film - English.srt", "film [en].ass"}},
      {"film.mkv", {"Film.EN.SRT", "FILM.srt"}, {"Film.EN.SRT", "FILM.srt"}},
      {"My.Film.2012.mkv",
       {"my film (2012).srt", "My_Film_2012-en.srt"},
       {"my film (2012).srt", "My_Film_2012-en.srt"}},
      {"film.mkv",
       {"Subs/2_English.srt", "Subs/English.srt", "subtitles/film.srt", "Subs/film/3_French.srt",
        "Subs/other/2_English.srt"},
       {"Subs/2_English.srt", "Subs/English.srt", "subtitles/film.srt", "Subs/film/3_French.srt"}},
      // Of several films the longest name is meant.
      {"a.mkv", {"a.b.mkv", "a.b.srt", "a.b.en.srt", "a.srt"}, {"a.srt"}},
      {"a.b.mkv", {"a.mkv", "a.b.srt", "a.b.en.srt", "a.srt"}, {"a.b.srt", "a.b.en.srt"}},
      {"film.mkv", {"film.en.mkv", "film.en.srt"}, {}},
      {"film.mkv", {"film 2.mkv", "film.2.srt", "film.3.srt"}, {"film.3.srt"}},
      {"film.mkv", {"film.mp4", "film.srt"}, {"film.srt"}},
      {"a.mkv",
       {"b.mkv", "Subs/English.srt", "Subs/a/English.srt", "Subs/b/English.srt"},
       {"Subs/a/English.srt"}},
      // One film only.
      {"a.mkv", {"something else.srt"}, {"something else.srt"}},
      {"a.mkv", {"Movie.en.srt", "Movie.de.srt"}, {"Movie.en.srt", "Movie.de.srt"}},
      {"a.mkv", {"Movie.srt", "Other.srt"}, {}},
      {"a.mkv", {"English.srt", "Movie.srt", "Other.srt"}, {"English.srt"}},
      {"a.mkv", {"b.mkv", "something else.srt"}, {}},
      {"a.mkv", {"a_trailer_drama.mp4", "something else.srt"}, {"something else.srt"}},
      {"a.mkv", {"readme.txt", "a.txt", "metadata.xml"}, {"a.txt"}},
      // Trailers and samples.
      {"film.mkv", {"film-trailer.srt", "film.sample.en.srt", "trailer.srt", "sample.srt"}, {}},
      {"film-trailer.mkv", {"film.mkv", "film-trailer.srt", "film.srt"}, {"film-trailer.srt"}},
      {"trailer.mkv", {"trailer.en.srt"}, {"trailer.en.srt"}},
  };
  for (const auto& c : cases) {
    const testing_media::TempFolder folder;
    base::write_file_atomically(folder / c.film, "");
    for (const auto& name : c.files) base::write_file_atomically(folder / name, "");
    EXPECT_THAT(found(folder, c.film), UnorderedElementsAreArray(c.expected)) << c.film;
  }
}

TEST(SubtitlesBeside, AreFilesAndNothingElse) {
  const testing_media::TempFolder folder;
  base::write_file_atomically(folder / "film.mkv", "");
  base::write_file_atomically(folder / "real.txt", "");
  std::filesystem::create_directories(folder / "film.srt");
  std::filesystem::create_directories(folder / "Subs");
  std::filesystem::create_directory_symlink("..", folder / "Subs" / "film");
  std::filesystem::create_symlink("film.en.srt", folder / "film.en.srt");
  std::filesystem::create_symlink("nowhere", folder / "film.de.srt");
  std::filesystem::create_symlink("real.txt", folder / "film.fr.srt");
  const auto names = found(folder, "film.mkv");
  EXPECT_NE(std::ranges::find(names, "film.fr.srt"), names.end());
  for (const char* none : {"film.srt", "film.en.srt", "film.de.srt"})
    EXPECT_EQ(std::ranges::find(names, none), names.end()) << none;
}

TEST(SubtitlesBeside, MayHaveAnyName) {
  const testing_media::TempFolder folder;
  base::write_file_atomically(folder / "f\xFF\n\xC3lm.mkv", "");
  base::write_file_atomically(folder / "f\xFF\n\xC3lm.en.srt", "");
  base::write_file_atomically(folder / "\xFE.srt", "");
  base::write_file_atomically(folder / "\x01\x02.srt", "");
  const auto names = found(folder, "f\xFF\n\xC3lm.mkv");
  EXPECT_NE(std::ranges::find(names, "f\xFF\n\xC3lm.en.srt"), names.end());
}

TEST(SubtitlesBeside, AreNoneWhereTheFolderCannotBeListed) {
  EXPECT_TRUE(subtitle_files_beside("/nowhere/at/all/film.mkv").empty());
  EXPECT_TRUE(subtitle_files_beside("").empty());
}

TEST(SubtitlesBeside, AreFoundAmongThousands) {
  const testing_media::TempFolder folder;
  base::write_file_atomically(folder / "film 7.mkv", "");
  for (int n = 0; n < 1500; ++n) {
    std::ofstream(folder / ("film " + std::to_string(n) + ".mp4")).close();
    std::ofstream(folder / ("film " + std::to_string(n) + ".en.srt")).close();
  }
  EXPECT_THAT(found(folder, "film 7.mkv"), UnorderedElementsAre("film 7.en.srt"));
}

}  // namespace
}  // namespace cinecut::subtitles
