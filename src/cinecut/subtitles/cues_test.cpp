#include "cinecut/subtitles/cues.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/error.h"
#include "cinecut/subtitles/internal/formats.h"

namespace cinecut::subtitles {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kTwoCues =
    "1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i>\nthere.\n\n"
    "2\n00:00:03,000 --> 00:00:04,000\nJOHN: Goodbye.\n";

base::FilmRange range(std::chrono::milliseconds start, std::chrono::milliseconds end) {
  return {base::FilmTime{start}, base::FilmTime{end}};
}

std::vector<std::string> texts(const Subtitles& s) {
  std::vector<std::string> all;
  all.reserve(s.cues.size());
  for (const Cue& cue : s.cues) all.push_back(cue.text);
  return all;
}

std::string error_of(std::string_view bytes) {
  try {
    (void)parse_subtitles(bytes);
  } catch (const base::Error& e) {
    EXPECT_EQ(e.kind(), base::ErrorKind::corrupt);
    return e.what();
  }
  return "(no error)";
}

/// One SubRip cue from 1 s to 3 s.
Cue cue_of(const std::string& text) {
  const auto s = parse_subtitles("1\n00:00:01,000 --> 00:00:03,000\n" + text + "\n");
  return s.cues.empty() ? Cue{} : s.cues.front();
}

TEST(ParseSubtitles, ReadsSubRip) {
  const auto s = parse_subtitles(kTwoCues);
  EXPECT_EQ(s.format, "srt");
  EXPECT_EQ(s.encoding, "UTF-8");
  EXPECT_EQ(s.repairs, Repairs{});
  ASSERT_EQ(s.cues.size(), 2u);
  EXPECT_EQ(s.cues[0].range, range(1s, 2500ms));
  EXPECT_EQ(s.cues[0].text, "Hello there.");
  EXPECT_EQ(s.cues[0].speaker, "");
  EXPECT_EQ(s.cues[1].range, range(3s, 4s));
  EXPECT_EQ(s.cues[1].text, "Goodbye.");
  EXPECT_EQ(s.cues[1].speaker, "JOHN");
}

TEST(ParseSubtitles, ReadsWebVtt) {
  const auto s = parse_subtitles(
      "WEBVTT - a title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE\nnot shown\n\n"
      "intro\n00:01.000 --> 00:02.500 position:10% line:0\n<v.loud Ann Lee>Hello &amp; "
      "<c.red>welcome</c>\n\nNOTE 00:03\n\n1:00:03.000 --> 1:00:04.000\n<00:00:03.500>Bye &lt;3\n");
  EXPECT_EQ(s.format, "vtt");
  ASSERT_EQ(s.cues.size(), 2u);
  EXPECT_EQ(s.cues[0].range, range(1s, 2500ms));
  EXPECT_EQ(s.cues[0].text, "Hello & welcome");
  EXPECT_EQ(s.cues[0].speaker, "Ann Lee");
  EXPECT_EQ(s.cues[1].range, range(3603s, 3604s));
  EXPECT_EQ(s.cues[1].text, "Bye <3");
}

TEST(ParseSubtitles, ReadsAss) {
  const auto s = parse_subtitles(
      "[Script Info]\nTitle: x\n\n[V4+ Styles]\nStyle: Default,Arial,48\n\n[Events]\n"
      "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
      "Comment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,Not shown\n"
      "Dialogue: 0,0:00:01.00,0:00:02.50,Default,MARA,0,0,0,,{\\i1}Yes,{\\i0} I\\Nknow.\n"
      "Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}Word {a note}\\hs\n"
      "Dialogue: 0,0:00:05.00,0:00:06.00,Signs,,0,0,0,,{\\pos(1,2)}POLICE\n"
      "Dialogue: 0,0:00:07.00,0:00:08.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9\n");
  EXPECT_EQ(s.format, "ass");
  EXPECT_THAT(texts(s), ElementsAre("Yes, I know.", "Word s", "POLICE"));
  EXPECT_EQ(s.cues[0].speaker, "MARA");
  EXPECT_EQ(s.cues[0].range, range(1s, 2500ms));
  EXPECT_FALSE(s.cues[1].is_sound);
  EXPECT_TRUE(s.cues[2].is_sound);
  EXPECT_EQ(s.repairs.empty, 1);
}

TEST(ParseSubtitles, ReadsSsaWithItsOwnOrderOfFields) {
  const auto s = parse_subtitles(
      "[Script Info]\r\nScriptType: v4.00\r\n[Events]\r\n"
      "Format: Marked, End, Start, Actor, Text\r\n"
      "Dialogue: Marked=0,0:00:02.00,0:00:01.00,Tom,One, two\r\n");
  ASSERT_EQ(s.cues.size(), 1u);
  EXPECT_EQ(s.cues[0].range, range(1s, 2s));
  EXPECT_EQ(s.cues[0].speaker, "Tom");
  EXPECT_EQ(s.cues[0].text, "One, two");
}

TEST(ParseSubtitles, ReadsSubRipAsItIsFoundInTheWild) {
  struct {
    std::string bytes;
    std::vector<std::string> expected;
  } const cases[] = {
      // Carriage returns, alone and with line feeds.
      {"1\r00:00:01,000 --> 00:00:02,000\rA\r\r2\r00:00:03,000 --> 00:00:04,000\rB\r", {"A", "B"}},
      {"1\r\n00:00:01,000 --> 00:00:02,000\r\nA\r\n\r\n", {"A"}},
      // No numbers; points for commas; no empty line; one digit; positions; a space in the time.
      {"00:00:01.000 --> 00:00:02.000\nA\n0:0:3,5 --> 0:0:4,0 X1:1 Y1:2\nB\n", {"A", "B"}},
      {"1\n00:00:01, 000 --> 00:00:02, 000\nA\n", {"A"}},
      {"1\n00:00:01,000-->00:00:02,000\nA\n2\n00:00:03,000-->00:00:04,000\nB", {"A", "B"}},
      // An empty line and a number inside a text.
      {"1\n00:00:01,000 --> 00:00:02,000\nA\n\nstill A\n\n2\n00:00:03,000 --> 00:00:04,000\n42\n",
       {"A still A", "42"}},
      // Something before the first cue.
      {"\xEF\xBB\xBF\n\nmade by me\n\n1\n00:00:01,000 --> 00:00:02,000\nA\n", {"A"}},
      // Tags of ASS and of HTML, closed or not.
      {"1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<font color=\"#fff\"><b>A</b><br>B\n", {"A B"}},
      {"1\n00:00:01,000 --> 00:00:02,000\n1 < 2 and {this} <3 &unknown; &#65;\n",
       {"1 < 2 and {this} <3 &unknown; A"}},
  };
  for (const auto& c : cases) EXPECT_EQ(texts(parse_subtitles(c.bytes)), c.expected) << c.bytes;
}

TEST(ParseSubtitles, CountsWhatItCannotRead) {
  const auto s = parse_subtitles(
      "1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n00:00:61,000 --> 00:01:02,000\nB\n\n"
      "3\nsoon --> later\nC\n\n4\n00:00:05,000 --> 00:00:06,000\n\n\n");
  EXPECT_THAT(texts(s), ElementsAre("A"));
  EXPECT_EQ(s.repairs.malformed, 2);
  EXPECT_EQ(s.repairs.empty, 1);
  EXPECT_EQ(describe(s.repairs), "2 unreadable and left out, 1 empty and left out");
}

TEST(ParseSubtitles, SaysWhatWasExpectedAndWhatThereIs) {
  struct {
    std::string_view bytes;
    const char* expected;
  } const cases[] = {
      {"", "it is empty"},
      {"  \n \r\n", "it is empty"},
      {"Dear diary, nothing happened.", "it begins with \"Dear diary, nothing happened.\""},
      {"<?xml version=\"1.0\"?><tt xmlns=\"x\"></tt>", "no line of dialogue"},
      {"<SAMI><BODY></BODY></SAMI>", "it begins with \"<SAMI>"},
      {"1\na --> b\nx\n", "none of the 1 times in it can be read"},
      {"WEBVTT\n\nNOTE nothing\n", "no line of dialogue"},
      {"[Script Info]\nTitle: x\n[Events]\n", "no line of dialogue"},
  };
  for (const auto& c : cases) {
    EXPECT_THAT(error_of(c.bytes), HasSubstr(c.expected)) << c.bytes;
    EXPECT_THAT(error_of(c.bytes), HasSubstr("expected SubRip")) << c.bytes;
  }
}

TEST(ParseSubtitles, TakesOneLanguageOfSami) {
  const std::string head =
      "<SAMI><HEAD><STYLE><!--\n.KRCC { Name:Korean; lang: ko-KR; }\n"
      ".ENCC { Name:English; lang: en-US; }\n--></STYLE></HEAD><BODY>\n";
  const std::string apart =
      head +
      "<SYNC Start=1000><P Class=KRCC>\xEB\x9B\xB0\xEC\x96\xB4!\n<SYNC Start=2000><P "
      "Class=KRCC>&nbsp;\n<SYNC Start=1100><P Class=ENCC>Run!\n<SYNC Start=2100><P "
      "Class=ENCC>&nbsp;\n</BODY></SAMI>";
  const std::string together =
      head +
      "<SYNC Start=1100><P Class=KRCC>\xEB\x9B\xB0\xEC\x96\xB4!<P Class=ENCC>Run!\n<SYNC "
      "Start=2100><P Class=KRCC>&nbsp;<P Class=ENCC>&nbsp;\n</BODY></SAMI>";
  for (const auto& bytes : {apart, together}) {
    const auto s = parse_subtitles(bytes);
    EXPECT_EQ(s.format, "sami");
    EXPECT_EQ(texts(s), std::vector<std::string>{"Run!"}) << bytes;
    EXPECT_EQ(s.cues.at(0).range, range(1100ms, 2100ms));
  }
}

TEST(ParseSubtitles, KnowsSpeakersFromWords) {
  struct {
    const char* text;
    const char* speaker;
    const char* words;
  } const cases[] = {
      {"JOHN: Get out.", "JOHN", "Get out."},
      {"DR. O'NEIL-SMITH 2:\nGet out.", "DR. O'NEIL-SMITH 2", "Get out."},
      {"ÉMILE: Viens.", "ÉMILE", "Viens."},
      {"JOHN (WHISPERING): Get out.", "JOHN", "Get out."},
      {"[MAN]: Get out.", "MAN", "Get out."},
      {"[MAN ON RADIO] Get out.", "MAN ON RADIO", "Get out."},
      {"[John] Get out.", "John", "Get out."},
      {"[sighs] Get out.", "", "Get out."},
      {"(WHISPERING) Get out.", "", "Get out."},
      {"[GASPS]\nNo!", "", "No!"},
      {"Get [door slams] out.", "", "Get out."},
      {"- Where?\n- There.", "", "Where? There."},
      {"- JOHN: Where?\n- ANNA: There.", "", "Where? There."},
      {"– Alone?", "", "Alone?"},
      {"It is 10:30 now.", "", "It is 10:30 now."},
      {"Listen: he is coming.", "", "Listen: he is coming."},
      {"I: me.", "", "I: me."},
      {"<v Bob>Hi <v Bob>there", "Bob", "Hi there"},
      {"<v Bob>Hi\n<v Ann>there", "", "Hi there"},
      {"An (unclosed bracket", "", "An (unclosed bracket"},
  };
  for (const auto& c : cases) {
    const Cue cue = cue_of(c.text);
    EXPECT_EQ(cue.speaker, c.speaker) << c.text;
    EXPECT_EQ(cue.text, c.words) << c.text;
    EXPECT_FALSE(cue.is_sound) << c.text;
  }
}

TEST(ParseSubtitles, BelievesNamesInSmallLettersThatReturn) {
  std::string bytes;
  for (int i = 1; i <= 4; ++i)
    bytes += "00:00:0" + std::to_string(i) + ",000 --> 00:00:0" + std::to_string(i) + ",900\n" +
             (i < 4 ? "Anna: One.\n\n" : "Look: two.\n\n");
  const auto s = parse_subtitles(bytes);
  ASSERT_EQ(s.cues.size(), 4u);
  EXPECT_EQ(s.cues[0].speaker, "Anna");
  EXPECT_EQ(s.cues[0].text, "One.");
  EXPECT_EQ(s.cues[3].speaker, "");
  EXPECT_EQ(s.cues[3].text, "Look: two.");
}

TEST(ParseSubtitles, TellsSoundsFromSpeech) {
  struct {
    const char* text;
    const char* kept;
  } const cases[] = {
      {"[door slams]", "[door slams]"},
      {"(THUNDER\nRUMBLING)", "(THUNDER RUMBLING)"},
      {"♪", "♪"},
      {"♪ La la la ♪", "♪ La la la ♪"},
      {"# La la la #", "# La la la #"},
      {"*explosion*", "*explosion*"},
      {"~ La la la ~", "~ La la la ~"},
      {"la la la #", "la la la #"},
      {"¶ La la la ¶", "¶ La la la ¶"},
      {"♪♪ La la ♪♪\n♪ la la ♪", "♪♪ La la ♪♪ ♪ la la ♪"},
      {"♪ La la,\nla la la ♪", "♪ La la, la la la ♪"},
      {"La la,\nla la la ♪", "La la, la la la ♪"},
      {"[phone rings] [dog barks]", "[phone rings] [dog barks]"},
      {"- [laughs]\n- [cheering]", "- [laughs] - [cheering]"},
  };
  for (const auto& c : cases) {
    const Cue cue = cue_of(c.text);
    EXPECT_TRUE(cue.is_sound) << c.text;
    EXPECT_EQ(cue.text, c.kept);
  }
  EXPECT_FALSE(cue_of("We're #1!").is_sound);
}

TEST(ParseSubtitles, HearsWhoSpeaksIntoASong) {
  for (const char* text : {"♪ La la la ♪\nTurn it off!", "- ♪ La la la ♪\n- Turn it off!",
                           "Turn it off!\n♪ La la la\nla la la ♪"}) {
    EXPECT_EQ(cue_of(text).text, "Turn it off!") << text;
    EXPECT_FALSE(cue_of(text).is_sound) << text;
  }
}

TEST(ParseSubtitles, LeavesNothingOfMarkup) {
  struct {
    const char *text, *expected;
  } const cases[] = {
      {"&lt;i&gt;Hello&lt;/i&gt; there", "Hello there"},
      {"< i >Hello< / i > there", "Hello there"},
      {"<i>Hello there</i", "Hello there"},
      {"/i>Hello there<i", "Hello there"},
      {"i>Hello there", "Hello there"},
      {"{y:i}Hello {c:$ffffff}there", "Hello there"},
      {"&amp;amp; you&amp;#39;ll&amp;nbsp;see", "& you'll see"},
      {"\xC3\xAF\xC2\xBB\xC2\xBFHello there", "Hello there"},
      {"1 < 2 and 3 > 2", "1 < 2 and 3 > 2"},
      {"I <3 you, {really}", "I <3 you, {really}"},
  };
  for (const auto& c : cases) EXPECT_EQ(cue_of(c.text).text, c.expected) << c.text;
}

TEST(ParseSubtitles, ReadsTheSameWordsInEveryEncoding) {
  const std::string french = "Où étais-tu ? Ça va ?";
  const auto in_srt = [](const std::string& text) {
    return "1\n00:00:01,000 --> 00:00:03,000\n" + text + "\n";
  };
  const auto wide = [&](bool big, int width) {
    std::string out;
    for (const char32_t p :
         std::u32string(U"1\n00:00:01,000 --> 00:00:03,000\nOù étais-tu ? Ça va ?\n"))
      for (int i = 0; i < width; ++i) {
        const int shift = 8 * (big ? width - 1 - i : i);
        out += static_cast<char>((p >> shift) & 0xFF);
      }
    return out;
  };
  using std::string;
  struct {
    string bytes;
    const char* encoding;
  } const cases[] = {
      {in_srt(french), "UTF-8"},
      {"\xEF\xBB\xBF" + in_srt(french), "UTF-8"},
      {"\xFF\xFE" + wide(false, 2), "UTF-16LE"},
      {"\xFE\xFF" + wide(true, 2), "UTF-16BE"},
      {wide(false, 2), "UTF-16LE"},
      {wide(true, 2), "UTF-16BE"},
      {string("\xFF\xFE\0\0", 4) + wide(false, 4), "UTF-32LE"},
      {string("\0\0\xFE\xFF", 4) + wide(true, 4), "UTF-32BE"},
      {wide(false, 4), "UTF-32LE"},
      {in_srt("O\xF9 \xE9tais-tu ? \xC7"
              "a va ?"),
       "ISO-8859-1"},
  };
  for (const auto& c : cases) {
    const auto s = parse_subtitles(c.bytes);
    EXPECT_EQ(s.encoding, c.encoding);
    EXPECT_THAT(texts(s), ElementsAre(french)) << c.encoding;
  }
}

TEST(ParseSubtitles, ReadsWindowsQuotationMarksInEnglish) {
  const auto s = parse_subtitles(
      "1\n00:00:01,000 --> 00:00:03,000\nI don\x92t know \x96 it\x92s late\x85\n\n"
      "2\n00:00:04,000 --> 00:00:06,000\nA caf\xE9 by the river, then.\n");
  EXPECT_EQ(s.encoding, "WINDOWS-1252");
  EXPECT_THAT(texts(s), ElementsAre("I don’t know – it’s late…", "A café by the river, then."));
}

TEST(ParseSubtitles, ReadsRussianInWindows1251) {
  const auto s = parse_subtitles(
      "1\n00:00:01,000 --> 00:00:03,000\n"
      "\xC3\xE4\xE5 \xF2\xFB \xE1\xFB\xEB \xE2\xF1\xFE \xED\xEE\xF7\xFC?\n\n"
      "2\n00:00:04,000 --> 00:00:06,000\n"
      "\xDF \xED\xE5 \xE7\xED\xE0\xFE, \xEE \xF7\xB8\xEC \xF2\xFB "
      "\xE3\xEE\xE2\xEE\xF0\xE8\xF8\xFC.\n");
  EXPECT_EQ(s.encoding, "WINDOWS-1251");
  EXPECT_THAT(texts(s), ElementsAre("Где ты был всю ночь?", "Я не знаю, о чём ты говоришь."));
}

TEST(ParseSubtitles, MendsAFewDamagedBytesInUtf8) {
  std::string text = "Où étais-tu passé ? Ça m'est égal, tu aurais dû m'écouter, très âgé, là.";
  const auto s = parse_subtitles("1\n00:00:01,000 --> 00:00:06,000\n" + text + "\xC3\n");
  EXPECT_EQ(s.encoding, "UTF-8");
  EXPECT_THAT(texts(s), ElementsAre(text + "\xEF\xBF\xBD"));
}

TEST(ParseSubtitles, MendsTimes) {
  const auto s = parse_subtitles(
      "00:00:20,000 --> 00:00:22,000\nSecond.\n\n"
      "00:00:10,000 --> 00:00:12,000\nFirst.\n\n"              // unsorted
      "00:00:31,000 --> 00:00:30,000\nIt ends too soon.\n\n"   // negative
      "00:00:40,000 --> 00:02:40,000\nIt stays for ever.\n\n"  // overlong
      "00:02:58,000 --> 00:03:10,000\nIt is cut off.\n\n"      // past end
      "00:04:00,000 --> 00:04:10,000\nIt is not there.\n\n",   // past end
      180s);
  EXPECT_THAT(texts(s), ElementsAre("First.", "Second.", "It ends too soon.", "It stays for ever.",
                                    "It is cut off."));
  EXPECT_EQ(s.repairs.unsorted, 1);
  EXPECT_EQ(s.repairs.negative, 1);
  EXPECT_EQ(s.repairs.overlong, 1);
  EXPECT_EQ(s.repairs.past_end, 2);
  EXPECT_EQ(s.cues[2].range.start, base::FilmTime{31s});
  EXPECT_LT(s.cues[2].range.length(), 3s);
  EXPECT_LT(s.cues[3].range.length(), 5s);
  EXPECT_EQ(s.cues[4].range, range(178s, 180s));
}

TEST(ParseSubtitles, PartsOverlapsAndJoinsWhatIsSaidTogether) {
  const auto s = parse_subtitles(
      "00:00:01,000 --> 00:00:04,000\nA long sentence.\n\n"
      "00:00:03,000 --> 00:00:05,500\nInterrupted.\n\n"
      "00:00:10,000 --> 00:00:12,000\nANN: Yes.\n\n"
      "00:00:10,100 --> 00:00:12,000\nBOB: No.\n\n"
      "00:00:20,000 --> 00:00:22,000\nTwice.\n\n"
      "00:00:20,000 --> 00:00:22,000\nTwice.\n\n"
      "00:00:30,000 --> 00:00:32,000\n[bell rings]\n\n"
      "00:00:30,000 --> 00:00:32,000\nHark.\n\n");
  EXPECT_THAT(texts(s),
              ElementsAre("A long sentence.", "Interrupted.", "Yes. No.", "Twice.", "Hark."));
  EXPECT_EQ(s.cues[0].range, range(1s, 3s));
  EXPECT_EQ(s.cues[2].speaker, "");
  EXPECT_FALSE(s.cues[4].is_sound);
  EXPECT_EQ(s.repairs.overlapping, 4);
}

TEST(ParseSubtitles, JoinsThePicturesOfOneAnimatedText) {
  std::string bytes = "[Events]\n";
  for (int i = 0; i < 50; ++i) {
    const std::string from = std::to_string(10 + i), to = std::to_string(11 + i);
    bytes.append("Dialogue: 0,0:00:01.").append(from).append(",0:00:01.").append(to);
    bytes.append(",Default,,0,0,0,,{\\fs").append(from).append("}Word\n");
  }
  const auto s = parse_subtitles(bytes);
  ASSERT_EQ(s.cues.size(), 1u);
  EXPECT_EQ(s.cues[0].range, range(1100ms, 1600ms));
  EXPECT_EQ(s.repairs.total(), 0);
}

TEST(ParseSubtitles, LeavesNothingOfAFileForALongerFilm) {
  const auto s = parse_subtitles(kTwoCues, 500ms);
  EXPECT_TRUE(s.cues.empty());
  EXPECT_EQ(s.repairs.past_end, 2);
}

TEST(ParseSubtitles, DoesNotTakeCapitalsForShoutingWhereAllIsInCapitals) {
  std::string bytes;
  for (int i = 1; i <= 6; ++i)
    bytes += "00:00:0" + std::to_string(i) + ",000 --> 00:00:0" + std::to_string(i) +
             ",900\nTHERE ARE " + std::to_string(i) + " ROADS HERE.\n\n";
  for (const Cue& cue : parse_subtitles(bytes).cues) EXPECT_EQ(cue.emotion, edit::Emotion::neutral);
}

TEST(ParseSubtitles, TakesLinearTimeForWhatInvitesMore) {
  // Two megabytes each; anything quadratic would take hours.
  const std::size_t size = std::size_t{2} << 20;
  const auto repeated = [&](const std::string& s) {
    std::string all;
    while (all.size() < size) all += s;
    return all;
  };
  const std::string head = "1\n00:00:01,000 --> 00:00:02,000\n";
  for (const std::string& bytes :
       {head + repeated("<"), head + repeated("{\\"), head + repeated("&#"), head + repeated("["),
        head + repeated("A: "), head + repeated("\n"), head + repeated("- \n"), repeated(head),
        head + repeated("\xC3"), head + repeated(std::string(1, '\0')), repeated("-->"),
        head + repeated("\xE2\x99\xAA "), repeated("00:00:01,000 --> 00:00:02,000\nx\n\n"),
        "[Events]\n" + repeated("Dialogue: 0,0:00:01.00,0:00:02.00,,,,,,,a{\\p1}b\\k\n"),
        "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,a,a,0,0,0,," + repeated("{\\k1}{\\p1}{")}) {
    try {
      (void)parse_subtitles(bytes);
    } catch (const base::Error& e) {
      EXPECT_STRNE(e.what(), "");
    }
  }
}

TEST(ToSrt, IsReadBackAsTheSameRangesAndTexts) {
  const char* const kTexts[] = {"Hello.",
                                "- not a dash line",
                                "JOHN: not a name",
                                "[not a sound]",
                                "<b>not bold</b>",
                                "1 &amp; 2",
                                "42",
                                "00:00:01,000 --> 00:00:02,000",
                                "{\\an8}x",
                                "♪",
                                "Anna: x",
                                "(a) b",
                                "tab\tin it"};
  std::vector<Cue> cues;
  for (const char* text : kTexts) {
    Cue cue;
    const auto start = std::chrono::milliseconds(1000 * static_cast<int>(cues.size()) + 7);
    cue.range = range(start, start + 900ms);
    cue.text = text;
    cues.push_back(cue);
  }
  const auto back = parse_subtitles(to_srt(cues));
  ASSERT_EQ(back.cues.size(), cues.size());
  for (std::size_t i = 0; i < cues.size(); ++i) {
    EXPECT_EQ(back.cues[i].text, cues[i].text);
    EXPECT_EQ(back.cues[i].range, cues[i].range);
  }
}

TEST(ToSrt, IsPlainSubRip) {
  Cue cue;
  cue.range = range(1h + 2min + 3456ms, 1h + 2min + 5s);
  cue.text = "Hello.";
  EXPECT_EQ(to_srt({cue}), "1\n01:02:03,456 --> 01:02:05,000\nHello.\n\n");
}

TEST(SubtitlesText, IsReadBackTheSame) {
  auto s = parse_subtitles(kTwoCues);
  s.source = "film \"x\".srt";
  s.repairs.overlapping = 3;
  s.cues[0].is_sound = true;
  s.cues[1].emotion = edit::Emotion::comedic;
  s.cues[1].emotion_strength = 0.123456f;
  EXPECT_EQ(subtitles_from_text(to_text(s)), s);
  EXPECT_EQ(subtitles_from_text(to_text({})), Subtitles{});
}

TEST(SubtitlesText, IsRefusedWhenDamaged) {
  const auto good = to_text(parse_subtitles(kTwoCues));
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string bad = good;
    bad.replace(bad.find(from), from.size(), to);
    return bad;
  };
  for (const std::string& bad :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"),
        good.substr(0, good.size() / 2), with("\"version\": 2", "\"version\": 1"),
        with("\"start_s\": 1.0", "\"start_s\": 1e300"), with("\"start_s\": 1.0", "\"start_s\": 9"),
        with("\"end_s\": 2.5", "\"end_s\": \"x\""), with("\"Hello there.\"", "7"),
        with("\"start_s\": 3.0", "\"start_s\": 2.0"), std::string(100000, '[')})
    EXPECT_THROW((void)subtitles_from_text(bad), base::Error) << bad.substr(0, 80);
}

