#include "base/row_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/files.h"

namespace base {
namespace {

TEST(RowFile, IsReadBackAsFarAsItIsWhole) {
  const auto path = std::filesystem::path(testing::TempDir()) /
                    ("rows." + std::to_string(::getpid()) + ".msgpack");
  {
    const RowFile file(path, to_row({{"head", 1}}));
    file.append(to_row({{"text", "né"}}));
    file.flush();
  }
  const auto bytes = read_file(path);
  std::filesystem::remove(path);
  std::string_view left = bytes;
  EXPECT_EQ(take_row(left)->at("head"), 1);
  EXPECT_EQ(take_row(left)->at("text"), "né");
  EXPECT_FALSE(take_row(left));
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    std::string_view cut = std::string_view(bytes).substr(0, n);
    int rows = 0;
    while (take_row(cut)) ++rows;
    EXPECT_LE(rows, 1) << n;
  }
}

TEST(RowFile, WhatIsNoMapEndsIt) {
  std::string_view number = "\x01";
  EXPECT_FALSE(take_row(number));
}

}  // namespace
}  // namespace base
