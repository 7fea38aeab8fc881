#include "base/files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"
#include "base/utf8.h"

namespace base {
namespace {

class Files : public testing::Test {
 public:
  ~Files() override { std::filesystem::remove_all(folder_); }

 protected:
  Files() { std::filesystem::create_directories(folder_); }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("files_test-" + std::to_string(::getpid()));
};

TEST_F(Files, ReplacesAndLeavesNothingElseBehind) {
  const auto path = folder_ / "deep" / "na me's.txt";
  write_file_atomically(path, "one");
  write_file_atomically(path, std::string_view("t\0o", 3));
  EXPECT_EQ(read_file(path), std::string("t\0o", 3));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), 1);
}

TEST_F(Files, MissingFileIsAnErrorOrNothing) {
  EXPECT_THROW(read_file(folder_ / "none"), Error);
  EXPECT_FALSE(try_read_file(folder_ / "none"));
  EXPECT_FALSE(try_read_file(folder_));
}

TEST_F(Files, FullDiskSaysSo) {
  EXPECT_THROW(write_file_atomically("/proc/nothing/here", "x"), Error);
}

TEST_F(Files, LimitIsKept) {
  write_file_atomically(folder_ / "ten", "0123456789");
  EXPECT_EQ(read_file(folder_ / "ten", 10).size(), 10u);
  EXPECT_THROW(read_file(folder_ / "ten", 9), Error);
}

TEST_F(Files, AreTheSameByAnyName) {
  write_file_atomically(folder_ / "film", "x");
  write_file_atomically(folder_ / "other", "x");
  std::filesystem::create_symlink("film", folder_ / "symbolic");
  std::filesystem::create_hard_link(folder_ / "film", folder_ / "hard");
  for (const char* name : {"film", "symbolic", "hard", "./film", "../files_test"})
    EXPECT_EQ(are_same_file(folder_ / "film", folder_ / name),
              std::string(name) != "../files_test");
  EXPECT_FALSE(are_same_file(folder_ / "film", folder_ / "other"));
  EXPECT_FALSE(are_same_file(folder_ / "none", folder_ / "none"));
}

TEST_F(Files, WhereNothingCanBeWrittenIsKnownBefore) {
  write_file_atomically(folder_ / "file", "kept");
  const auto kind = [](const std::filesystem::path& path) {
    try {
      check_can_write(path);
      return std::string("fine");
    } catch (const Error& e) {
      return std::string(e.kind() == ErrorKind::usage ? "usage" : "unavailable");
    }
  };
  EXPECT_EQ(kind(folder_ / "new"), "fine");
  EXPECT_EQ(kind(folder_ / "file"), "fine");
  EXPECT_EQ(kind(folder_ / "missing" / "deeper" / "new"), "fine");
  EXPECT_EQ(kind(folder_ / std::string(255, 'x')), "fine");
  EXPECT_EQ(kind(folder_), "usage");
  EXPECT_EQ(kind(folder_ / ""), "usage");
  EXPECT_EQ(kind(folder_ / std::string(256, 'x')), "usage");
  EXPECT_EQ(kind(folder_ / "missing" / std::string(256, 'x') / "new"), "usage");
  EXPECT_EQ(kind(folder_ / "file" / "below"), "usage");
  EXPECT_EQ(kind("/proc/new"), "unavailable");
  EXPECT_EQ(kind("/proc/missing/new"), "unavailable");
  EXPECT_EQ(read_file(folder_ / "file"), "kept");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(Files, NamesAreCutToFit) {
  EXPECT_EQ(fitting_name(folder_, "film", ".cinecut"), "film.cinecut");
  std::string film;
  for (int i = 0; i < 120; ++i) film += "\xC3\xBC";
  const auto name = fitting_name(folder_, film + "1", "_trailer_thriller.mp4");
  EXPECT_LE(name.size(), 255u);
  EXPECT_GT(name.size(), 250u);
  EXPECT_TRUE(is_utf8(name));
  EXPECT_TRUE(name.ends_with("_trailer_thriller.mp4"));
  EXPECT_NE(name, fitting_name(folder_, film + "2", "_trailer_thriller.mp4"));
  write_file_atomically(folder_ / std::string(255, 'x'), "the unfinished name fits as well");
}

TEST(Quoted, ShowsControlCharacters) {
  EXPECT_EQ(quoted("a b.mkv"), "\"a b.mkv\"");
  EXPECT_EQ(quoted("a\n\x1B[2J\xFF"), "\"a\\x0A\\x1B[2J\\xFF\"");
}

}  // namespace
}  // namespace base
