#include "base/utf8.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(Utf8, EveryCodePointComesBack) {
  for (char32_t p = 0; p <= 0x10FFFF; ++p) {
    if (p >= 0xD800 && p <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, p);
    std::size_t at = 0;
    ASSERT_EQ(utf8_length(text, 0), text.size()) << static_cast<unsigned>(p);
    ASSERT_EQ(next_code_point(text, at), p) << static_cast<unsigned>(p);
    ASSERT_EQ(at, text.size());
  }
}

TEST(Utf8, DamageIsNoSequence) {
  for (const char* text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    std::size_t at = 0;
    EXPECT_EQ(utf8_length(text, 0), 0u) << text;
    EXPECT_EQ(next_code_point(text, at), std::nullopt) << text;
    EXPECT_EQ(at, 0u);
    EXPECT_FALSE(is_utf8(text)) << text;
    EXPECT_FALSE(is_utf8(std::string("fine ") + text));
  }
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8(std::string_view("a\0b", 3)));
  EXPECT_TRUE(is_utf8("f\xC3\xBCr \xF0\x9F\x8E\xAC"));
}

TEST(InOneLine, LeavesNothingThatATerminalObeys) {
  EXPECT_EQ(in_one_line(" a\n\tb  c\x7F "), "a b c");
  EXPECT_EQ(in_one_line("\x1B[31mred\xC2\x9B"
                        "2J"),
            "[31mred 2J");
  EXPECT_EQ(in_one_line("n\xC3\xA9 \xFF"), "n\xC3\xA9 ?");
  EXPECT_EQ(in_one_line(""), "");
}

TEST(Visible, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(visible("two\nlines \xF0\x9F\x8E\xAC"), "two\nlines \xF0\x9F\x8E\xAC");
  EXPECT_EQ(visible("\x1B[31mred\a\r\x7F"), "\\x1B[31mred\\x07\\x0D\\x7F");
  EXPECT_EQ(visible("\xC2\x9B"
                    "2J \xFF"),
            "\\x9B2J \\xFF");
  EXPECT_EQ(visible("a\xE2\x80\xAE"
                    "b"),
            "a\\u202Eb");
  EXPECT_EQ(visible(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(visible(""), "");
}

TEST(LowerAscii, LeavesOtherLettersAlone) {
  EXPECT_EQ(lower_ascii("AZaz[@ 9"), "azaz[@ 9");
  EXPECT_EQ(lower_ascii("\xC3\x9C"
                        "BER \xFF"),
            "\xC3\x9C"
            "ber \xFF");
  EXPECT_EQ(lower_ascii(""), "");
}

}  // namespace
}  // namespace base
