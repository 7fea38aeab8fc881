#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "cinecut/subtitles/cues.h"
#include "media/testing.h"

namespace cinecut::subtitles {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string srt(const std::string& text) {
  return "1\n00:00:01,000 --> 00:00:03,000\n" + text + "\n";
}

/// A folder with a film that is only a name, and what was warned of.
class FindSubtitles : public testing::Test {
 protected:
  FindSubtitles() {
    folder_ = std::filesystem::temp_directory_path() /
              ("cinecut-find-" + std::to_string(::getpid()) + "-" +
               testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(folder_);
    film_.path = folder_ / "my film's \"ñ\".mkv";
    film_.duration = 60s;
    base::set_log_listener([this](base::LogLevel, const std::string& m) { warned_ += m + "\n"; });
  }
  void TearDown() override {
    base::set_log_listener({});
    std::filesystem::remove_all(folder_);
  }

  void write(const std::string& ending, const std::string& bytes) const {
    auto path = film_.path;
    path.replace_extension();
    path += ending;
    base::write_file_atomically(path, bytes);
  }

  std::filesystem::path folder_;
  media::FilmInfo film_;
  std::string warned_;
};

TEST_F(FindSubtitles, IsEmptyWhereThereAreNone) {
  const auto s = find_subtitles(film_);
  EXPECT_TRUE(s.cues.empty());
  EXPECT_EQ(describe(s), "none. There is no file of subtitles beside the film and no track in it.");
  EXPECT_EQ(warned_, "");
}

// Players count from the container's beginning; the film's pictures may begin later.
TEST_F(FindSubtitles, CountsFromWhereTheContainerBegins) {
  film_.first_picture = 3s;
  write(".srt",
        "1\n00:00:01,000 --> 00:00:02,500\nBefore the first picture.\n\n"
        "2\n00:00:02,600 --> 00:00:04,000\nAcross it.\n\n"
        "3\n00:01:01,000 --> 00:01:02,500\nAt the end.\n");
  auto path = film_.path;
  path.replace_extension(".srt");
  for (const auto& s : {find_subtitles(film_), find_subtitles(film_, {.file = path})}) {
    ASSERT_EQ(s.cues.size(), 2u);
    EXPECT_EQ(s.cues[0].range, (base::FilmRange{base::film_time(0), base::film_time(1)}));
    EXPECT_EQ(s.cues[1].range, (base::FilmRange{base::film_time(58), base::film_time(59.5)}));
  }
}

TEST_F(FindSubtitles, PrefersSubRipBesideTheFilm) {
  write(".vtt", "WEBVTT\n\n00:01.000 --> 00:03.000\nFrom VTT.\n");
  write(".srt", srt("From SubRip."));
  const auto s = find_subtitles(film_);
  ASSERT_EQ(s.cues.size(), 1u);
  EXPECT_EQ(s.cues[0].text, "From SubRip.");
  EXPECT_EQ(s.source, "my film's \"ñ\".srt");
}

TEST_F(FindSubtitles, TakesAFileNamedWithItsLanguage) {
  write(".en.srt", srt("English."));
  EXPECT_EQ(find_subtitles(film_).cues.at(0).text, "English.");
}

TEST_F(FindSubtitles, TakesAFileWithItsExtensionInCapitals) {
  write(".SRT", srt("Loud."));
  EXPECT_EQ(find_subtitles(film_).cues.at(0).text, "Loud.");
}

TEST_F(FindSubtitles, GoesOnAfterAFileItCannotRead) {
  write(".srt", "no subtitles at all");
  write(".ass", "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,From ASS.\n");
  EXPECT_EQ(find_subtitles(film_).cues.at(0).text, "From ASS.");
  EXPECT_THAT(warned_, HasSubstr("expected SubRip"));
  EXPECT_THAT(warned_, HasSubstr("Going on without it."));
}

TEST_F(FindSubtitles, StopsAtANamedFileItCannotRead) {
  write(".srt", srt("Beside."));
  write(".txt", "no subtitles at all");
  EXPECT_THROW((void)find_subtitles(film_, {.file = folder_ / "nowhere.srt"}), base::Error);
  auto path = film_.path;
  EXPECT_THROW((void)find_subtitles(film_, {.file = path.replace_extension(".txt")}), base::Error);
}

TEST_F(FindSubtitles, WarnsOfWhatItMended) {
  write(".srt", srt("One.") + "\n00:02:00,000 --> 00:02:01,000\nPast.\n");
  EXPECT_EQ(find_subtitles(film_).cues.size(), 1u);
  EXPECT_THAT(warned_, HasSubstr("1 past the film's end"));
}

TEST_F(FindSubtitles, SaysWhyThereAreNone) {
  film_.text_tracks = {{2, "subrip", "eng", ""},
                       {3, "hdmv_pgs_subtitle", "eng", "", true},
                       {4, "arib_caption", "jpn", "", false, false}};
  write(".en.srt", "no subtitles at all");
  const auto s = find_subtitles(film_);
  EXPECT_TRUE(s.cues.empty());
  for (const char* part :
       {"none. my film's \"ñ\".en.srt (English) cannot be read: no subtitles",
        "track 1 (English, subrip) cannot be read: ",
        "track 2 (English, hdmv_pgs_subtitle, pictures) cannot be read: ",
        "track 3 (Japanese, arib_caption) cannot be read: this FFmpeg has no decoder"})
    EXPECT_THAT(describe(s), HasSubstr(part));
}

TEST_F(FindSubtitles, StopsAtATrackThatWasAskedForAndCannotBeRead) {
  film_.text_tracks = {{2, "hdmv_text_subtitle", "eng", "", false, false}};
  write(".srt", srt("Beside."));
  EXPECT_THROW((void)find_subtitles(film_, {.track = 1}), base::Error);
  EXPECT_THROW((void)find_subtitles(film_, {.language = "en"}), base::Error);
}

TEST_F(FindSubtitles, RefusesWhatIsNotThereAndListsWhatIs) {
  film_.text_tracks = {{2, "subrip", "eng", ""}, {3, "ass", "fre", "Forced"}};
  write(".de.srt", srt("Deutsch."));
  for (const SubtitleChoice& choice :
       {SubtitleChoice{.track = 3}, SubtitleChoice{.language = "it"}})
    try {
      (void)find_subtitles(film_, choice);
      ADD_FAILURE() << "found";
    } catch (const base::Error& e) {
      EXPECT_EQ(e.kind(), base::ErrorKind::usage);
      for (const char* there :
           {"\"ñ\".de.srt (German)", "track 1 (English, subrip)", "track 2 (French, forced, ass)"})
        EXPECT_THAT(e.what(), HasSubstr(there));
    }
}

TEST_F(FindSubtitles, NamesEveryFileItMayRead) {
  write(".srt", srt("One."));
  write(".de.srt", srt("Zwei."));
  write(".idx", "# VobSub index file, v7");
  write(".sub", "");
  std::vector<std::string> names;
  for (const auto& file : subtitle_files(film_)) names.push_back(file.extension().string());
  EXPECT_THAT(names, testing::ElementsAre(".srt", ".srt", ".idx", ".sub"));
  EXPECT_TRUE(subtitle_files(film_, {.language = "de"}).front().string().ends_with(".de.srt"));
  EXPECT_EQ(subtitle_files(film_, {.file = "x.srt"}).size(), 1u);
}

std::vector<testing_media::Text> texts(const std::string& word, int count, double step_s = 1) {
  std::vector<testing_media::Text> all;
  all.reserve(static_cast<std::size_t>(count));
  for (int n = 0; n < count; ++n)
    all.push_back({{base::film_time(n * step_s), base::film_time(n * step_s + 0.8 * step_s)},
                   word + " " + std::to_string(n) + "."});
  return all;
}

TEST(FindTracks, PrefersWholeOnesInEnglishWithoutSounds) {
  const testing_media::TempFolder folder;
  const auto used = [&](std::vector<testing_media::TextStream> tracks,
                        const SubtitleChoice& choice = {}) {
    testing_media::make_film(folder / "film.mkv", {{20s, testing_media::kRed}},
                             {.rate = {2, 1}, .sound = {}, .more_texts = std::move(tracks)});
    const auto s = find_subtitles(media::probe(folder / "film.mkv"), choice);
    return s.source.empty() ? "none" : s.source.substr(6) + " " + s.language;
  };
  const auto whole = texts("Words", 18), few = texts("Sign", 2);
  EXPECT_EQ(used({{few, "eng", "", "subrip", "default+forced"}, {whole, "eng", "", "subrip", ""}}),
            "2 en");
  EXPECT_EQ(used({{few, "eng", "", "subrip", "default"}, {whole, "eng", "", "subrip", ""}}),
            "2 en");
  EXPECT_EQ(used({{few, "eng", "Signs & Songs", "subrip", ""}, {whole, "fre", "", "subrip", ""}}),
            "2 fr");
  EXPECT_EQ(used({{whole, "fre", "", "subrip", "default"}, {whole, "eng", "", "subrip", ""}}),
            "2 en");
  EXPECT_EQ(used({{whole, "eng", "", "subrip", "comment"}, {whole, "fre", "", "subrip", ""}}),
            "2 fr");
  EXPECT_EQ(used({{whole, "eng", "SDH", "subrip", ""}, {whole, "eng", "", "subrip", ""}}), "2 en");
  EXPECT_EQ(used({{whole, "fre", "", "subrip", ""}, {whole, "ger", "", "subrip", "original"}}),
            "2 de");
  EXPECT_EQ(used({{whole, "eng", "", "subrip", ""}, {whole, "eng", "", "subrip", "default"}}),
            "2 en");
  EXPECT_EQ(used({{whole, "eng", "", "subrip", "forced"}}), "1 en");
  EXPECT_EQ(used({{whole, "eng", "", "subrip", "comment"}}), "none");
  EXPECT_EQ(used({{whole, "eng", "", "subrip", "comment"}}, {.track = 1}), "1 en");
  EXPECT_EQ(used({{few, "eng", "", "subrip", "forced"}, {whole, "fre", "", "subrip", ""}},
                 {.language = "English"}),
            "1 en");
}

}  // namespace
}  // namespace cinecut::subtitles
