#include "cinecut/pipeline/internal/places.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "base/seal.h"

namespace cinecut::pipeline {
namespace {

namespace fs = std::filesystem;

class Places : public testing::Test {
 protected:
  Places() {
    fs::create_directories(folder_ / "work");
    base::write_file_atomically(folder_ / "film.mkv", "film");
    film_.path = folder_ / "film.mkv";
    film_.duration = std::chrono::seconds(100);
    film_.video.display_width_px = film_.video.display_height_px = 100;
    job_.film = film_.path;
    job_.work = folder_ / "work";
    job_.output = folder_ / "trailer.mp4";
    job_.vibe.name = "action";
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Writes a trailer as a run does.
  void make_trailer(const std::string& bytes) const {
    base::write_file_atomically(job_.output, bytes + base::seal_slot(), [&](const auto& complete) {
      base::seal_file(complete);
      base::check_may_replace(job_.output, job_.overwrites);
    });
  }
  std::string refusal() const {
    try {
      check_inputs(job_);
      check_outputs(job_, film_);
      return {};
    } catch (const base::Error& e) {
      return e.what();
    }
  }

  fs::path folder_ = fs::temp_directory_path() / ("places_test-" + std::to_string(::getpid()));
  Job job_;
  media::FilmInfo film_;
};

TEST_F(Places, WhatIsThereAndNotOursIsKept) {
  EXPECT_EQ(refusal(), "");
  make_trailer("one");
  make_trailer("two");
  EXPECT_EQ(refusal(), "");
  EXPECT_TRUE(base::read_file(job_.output).starts_with("two"));

  base::write_file_atomically(job_.output, "somebody's work");
  EXPECT_NE(refusal().find("--overwrite"), std::string::npos);
  EXPECT_THROW(make_trailer("three"), base::Error);
  EXPECT_EQ(base::read_file(job_.output), "somebody's work");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 3);

  job_.overwrites = true;
  EXPECT_EQ(refusal(), "");
}

TEST_F(Places, NoOutputIsAnInput) {
  const auto is_refused = [&](fs::path Job::* field, const fs::path& path) {
    const auto before = job_.*field;
    job_.*field = path;
    const auto why = refusal();
    job_.*field = before;
    return why.find("itself") != std::string::npos;
  };
  fs::create_symlink("film.mkv", folder_ / "link.mp4");
  fs::create_hard_link(folder_ / "film.mkv", folder_ / "hard.mp4");
  base::write_file_atomically(folder_ / "trailer.html", "subtitles under an odd name");
  base::write_file_atomically(job_.work / "cues.json", "a song under an odd name");
  for (const char* name : {"film.mkv", "link.mp4", "hard.mp4", "../film.mkv"})
    EXPECT_EQ(is_refused(&Job::output, folder_ / name), std::string(name) != "../film.mkv") << name;
  for (const auto field : {&Job::manifest, &Job::vibes})
    EXPECT_TRUE(is_refused(field, folder_ / "trailer.html"));
  EXPECT_TRUE(is_refused(&Job::vibes, job_.work / "cues.json"));
}

TEST_F(Places, AFolderOfTheUsersIsNotTakenForOurs) {
  base::write_file_atomically(job_.work / "scenes.msgpack", "theirs");
  EXPECT_NE(refusal().find("--work-dir"), std::string::npos);
  base::write_file_atomically(job_.work / ".lock", "");
  EXPECT_EQ(refusal(), "");
}

TEST_F(Places, WhatIsMissingIsNamed) {
  for (const auto field : {&Job::music, &Job::manifest, &Job::vibes}) {
    job_.*field = folder_ / "none.xyz";
    EXPECT_NE(refusal().find("none.xyz"), std::string::npos);
    job_.*field = folder_;
    EXPECT_NE(refusal().find("folder"), std::string::npos);
    job_.*field = fs::path();
  }
  EXPECT_EQ(refusal(), "");
}

}  // namespace
}  // namespace cinecut::pipeline
