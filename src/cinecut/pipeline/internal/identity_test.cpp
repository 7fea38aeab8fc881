#include "cinecut/pipeline/internal/identity.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/files.h"
#include "media/testing.h"

namespace cinecut::pipeline {
namespace {

namespace fs = std::filesystem;

TEST(IdentityOf, ChangesWithTheContentEvenIfSizeAndTimeDoNot) {
  const testing_media::TempFolder folder;
  const auto file = folder / "film.srt";
  base::write_file_atomically(file, "one");
  const auto time = fs::last_write_time(file);
  const auto before = identity_of(file);
  base::write_file_atomically(file, "two");
  fs::last_write_time(file, time);
  EXPECT_NE(identity_of(file), before);
  base::write_file_atomically(file, "one");
  EXPECT_EQ(identity_of(file), before);
}

TEST(IdentityOf, OfLargeFilesChangesWithTheContentAtItsEndsToo) {
  const testing_media::TempFolder folder;
  const auto file = folder / "film.mkv";
  std::ofstream(file).put('a');
  fs::resize_file(file, std::uintmax_t{100} << 20);
  const auto time = fs::last_write_time(file);
  const auto before = identity_of(file);
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary)
      .seekp(-1, std::ios::end)
      .put('b');
  fs::last_write_time(file, time);
  EXPECT_NE(identity_of(file), before);
}

TEST(IdentityOf, IsTheSameByAnyPathAndFollowsLinks) {
  const testing_media::TempFolder folder;
  const auto file = folder / "film.srt";
  base::write_file_atomically(file, "one");
  EXPECT_EQ(identity_of(folder / "./film.srt"), identity_of(file));
  fs::create_directory(folder / "x");
  EXPECT_EQ(identity_of(folder / "x/../film.srt"), identity_of(file));
  EXPECT_EQ(identity_of(fs::proximate(file)), identity_of(file));
  fs::create_symlink("film.srt", folder / "link.srt");
  const auto before = identity_of(folder / "link.srt");
  base::write_file_atomically(file, "two");
  EXPECT_NE(identity_of(folder / "link.srt"), before);
}

TEST(IdentityOf, SaysThatAFileIsNotThere) {
  const testing_media::TempFolder folder;
  const auto before = identity_of(folder / "film.srt");
  EXPECT_NE(before.find("missing"), std::string::npos);
  base::write_file_atomically(folder / "film.srt", "");
  EXPECT_NE(identity_of(folder / "film.srt"), before);
  EXPECT_NE(identity_of(folder.path()).find("missing"), std::string::npos);
}

}  // namespace
}  // namespace cinecut::pipeline
