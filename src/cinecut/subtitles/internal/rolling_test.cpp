#include "cinecut/subtitles/internal/rolling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>

#include "cinecut/subtitles/cues.h"

namespace cinecut::subtitles {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::ElementsAreArray;

struct Caption {
  int start_ms, end_ms;
  const char* text;
};

std::string stamp(int ms) {
  char text[32];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d,%03d", ms / 3600000, ms / 60000 % 60,
                ms / 1000 % 60, ms % 1000);
  return text;
}

std::string srt(const std::vector<Caption>& captions) {
  std::string bytes;
  int number = 0;
  for (const auto& c : captions)
    bytes += std::to_string(++number) + "\n" + stamp(c.start_ms) + " --> " + stamp(c.end_ms) +
             "\n" + c.text + "\n\n";
  return bytes;
}

/// "0.16-2.40 hello and welcome", to the hundredth.
std::vector<std::string> read(std::string_view bytes) {
  std::vector<std::string> all;
  for (const Cue& cue : parse_subtitles(bytes).cues) {
    char times[48];
    std::snprintf(times, sizeof times, "%.2f-%.2f ", base::to_seconds(cue.range.start),
                  base::to_seconds(cue.range.end));
    all.push_back(times + cue.text);
  }
  return all;
}

/// As a video site gives them: each line with the one above it, and alone for 10 ms.
constexpr const char* kAutomatic =
    "WEBVTT\nKind: captions\nLanguage: en\n\n"
    "00:00:00.160 --> 00:00:02.389 align:start position:0%\n"
    " \nhello<00:00:00.480><c> and</c><00:00:00.719><c> welcome</c>\n\n"
    "00:00:02.389 --> 00:00:02.399 align:start position:0%\n"
    "hello and welcome\n \n\n"
    "00:00:02.399 --> 00:00:04.789 align:start position:0%\n"
    "hello and welcome\nto<00:00:02.639><c> the</c><00:00:02.879><c> show</c>\n\n"
    "00:00:04.789 --> 00:00:04.799 align:start position:0%\n"
    "to the show\n \n\n"
    "00:00:04.799 --> 00:00:09.000 align:start position:0%\n"
    "to the show\nno<00:00:05.000><c> no</c><00:00:05.500><c> no</c>\n\n"
    "00:00:09.000 --> 00:00:09.010 align:start position:0%\n"
    "no no no\n \n\n"
    "00:00:09.010 --> 00:00:11.000 align:start position:0%\n"
    "no no no\nno<00:00:09.500><c> no</c><00:00:10.000><c> no</c>\n";

TEST(Unroll, TakesAutomaticCaptionsApartByTheTimesOfTheirWords) {
  EXPECT_THAT(read(kAutomatic), ElementsAre("0.16-2.19 hello and welcome", "2.40-4.15 to the show",
                                            "4.80-6.63 no no no", "9.01-11.00 no no no"));
  EXPECT_EQ(parse_subtitles(kAutomatic).repairs.rolling, 3);
}

TEST(Unroll, TakesApartWhatOthersMadeOfAutomaticCaptions) {
  EXPECT_THAT(
      read(srt({{160, 2389, "\r\nhello and welcome"},
                {2389, 2399, "hello and welcome\r\n "},
                {2399, 4789, "hello and welcome\r\nto the show"},
                {4789, 4799, "to the show\r\n "},
                {4799, 6000, "to the show\r\neverybody"}})),
      ElementsAre("0.16-2.40 hello and welcome", "2.40-4.80 to the show", "4.80-6.00 everybody"));
}

TEST(Unroll, TakesRowsApartThatRollUp) {
  EXPECT_THAT(
      read(srt({{1000, 2000, "&gt;&gt; WE WERE THERE"},
                {2000, 3500, "&gt;&gt; WE WERE THERE\nALL NIGHT LONG."},
                {3500, 5000, "&gt;&gt; WE WERE THERE\nALL NIGHT LONG.\n&gt;&gt; AND THEN?"},
                {5000, 6000, "ALL NIGHT LONG.\n&gt;&gt; AND THEN?\nALL NIGHT LONG."},
                {6000, 7000, "&gt;&gt; AND THEN?\nALL NIGHT LONG.\nTHEY LEFT."}})),
      ElementsAre("1.00-2.00 WE WERE THERE", "2.00-3.50 ALL NIGHT LONG.", "3.50-5.00 AND THEN?",
                  "5.00-6.00 ALL NIGHT LONG.", "6.00-7.00 THEY LEFT."));
}

