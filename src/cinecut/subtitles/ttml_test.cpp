#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cinecut/subtitles/cues.h"
#include "cinecut/subtitles/internal/formats.h"
#include "cinecut/subtitles/internal/ttml_time.h"

namespace cinecut::subtitles {
namespace {

using namespace std::chrono_literals;

TEST(TtmlTime, IsReadInEachForm) {
  const TtmlClock plain;
  const TtmlClock ntsc{
      .frame_rate = {30000, 1001}, .nominal_rate = 30, .tick_rate = {10'000'000, 1}};
  const TtmlClock dropping{.frame_rate = {30000, 1001}, .is_smpte = true, .drops_ntsc = true};
  const struct {
    const char* text;
    const TtmlClock& clock;
    base::Duration time;
  } cases[] = {
      {"00:00:01", plain, 1s},
      {"00:00:01.5", plain, 1500ms},
      {"00:00:01,500", plain, 1500ms},
      {"01:02:03.25", plain, 3723250ms},
      {"00:00:01:15", plain, 1500ms},
      {"100:00:00", plain, 360000s},
      {"12.5s", plain, 12500ms},
      {"12s", plain, 12s},
      {"450ms", plain, 450ms},
      {"1.5m", plain, 90s},
      {"0.5h", plain, 1800s},
      {"15f", plain, 500ms},
      {"25000000t", ntsc, 2500ms},
      {"30f", ntsc, 1001ms},
      {"00:01:00;02", dropping, 60060ms},
      {" 3s ", plain, 3s},
  };
  for (const auto& c : cases) {
    const auto time = parse_ttml_time(c.text, c.clock);
    ASSERT_TRUE(time) << c.text;
    EXPECT_NEAR(base::to_seconds(*time), base::to_seconds(c.time), 1e-6) << c.text;
  }
  for (const char* text : {"", "x", "12", "1:2", "00:61:00", "00:00:99", "12.5", "12x", "s", "-3s",
                           "99999999999999999999s", "9999999999h", "00:00:01:", "wallclock(1)"})
    EXPECT_FALSE(parse_ttml_time(text, plain)) << text;
}

std::string tt(const std::string& body, const std::string& parameters = "") {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tt xmlns=\"http://www.w3.org/ns/ttml\" "
         "xmlns:ttp=\"http://www.w3.org/ns/ttml#parameter\" " +
         parameters + "><head><styling><style xml:id=\"s\"/></styling></head><body>" + body +
         "</body></tt>";
}

/// "1.000-2.500 text|…"
std::string told(const std::string& bytes) {
  std::string all;
  for (const auto& cue : parse_subtitles(bytes).cues) {
    char times[64];
    std::snprintf(times, sizeof times, "%.3f-%.3f ", base::to_seconds(cue.range.start),
                  base::to_seconds(cue.range.end));
    all += times + (cue.speaker.empty() ? "" : "<" + cue.speaker + "> ") + cue.text + "|";
  }
  return all;
}

TEST(Ttml, IsReadInItsVariants) {
  const struct {
    std::string bytes;
    const char* expected;
  } cases[] = {
      {tt("<div><p begin=\"00:00:01.000\" end=\"00:00:02.500\">Run<br/>now!</p></div>"),
       "1.000-2.500 Run now!|"},
      {tt("<div><p begin=\"1s\" dur=\"1.5s\">\n   Run \n <span "
          "style=\"s\">now</span>!\n</p></div>"),
       "1.000-2.500 Run now!|"},
      {tt("<div begin=\"10s\"><div begin=\"5s\"><p begin=\"1s\" end=\"2s\">Run!</p></div></div>"),
       "16.000-17.000 Run!|"},
      {tt("<div><p begin=\"24f\" end=\"48f\">Run!</p></div>", "ttp:frameRate=\"24\""),
       "1.000-2.000 Run!|"},
      {tt("<div><p begin=\"00:00:10:00\" end=\"00:00:11:12\">Run!</p></div>",
          "ttp:frameRate=\"24\" ttp:frameRateMultiplier=\"1000 1001\" ttp:timeBase=\"smpte\""),
       "10.010-11.511 Run!|"},
      {tt("<div><p begin=\"10000000t\" end=\"20000000t\">Run!</p></div>",
          "ttp:tickRate=\"10000000\""),
       "1.000-2.000 Run!|"},
      {tt("<div><p begin=\"1s\" end=\"2s\">A &amp; B &lt;i&gt; C</p></div>"),
       "1.000-2.000 A & B C|"},
      {tt("<div timeContainer=\"seq\"><p dur=\"2s\">One.</p><p dur=\"3s\">Two.</p></div>"),
       "0.000-2.000 One.|2.000-5.000 Two.|"},
      {tt("<div><p><span begin=\"1s\" end=\"2s\">One.</span><span begin=\"2s\" "
          "end=\"4s\">Two.</span></p></div>"),
       "1.000-2.000 One.|2.000-4.000 Two.|"},
      {"<tt:tt xmlns:tt=\"http://www.w3.org/ns/ttml\"><tt:body><tt:div><tt:p begin=\"1s\" "
       "end=\"2s\">Run!</tt:p></tt:div></tt:body></tt:tt>",
       "1.000-2.000 Run!|"},
      {"<!-- by <x> --><tt xmlns:ttm=\"m\"><head><metadata><ttm:agent xml:id=\"a\"><ttm:name>Ann"
       "</ttm:name></ttm:agent></metadata></head><body><div><p begin=\"1s\" end=\"2s\" "
       "ttm:agent=\"a\">Run!</p></div></body></tt>",
       "1.000-2.000 <Ann> Run!|"},
      {"<DCSubtitle Version=\"1.0\"><Font><Subtitle SpotNumber=\"1\" TimeIn=\"00:00:01:000\" "
       "TimeOut=\"00:00:02:125\"><Text>Run</Text><Text>now!</Text></Subtitle></Font></DCSubtitle>",
       "1.000-2.500 Run now!|"},
      {"<dcst:SubtitleReel xmlns:dcst=\"x\"><dcst:TimeCodeRate>24</dcst:TimeCodeRate>"
       "<dcst:SubtitleList><dcst:Font><dcst:Subtitle TimeIn=\"00:00:01:00\" "
       "TimeOut=\"00:00:02:12\"><dcst:Text>Run!</dcst:Text></dcst:Subtitle></dcst:Font>"
       "</dcst:SubtitleList></dcst:SubtitleReel>",
       "1.000-2.500 Run!|"},
      // Cut off.
      {tt("<div><p begin=\"1s\" end=\"2s\">Run!</p><p begin=\"3s\" end=\"4s\">No"),
       "1.000-2.000 Run!|3.000-4.000 No|"},
      // One time of two cannot be read.
      {tt("<div><p begin=\"1s\" end=\"2s\">Run!</p><p begin=\"soon\">No.</p></div>"),
       "1.000-2.000 Run!|"},
  };
  for (const auto& c : cases) EXPECT_EQ(told(c.bytes), c.expected) << c.bytes;
}

TEST(Ttml, IsNotFooledByDepth) {
  std::string deep;
  for (int n = 0; n < 100'000; ++n) deep += "<div>";
  EXPECT_EQ(read_ttml(tt(deep)).events.size(), 0u);
  std::string spans = "<p begin=\"1s\" end=\"2s\">Run!";
  for (int n = 0; n < 100'000; ++n) spans += "<span>";
  EXPECT_EQ(read_ttml(tt(spans)).events.size(), 1u);
}

}  // namespace
}  // namespace cinecut::subtitles
