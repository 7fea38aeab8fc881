#include "base/base64.h"

#include <gtest/gtest.h>

namespace base {
namespace {

// RFC 4648, section 10.
TEST(ToBase64, IsThatOfTheStandard) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("ab"), "YWI=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64(std::string_view("\0\xFF\xFE", 3)), "AP/+");
}

}  // namespace
}  // namespace base
