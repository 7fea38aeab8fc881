#include "minerva/openai/internal/pictures.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "minerva/model/chat.h"
#include "minerva/model/fault.h"

namespace minerva::openai {
namespace {

namespace fs = std::filesystem;

bool is_refused(const std::string& text) {
  try {
    (void)from_base64(text, "image");
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.field(), "image");
    return true;
  }
  return false;
}

TEST(Base64, GivesBackWhatWasPutIn) {
  EXPECT_EQ(from_base64("", "image"), "");
  EXPECT_EQ(from_base64("Zg==", "image"), "f");
  EXPECT_EQ(from_base64("aGk=", "image"), "hi");
  EXPECT_EQ(from_base64("Zm9v", "image"), "foo");
  EXPECT_EQ(from_base64("Zm9vYg", "image"), "foob");
  EXPECT_EQ(from_base64("AP/+", "image"), std::string("\0\xff\xfe", 3));
}

TEST(Base64, RefusesEverythingElse) {
  for (const auto* bad : {"Z", "Zm9v\n", "Zm9v Zm9v", "Zm_v", "====", "Zm=v"})
    EXPECT_TRUE(is_refused(bad)) << bad;
}

class AllowedFile : public ::testing::Test {
 protected:
  void SetUp() override {
    base_ = fs::path(::testing::TempDir()) / ("minerva_media_" + std::to_string(::getpid()));
    fs::create_directories(base_ / "media" / "below");
    for (const auto* name : {"media/a.png", "media/below/b c.png", "outside.png", "media2.png"})
      std::ofstream(base_ / name) << "x";
    fs::create_symlink(base_ / "outside.png", base_ / "media" / "link.png");
    fs::create_symlink(base_ / "media" / "a.png", base_ / "media" / "inner.png");
  }
  void TearDown() override { fs::remove_all(base_); }
  std::string file(const std::string& url) const {
    try {
      return allowed_file(url, base_ / "media", "image").filename().string();
    } catch (const model::Fault&) {
      return "refused";
    }
  }
  fs::path base_;
};

TEST_F(AllowedFile, IsInsideOfTheFolder) {
  EXPECT_EQ(file("a.png"), "a.png");
  EXPECT_EQ(file("below/../below/b c.png"), "b c.png");
  EXPECT_EQ(file("file://" + (base_ / "media/below/b%20c.png").string()), "b c.png");
  EXPECT_EQ(file("inner.png"), "a.png");
}

TEST_F(AllowedFile, IsNothingElse) {
  for (const auto& bad :
       {std::string("../outside.png"), std::string("link.png"), (base_ / "outside.png").string(),
        std::string("below"), std::string(""), std::string("nothing.png"),
        "file://" + (base_ / "media/%2e%2e/outside.png").string(), std::string("file://%"),
        std::string("file://%0"), std::string("file://a%00b")})
    EXPECT_EQ(file(bad), "refused") << bad;
  EXPECT_THROW(allowed_file("a.png", "", "image"), model::Fault);
}

}  // namespace
}  // namespace minerva::openai
