#include "cinecut/report/report.h"

#include <gtest/gtest.h>

#include "cinecut/report/internal/html.h"
#include "cinecut/report/internal/plots.h"

namespace cinecut::report {
namespace {

TEST(EscapeHtml, MakesTextSafeAndValid) {
  EXPECT_EQ(escape_html("<b a=\"x\">&'"), "&lt;b a=&quot;x&quot;&gt;&amp;&#39;");
  EXPECT_EQ(escape_html("é\xFF\xC3"), "é??");
}

TEST(EscapeUrl, KeepsOnlyPlainCharacters) {
  EXPECT_EQ(escape_url("a b'é#.mp4"), "a%20b%27%C3%A9%23.mp4");
}

TEST(DataUrl, IsBase64) {
  EXPECT_EQ(data_url("a/b", "Man"), "data:a/b;base64,TWFu");
  EXPECT_EQ(data_url("a/b", "M"), "data:a/b;base64,TQ==");
  EXPECT_EQ(data_url("a/b", "\xFF\xFE"), "data:a/b;base64,//4=");
}

TEST(Report, ShowsEachClipWithItsReasonAndNoMarkupFromTheFilm) {
  edit::Manifest manifest;
  manifest.film_title = "<script>alert(1)</script>";
  manifest.length = std::chrono::seconds(4);
  edit::Clip clip;
  clip.source = {base::film_time(10), base::film_time(12)};
  clip.trailer = {base::trailer_time(0), base::trailer_time(2)};
  clip.reason = "Moves fast & is unlike the rest.";
  manifest.clips = {clip, clip};
  manifest.clips[1].trailer = {base::trailer_time(3), base::trailer_time(4)};
  manifest.titles = {{{base::trailer_time(2), base::trailer_time(3)}, "The Film", "title"}};
  check::CheckReport check;
  check.thumbnails = {"JPEG", ""};
  const auto page = report_html(manifest, std::chrono::minutes(1), check, "a b.mp4");
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(page.find("Moves fast &amp; is unlike the rest."), std::string::npos);
  EXPECT_NE(page.find("src=\"a%20b.mp4\""), std::string::npos);
  EXPECT_NE(page.find("data:image/jpeg;base64,SlBFRw=="), std::string::npos);
  EXPECT_NE(page.find(">title</text>"), std::string::npos);
  EXPECT_NE(page.find(">climax</text>"), std::string::npos);
  EXPECT_NE(page.find("The film's arc"), std::string::npos);
  EXPECT_EQ(page.find("http"), std::string::npos) << "opens without a network";
}

edit::Manifest one_clip() {
  edit::Manifest manifest;
  manifest.length = std::chrono::seconds(4);
  manifest.anchors = {base::film_time(12), base::film_time(35), base::film_time(57), "priors"};
  edit::Clip clip;
  clip.source = {base::film_time(10), base::film_time(12)};
  clip.trailer = {base::trailer_time(0), base::trailer_time(2)};
  clip.act = 2;
  clip.dialogue = "Run <now>!";
  manifest.clips = {clip};
  return manifest;
}

bool has(const std::string& page, std::string_view what) {
  return page.find(what) != std::string::npos;
}

TEST(ArcPlot, DrawsWhatIsKnownAndSaysItInWords) {
  Arc arc;
  arc.emotion = {0, 0.5f, 1};
  arc.loudness_lufs = {-60, -20, -30};
  arc.cuts_a_minute = {5, 17, 4};
  arc.lines = {{base::film_time(11), edit::Role::punch_line, "Run <now>!"},
               {base::film_time(40), edit::Role::vow, "I stay."}};
  const auto plot = arc_plot(one_clip(), std::chrono::minutes(1), arc);
  for (const auto* what :
       {"aria-labelledby=\"arc-title arc-desc\"", "<title id=\"arc-title\">", ">emotion<",
        ">loudness<", ">LUFS<", ">a minute<", ">20<", ">in act 2<", ">begin 0:12<", ">climax 0:57<",
        ">punch line<", ">vow<", "class=\"told\"", "class=\"untold\"", ">time in the film<",
        "0:11 Run &lt;now&gt;!",
        "The film lasts 1:00. It turns at 0:12 (begin), 0:35 (escalation) and 0:57 (climax). Act 2 "
        "of "
        "the trailer takes 1 clip from 0:10 to 0:12. What is said feels strongest at 1:00. It is "
        "loudest "
        "at 0:30. It is cut fastest at 0:30. Of 2 lines that tell the story 1 are heard in the "
        "trailer."})
    EXPECT_TRUE(has(plot, what)) << what << "\n" << plot;
}

TEST(ArcPlot, OfAnEditAloneHasTurnsAndClips) {
  auto manifest = one_clip();
  const auto plain = arc_plot(manifest, std::chrono::minutes(1), {});
  EXPECT_TRUE(has(plain, ">begin 0:12<") && has(plain, "class=\"act2\""));
  EXPECT_FALSE(has(plain, "emotion") || has(plain, "loud") || has(plain, "circle"));
  manifest.clips[0].role = edit::Role::want;
  EXPECT_TRUE(has(arc_plot(manifest, std::chrono::minutes(1), {}), ">want</text>"));
  // Of a manifest by hand not even the anchors are known.
  manifest.anchors = {};
  EXPECT_FALSE(has(arc_plot(manifest, std::chrono::minutes(1), {}), "climax"));
  EXPECT_NO_THROW((void)arc_plot({}, {}, {}));
}

}  // namespace
}  // namespace cinecut::report
