#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "cinecut/subtitles/cues.h"

namespace cinecut {
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
  ~FindSubtitles() override {
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
  EXPECT_EQ(find_subtitles(film_), Subtitles{});
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
  for (const auto& s : {find_subtitles(film_), find_subtitles(film_, path)}) {
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
  EXPECT_THROW((void)find_subtitles(film_, folder_ / "nowhere.srt"), base::Error);
  auto path = film_.path;
  EXPECT_THROW((void)find_subtitles(film_, path.replace_extension(".txt")), base::Error);
}

TEST_F(FindSubtitles, WarnsOfWhatItMended) {
  write(".srt", srt("One.") + "\n00:02:00,000 --> 00:02:01,000\nPast.\n");
  EXPECT_EQ(find_subtitles(film_).cues.size(), 1u);
  EXPECT_THAT(warned_, HasSubstr("1 past the film's end"));
}

TEST_F(FindSubtitles, WarnsOfATrackItCannotRead) {
  film_.text_tracks.push_back({2, "subrip", "eng", ""});
  EXPECT_EQ(find_subtitles(film_), Subtitles{});
  EXPECT_THAT(warned_, HasSubstr("cannot read text track 2"));
}

}  // namespace
}  // namespace cinecut
