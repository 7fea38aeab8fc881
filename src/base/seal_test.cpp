#include "base/seal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"

namespace base {
namespace {

class Seal : public testing::Test {
 public:
  ~Seal() override { std::filesystem::remove(path_); }

 protected:
  bool is_sealed(const std::string& bytes) const {
    write_file_atomically(path_, bytes);
    return is_sealed_file(path_);
  }

  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("seal_test-" + std::to_string(::getpid()));
};

TEST_F(Seal, TellsEveryChange) {
  // In one block, across the border of two, behind something that looks like one.
  for (const std::size_t before : {0, 10, (1 << 18) - 40, (1 << 18) - 3, (1 << 18), 700'000}) {
    const auto bytes = std::string(before, 'a') + "seal:no " + seal_slot() + std::string(500, 'z');
    EXPECT_FALSE(is_sealed(bytes)) << before;
    seal_file(path_);
    EXPECT_TRUE(is_sealed_file(path_)) << before;
    const auto made = read_file(path_);
    EXPECT_EQ(made, sealed(bytes)) << before;
    EXPECT_EQ(made.size(), bytes.size());
    EXPECT_EQ(sealed(made), made);
    for (const auto place : {std::size_t{0}, before + 20, made.size() - 1}) {
      auto other = made;
      other[place] = static_cast<char>(other[place] ^ 1);
      EXPECT_FALSE(is_sealed(other)) << before << " " << place;
    }
    EXPECT_FALSE(is_sealed(made + "x"));
    EXPECT_FALSE(is_sealed(made.substr(0, made.size() - 1)));
  }
}

TEST_F(Seal, WithoutASlotNothingIsSealed) {
  EXPECT_EQ(sealed("no slot"), "no slot");
  EXPECT_FALSE(is_sealed("no slot"));
  seal_file(path_);
  EXPECT_EQ(read_file(path_), "no slot");
  EXPECT_FALSE(is_sealed(""));
  EXPECT_FALSE(is_sealed("seal:"));
  EXPECT_FALSE(is_sealed_file(path_.parent_path()));
  EXPECT_FALSE(is_sealed_file(path_.string() + "none"));
  EXPECT_THROW(seal_file(path_.string() + "none"), Error);
}

}  // namespace
}  // namespace base