TEST(ParseTime, AcceptsAndRejects) {
  struct {
    const char* text;
    std::optional<std::chrono::milliseconds> time;
  } const cases[] = {
      {"00:00:01,500", 1500ms},
      {"0:00:01.50", 1500ms},
      {"01:02.5", 62500ms},
      {"90:00.000", 90min},
      {"1:02:03", 3723s},
      {"-0:00:01.000", -1s},
      {" 00:00:01,5 ", 1500ms},
      {"00:00:01:250", 1250ms},
      {"00:00:01.123456", 1123ms},
      {"9999:00:00,000", 9999h},
      {"00:00:61,000", {}},
      {"00:61:00,000", {}},
      {"10000:00:00,000", {}},
      {"00:00:01,", {}},
      {"00:00:01,5x", {}},
      {"12", {}},
      {"", {}},
      {"::", {}},
      {"1:2:3:4:5", {}},
      {"9999999:00:00,0", {}},
  };
  for (const auto& c : cases) {
    const auto time = parse_time(c.text);
    ASSERT_EQ(time.has_value(), c.time.has_value()) << c.text;
    EXPECT_EQ(time.value_or(base::FilmTime{}), base::FilmTime{c.time.value_or(0ms)}) << c.text;
  }
}

}  // namespace
}  // namespace cinecut::subtitles
