#include "minerva/fetch/internal/sha256.h"

#include <gtest/gtest.h>

namespace minerva::fetch {
namespace {

TEST(Sha256, IsThatOfTheStandardsExamples) {
  Sha256 hash;
  hash.add("a");
  hash.add("bc");
  EXPECT_EQ(hash.finish(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  hash.reset();
  EXPECT_EQ(hash.finish(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, IsRecognisedAsText) {
  EXPECT_TRUE(is_sha256("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  EXPECT_FALSE(is_sha256("ba7816bf"));
  EXPECT_FALSE(is_sha256("xa7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

}  // namespace
}  // namespace minerva::fetch
