#include "base/files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"

namespace base {
namespace {

class Files : public testing::Test {
 protected:
  Files() { std::filesystem::create_directories(folder); }
  ~Files() override { std::filesystem::remove_all(folder); }

  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("files_test-" + std::to_string(::getpid()));
};

TEST_F(Files, ReplacesAndLeavesNothingElseBehind) {
  const auto path = folder / "deep" / "na me's.txt";
  write_file_atomically(path, "one");
  write_file_atomically(path, std::string_view("t\0o", 3));
  EXPECT_EQ(read_file(path), std::string("t\0o", 3));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), 1);
}

TEST_F(Files, MissingFileIsAnErrorOrNothing) {
  EXPECT_THROW(read_file(folder / "none"), Error);
  EXPECT_FALSE(try_read_file(folder / "none"));
  EXPECT_FALSE(try_read_file(folder));
}

TEST_F(Files, FullDiskSaysSo) {
  EXPECT_THROW(write_file_atomically("/proc/nothing/here", "x"), Error);
}

TEST_F(Files, LimitIsKept) {
  write_file_atomically(folder / "ten", "0123456789");
  EXPECT_EQ(read_file(folder / "ten", 10).size(), 10u);
  EXPECT_THROW(read_file(folder / "ten", 9), Error);
}

}  // namespace
}  // namespace base
