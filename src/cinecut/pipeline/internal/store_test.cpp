#include "cinecut/pipeline/internal/store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"

namespace cinecut::pipeline {
namespace {

class StoreTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("store_test-" + std::to_string(::getpid()));
};

TEST_F(StoreTest, GivesBackOnlyWhatWasMadeFromTheSameInputs) {
  const Store store(folder_);
  EXPECT_FALSE(store.load("survey", "k1"));
  store.save("survey", "k1", "one");
  EXPECT_EQ(store.load("survey", "k1"), "one");
  EXPECT_FALSE(store.load("survey", "k2"));
  EXPECT_FALSE(store.load("survey", "k"));
}

TEST_F(StoreTest, ADamagedOrHalfReplacedArtefactIsAMiss) {
  const Store store(folder_);
  store.save("survey", "k1", "one");
  base::write_file_atomically(folder_ / "survey", "two");  // Killed before the key was written.
  EXPECT_FALSE(store.load("survey", "k1"));
  std::filesystem::remove(folder_ / "survey");
  EXPECT_FALSE(store.load("survey", "k1"));
}

TEST_F(StoreTest, OneProcessAtATime) {
  const Store store(folder_);
  EXPECT_THROW(Store{folder_}, base::Error);
}

TEST(MakeKey, PartsDoNotRunIntoEachOther) {
  EXPECT_NE(make_key({"ab", "c"}), make_key({"a", "bc"}));
  EXPECT_NE(make_key({"a"}), make_key({"a", ""}));
}

}  // namespace
}  // namespace cinecut::pipeline
