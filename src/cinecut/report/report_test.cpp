#include "cinecut/report/report.h"

#include <gtest/gtest.h>

#include "cinecut/report/internal/html.h"

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
  EXPECT_EQ(page.find("http"), std::string::npos) << "opens without a network";
}

}  // namespace
}  // namespace cinecut::report