TEST(Unroll, JoinsWhatGrowsWordByWord) {
  EXPECT_THAT(read(srt({{1000, 1200, "I"},
                        {1200, 1400, "I think"},
                        {1400, 1800, "I think we"},
                        {1800, 5000, "I think we\nshould go."},
                        {5200, 5400, "Now"},
                        {5400, 7000, "Now then."}})),
              ElementsAre("1.00-1.80 I think we", "1.80-5.00 should go.", "5.20-6.80 Now then."));
}

TEST(Unroll, JoinsWhatGrowsLetterByLetterAndIsBrokenAnew) {
  EXPECT_THAT(read(srt({{1000, 1100, "WHE"},
                        {1100, 1200, "WHERE"},
                        {1200, 1300, "WHERE ARE"},
                        {1300, 1400, "WHERE\nARE YOU"},
                        {1400, 1900, "WHERE\nARE YOU NOW?"}})),
              ElementsAre("1.00-1.90 WHERE ARE YOU NOW?"));
}

TEST(Unroll, LeavesWhatPeopleSayTwice) {
  const std::vector<Caption> cases[] = {
      // Three times the same, one right after the other.
      {{1000, 2000, "No."}, {2000, 3000, "Never."}, {3000, 4000, "Never."}, {4100, 5000, "Go."}},
      // Once it grows, once a line returns: not the way of the file.
      {{1000, 2000, "Wait."},
       {2000, 3000, "Wait. Wait."},
       {3000, 4000, "Who is it?"},
       {4000, 5000, "A friend."},
       {5000, 6000, "Which friend?"},
       {6000, 7000, "You know me."},
       {7000, 8000, "I do not."}},
      // A song's refrain.
      {{1000, 3000, "Row, row, row your boat"},
       {3000, 5000, "Gently down the stream"},
       {5000, 7000, "Row, row, row your boat"},
       {7000, 9000, "Merrily, merrily"}},
  };
  for (const auto& captions : cases) EXPECT_EQ(parse_subtitles(srt(captions)).repairs.rolling, 0);
}

TEST(Unroll, KeepsOrdinarySubtitlesAroundRollingOnes) {
  std::vector<Caption> captions;
  captions.reserve(43);
  for (int i = 0; i < 40; ++i)
    captions.push_back({i * 3000, i * 3000 + 1000, i % 2 ? "Go on. Go on." : "Go on."});
  captions.push_back({120000, 121000, "Here is"});
  captions.push_back({121000, 122000, "Here is\nthe news"});
  captions.push_back({122000, 123000, "the news\nof today"});
  captions.push_back({123000, 124000, "of today\nand tomorrow"});
  captions.push_back({124000, 125000, "and tomorrow\nand then"});
  const auto s = parse_subtitles(srt(captions));
  ASSERT_EQ(s.cues.size(), 45u);
  EXPECT_EQ(s.cues[41].text, "the news");
  EXPECT_EQ(s.cues[44].text, "and then");
}

TEST(ParseSubtitles, LosesNoLineToALineOfSpaces) {
  const char* const kVtt =
      "WEBVTT\n\n00:01.000 --> 00:02.000\n \nA\n\n00:03.000 --> 00:04.000\nB\n \n"
      "name\n00:05.000 --> 00:06.000\nC\n\nNOTE x\n\n00:07.000 --> 00:08.000\n \t\n";
  const char* const kSrt =
      "1\n00:00:01,000 --> 00:00:02,000\n \nA\n\n2\n00:00:03,000 --> 00:00:04,000\n\n\nB\n\n"
      "3\n00:00:05,000 --> 00:00:06,000\nC\n \n\n\n4\n00:00:07,000 --> 00:00:08,000\n \n\n";
  for (const auto* bytes : {kVtt, kSrt}) {
    std::vector<std::string> texts;
    for (const Cue& cue : parse_subtitles(bytes).cues) texts.push_back(cue.text);
    EXPECT_THAT(texts, ElementsAre("A", "B", "C")) << bytes;
  }
}

}  // namespace
}  // namespace cinecut::subtitles
