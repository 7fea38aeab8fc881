#include "minerva/pool/internal/catalog.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace minerva::pool {
namespace {

namespace fs = std::filesystem;

class CatalogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("minerva_catalog_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "below" / "deeper");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void make(const std::string& name, int bytes = 10) {
    std::ofstream(folder_ / name) << std::string(static_cast<std::size_t>(bytes), 'x');
  }
  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const auto& model : find_models({folder_}, {})) result.push_back(model.name);
    return result;
  }
  fs::path folder_;
};

TEST_F(CatalogTest, FindsModelsHereAndOneLevelBelow) {
  make("b.gguf");
  make("a.gguf");
  make("below/c.gguf");
  make("below/deeper/d.gguf");
  make("notes.txt");
  make("mmproj-a.gguf");
  EXPECT_EQ(names(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_F(CatalogTest, AModelInSeveralFilesIsOne) {
  make("big-00001-of-00003.gguf", 10);
  make("big-00002-of-00003.gguf", 20);
  make("big-00003-of-00003.gguf", 30);
  const auto found = find_models({folder_}, {});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].name, "big");
  EXPECT_EQ(found[0].bytes, 60u);
}

TEST_F(CatalogTest, OfTwoWithTheSameNameTheFirstCounts) {
  make("a.gguf", 1);
  make("below/a.gguf", 2);
  const auto found = find_models({folder_}, {folder_ / "below" / "a.gguf"});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].bytes, 2u);
}

TEST_F(CatalogTest, AFolderThatIsNotThereHoldsNothing) {
  EXPECT_TRUE(find_models({folder_ / "nowhere"}, {"/nowhere.gguf"}).empty());
}

}  // namespace
}  // namespace minerva::pool
