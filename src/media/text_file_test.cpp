#include "media/text_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace media {
namespace {

using testing::HasSubstr;

struct EncodedText {
  const char* format;
  const char* text;
  double start_s, end_s;
  const char* says;
};

const EncodedText kEncodedTexts[] = {
    {"microdvd", "{25}{75}Run!|Now!\n{100}{150}No.\n", 1, 3, "Run!"},
    {"microdvd", "{1}{1}50.000\n{25}{75}Run!\n{100}{150}No.\n", 0.5, 1.5, "Run!"},
    {"sami",
     "<SAMI>\n<HEAD><STYLE TYPE=\"text/css\"><!--\nP {margin: 1pt;}\n.ENCC {lang: en-US;}\n"
     "--></STYLE></HEAD>\n<BODY>\n<SYNC Start=1000><P Class=ENCC>Run!<br>Now!\n"
     "<SYNC Start=3000><P Class=ENCC>&nbsp;\n<SYNC Start=5000><P Class=ENCC>No.\n"
     "<SYNC Start=6000><P Class=ENCC>&nbsp;\n</BODY>\n</SAMI>\n",
     1, 3, "Run!"},
    {"subviewer",
     "[INFORMATION]\n[TITLE]x\n[END INFORMATION]\n[SUBTITLE]\n[COLF]&HFFFFFF,[STYLE]no,[SIZE]18,"
     "[FONT]Arial\n00:00:01.00,00:00:03.00\nRun![br]Now!\n\n00:00:05.00,00:00:06.00\nNo.\n\n",
     1, 3, "Run!"},
    {"subviewer1",
     "[TITLE]\nx\n[AUTHOR]\n\n[SOURCE]\n\n[PRG]\n\n[FILEPATH]\n\n[DELAY]\n0\n[CD TRACK]\n0\n"
     "[BEGIN]\n******** START SCRIPT ********\n[00:00:01]\nRun!|Now!\n[00:00:03]\n\n[00:00:05]\n"
     "No.\n[00:00:06]\n\n[END]\n******** END SCRIPT ********\n",
     1, 3, "Run!"},
    {"mpl2", "[10][30]/Run!|Now!\n[50][60]No.\n", 1, 3, "Run!"},
    {"mpsub", "FORMAT=TIME\n\n1 2\nRun!\n\n2 1\nNo.\n\n", 1, 3, "Run!"},
    {"jacosub",
     "#TIMERES 100\n0:00:01.00 0:00:03.00 {~} Run!\\nNow!\n0:00:05.00 0:00:06.00 {~} No.\n", 1, 3,
     "Run!"},
    {"pjs", "10,30,\"Run!|Now!\"\n50,60,\"No.\"\n", 1, 3, "Run!"},
    {"stl",
     "//x\n$FontName = Arial\n00:00:01:00 , 00:00:03:00 , Run!|Now!\n"
     "00:00:05:00 , 00:00:06:00 , No.\n",
     1, 3, "Run!"},
    {"vplayer", "00:00:01:Run!|Now!\n00:00:03:\n00:00:05:No.\n00:00:06:\n", 1, 3, "Run!"},
    {"realtext",
     "<window type=\"generic\" duration=\"10\">\n<time begin=\"1\" end=\"3\"/>Run!\n"
     "<time begin=\"5\" end=\"6\"/>No.\n</window>\n",
     1, 3, "Run!"},
    {"aqtitle", "-->> 000025\nRun!\nNow!\n\n-->> 000075\n\n\n-->> 000125\nNo.\n\n-->> 000150\n\n",
     1, 3, "Run!"},
    {"lrc", "[ti:x]\n[00:01.00]Run!\n[00:03.00]\n[00:05.00]No.\n", 1, 3, "Run!"},
    {"scc",
     "Scenarist_SCC V1.0\n\n00:00:00:20\t94ae 94ae 9420 9420 9470 9470 5275 6ea1 942f 942f\n\n"
     "00:00:03:00\t942c 942c\n\n00:00:04:00\t94ae 94ae 9420 9420 9470 9470 ceef ae80 942f 942f\n\n"
     "00:00:06:00\t942c 942c\n\n",
     0.667, 3, "Run!"},
};

TEST(ReadTextFile, ReadsEachFormat) {
  for (const auto& c : kEncodedTexts) {
    const auto file = read_text_file(c.text, {25, 1});
    EXPECT_TRUE(file) << c.format;
    if (!file) continue;
    EXPECT_EQ(file->format, c.format);
    EXPECT_EQ(file->events.size(), 2u) << c.format;
    const auto& event = file->events[0];
    EXPECT_NEAR(base::to_seconds(event.range.start), c.start_s, 0.15) << c.format;
    EXPECT_NEAR(base::to_seconds(event.range.end), c.end_s, 0.15) << c.format;
    EXPECT_THAT(event.ass, HasSubstr(c.says)) << c.format;
  }
}

TEST(ReadTextFile, TakesPartsOfFilesOrNothing) {
  for (const auto& c : kEncodedTexts) {
    const std::string text(c.text);
    for (std::size_t length = 0; length < text.size(); length += 7) {
      const auto file = read_text_file(text.substr(0, length), {25, 1});
      EXPECT_TRUE(!file || !file->events.empty()) << c.format << " " << length;
    }
  }
}

TEST(ReadTextFile, GivesNothingForOtherTexts) {
  for (const char* text : {"", "Hello.", "<html><body>No.</body></html>", "{}", "[]", "\n\n\n",
                           "1\n00:00:01,000 --> 00:00:02,000\nSubRip is not read here.\n"})
    EXPECT_FALSE(read_text_file(text, {25, 1})) << text;
}

}  // namespace
}  // namespace media
