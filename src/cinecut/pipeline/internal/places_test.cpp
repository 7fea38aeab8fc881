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
    fs::create_directories(folder / "work");
    base::write_file_atomically(folder / "film.mkv", "film");
    film.path = folder / "film.mkv";
    film.duration = std::chrono::seconds(100);
    film.video.display_width_px = film.video.display_height_px = 100;
    job.film = film.path;
    job.work = folder / "work";
    job.output = folder / "trailer.mp4";
    job.vibe.name = "action";
  }
  ~Places() override { fs::remove_all(folder); }

  /// Writes a trailer as a run does.
  void make_trailer(const std::string& bytes) const {
    base::write_file_atomically(job.output, bytes + base::seal_slot(), [&](const auto& complete) {
      base::seal_file(complete);
      base::check_may_replace(job.output, job.overwrites);
    });
  }
  std::string refusal() const {
    try {
      check_inputs(job);
      check_outputs(job, film);
      return {};
    } catch (const base::Error& e) {
      return e.what();
    }
  }

  fs::path folder = fs::temp_directory_path() / ("places_test-" + std::to_string(::getpid()));
  Job job;
  media::FilmInfo film;
};

TEST_F(Places, WhatIsThereAndNotOursIsKept) {
  EXPECT_EQ(refusal(), "");
  make_trailer("one");
  make_trailer("two");
  EXPECT_EQ(refusal(), "");
  EXPECT_TRUE(base::read_file(job.output).starts_with("two"));

  base::write_file_atomically(job.output, "somebody's work");
  EXPECT_NE(refusal().find("--overwrite"), std::string::npos);
  EXPECT_THROW(make_trailer("three"), base::Error);
  EXPECT_EQ(base::read_file(job.output), "somebody's work");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 3);

  job.overwrites = true;
  EXPECT_EQ(refusal(), "");
}

TEST_F(Places, NoOutputIsAnInput) {
  const auto is_refused = [&](fs::path Job::* field, const fs::path& path) {
    const auto before = job.*field;
    job.*field = path;
    const auto why = refusal();
    job.*field = before;
    return why.find("itself") != std::string::npos;
  };
  fs::create_symlink("film.mkv", folder / "link.mp4");
  fs::create_hard_link(folder / "film.mkv", folder / "hard.mp4");
  base::write_file_atomically(folder / "trailer.html", "subtitles under an odd name");
  base::write_file_atomically(job.work / "cues.json", "a song under an odd name");
  for (const char* name : {"film.mkv", "link.mp4", "hard.mp4", "../film.mkv"})
    EXPECT_EQ(is_refused(&Job::output, folder / name), std::string(name) != "../film.mkv") << name;
  for (const auto field : {&Job::manifest, &Job::vibes})
    EXPECT_TRUE(is_refused(field, folder / "trailer.html"));
  EXPECT_TRUE(is_refused(&Job::vibes, job.work / "cues.json"));
}

TEST_F(Places, AFolderOfTheUsersIsNotTakenForOurs) {
  base::write_file_atomically(job.work / "scenes.msgpack", "theirs");
  EXPECT_NE(refusal().find("--work-dir"), std::string::npos);
  base::write_file_atomically(job.work / ".lock", "");
  EXPECT_EQ(refusal(), "");
}

TEST_F(Places, WhatIsMissingIsNamed) {
  for (const auto field : {&Job::music, &Job::manifest, &Job::vibes}) {
    job.*field = folder / "none.xyz";
    EXPECT_NE(refusal().find("none.xyz"), std::string::npos);
    job.*field = folder;
    EXPECT_NE(refusal().find("folder"), std::string::npos);
    job.*field = fs::path();
  }
  EXPECT_EQ(refusal(), "");
}

}  // namespace
}  // namespace cinecut::pipeline
