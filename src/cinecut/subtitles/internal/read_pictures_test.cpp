#include "cinecut/subtitles/internal/read_pictures.h"

#include <cairo.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "base/error.h"
#include "base/files.h"
#include "cinecut/subtitles/ocr.h"
#include "cinecut/subtitles/text_image.h"
#include "media/picture_text_track.h"
#include "media/testing.h"
#include "media/testing_pgs.h"

namespace cinecut::subtitles {
namespace {

using namespace std::chrono_literals;
using testing_media::SupPicture;
using testing_media::TempFolder;

base::FilmRange range(std::chrono::milliseconds start, std::chrono::milliseconds end) {
  return {base::FilmTime{start}, base::FilmTime{end}};
}

struct Style {
  double size = 46;
  double letters = 1, outline = 0;  ///< Gray, 0 to 1.
  double outline_width = 4;         ///< 0: none.
  bool is_box = false;              ///< On a plain box of the outline's colour.
  bool is_italic = false;
};

/// Lines of text as a disc's author draws them.
media::TextBitmap draw(const std::vector<std::string>& lines, const Style& style = {}) {
  media::TextBitmap bitmap{
      0, 0, 900, static_cast<int>(style.size * 1.4 * static_cast<double>(lines.size()) + 20), {}};
  auto* surface =
      cairo_image_surface_create(CAIRO_FORMAT_ARGB32, bitmap.width_px, bitmap.height_px);
  auto* cr = cairo_create(surface);
  const double o = style.outline, l = style.letters;
  if (style.is_box) {
    cairo_set_source_rgb(cr, o, o, o);
    cairo_paint(cr);
  }
  cairo_select_font_face(cr, "DejaVu Sans",
                         style.is_italic ? CAIRO_FONT_SLANT_ITALIC : CAIRO_FONT_SLANT_NORMAL,
                         CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, style.size);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    cairo_move_to(cr, 20, style.size * (1.1 + 1.25 * static_cast<double>(i)));
    cairo_text_path(cr, lines[i].c_str());
    if (style.outline_width > 0) {
      cairo_set_source_rgb(cr, o, o, o);
      cairo_set_line_width(cr, 2 * style.outline_width);
      cairo_stroke_preserve(cr);
    }
    cairo_set_source_rgb(cr, l, l, l);
    cairo_fill(cr);
  }
  cairo_surface_flush(surface);
  const auto* bytes = cairo_image_surface_get_data(surface);
  const int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < bitmap.height_px; ++y)
    for (int x = 0; x < bitmap.width_px; ++x) {
      const auto* p = bytes + y * stride + 4 * x;
      for (const int c : {2, 1, 0})
        bitmap.rgba.push_back(
            static_cast<std::uint8_t>(p[3] ? std::min(255, p[c] * 255 / p[3]) : 0));
      bitmap.rgba.push_back(p[3]);
    }
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
  return bitmap;
}

// Nine shades of gray, each at four levels of alpha.
constexpr int kShades = 9, kAlphas = 4;

std::vector<testing_media::SupColour> palette() {
  std::vector<testing_media::SupColour> colours(1);
  for (int a = 1; a <= kAlphas; ++a)
    for (int s = 0; s < kShades; ++s)
      colours.push_back({static_cast<std::uint8_t>(16 + s * 219 / (kShades - 1)),
                         static_cast<std::uint8_t>(a * 255 / kAlphas)});
  return colours;
}

SupPicture picture(base::FilmRange range, const media::TextBitmap& b) {
  SupPicture p{range, 500, 900, b.width_px, b.height_px, {}};
  for (std::size_t i = 0; i < b.rgba.size(); i += 4) {
    const int alpha = (b.rgba[i + 3] * kAlphas + 127) / 255;
    const int shade = (b.rgba[i] * (kShades - 1) + 127) / 255;
    p.pixels.push_back(
        static_cast<std::uint8_t>(alpha == 0 ? 0 : 1 + (alpha - 1) * kShades + shade));
  }
  return p;
}

bool can_read() { return TextReader::open("en").has_value(); }

std::string read(const media::TextBitmap& bitmap) {
  auto reader = TextReader::open("en");
  std::string text;
  for (const auto& image : to_text_images(bitmap))
    text += mend_slips(reader->read(image).text, "en");
  std::replace(text.begin(), text.end(), '\n', ' ');
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

TEST(TextReader, ReadsLettersOfAnyColourAndSize) {
  if (!can_read()) GTEST_SKIP() << "there is no Tesseract";
  const std::vector<std::string> words = {"Where were you last night?", "I waited for hours."};
  const std::string expected = "Where were you last night? I waited for hours.";
  struct {
    const char* what;
    Style style;
  } const cases[] = {
      {"white on black outline", {}},
      {"small", {.size = 20, .outline_width = 2}},
      {"large", {.size = 46}},
      {"gray", {.letters = 0.6}},
      {"black on white outline", {.letters = 0, .outline = 1}},
      {"white without outline", {.outline_width = 0}},
      {"black without outline", {.letters = 0, .outline_width = 0}},
      {"white on a black box", {.outline_width = 0, .is_box = true}},
      {"black on a white box", {.letters = 0, .outline = 1, .outline_width = 0, .is_box = true}},
      {"italic", {.is_italic = true}},
  };
  for (const auto& c : cases) EXPECT_EQ(read(draw(words, c.style)), expected) << c.what;
}

TEST(ToTextImages, TellsBlocksApartAndSkipsWhatShowsNothing) {
  EXPECT_TRUE(to_text_images({0, 0, 10, 10, std::vector<std::uint8_t>(400)}).empty());
  EXPECT_TRUE(to_text_images({0, 0, 10, 10, {}}).empty());
  EXPECT_TRUE(to_text_images({}).empty());
  const auto images = to_text_images(draw({"Above.", "", "", "", "Below."}));
  EXPECT_EQ(images.size(), 2u);
  for (const auto& image : images)
    EXPECT_EQ(image.pixels.size(), static_cast<std::size_t>(image.width_px * image.height_px));
}

TEST(MendSlips, MendsOnlyWhatIsSure) {
  struct {
    const char *read, *meant, *language;
  } const cases[] = {
      {"| know.", "I know.", "en"},
      {"|f | can, l will.", "If I can, I will.", "en"},
      {"l'm here, l’ll stay.", "I'm here, I’ll stay.", "en"},
      {"lt is. ls it? ln here, lf so.", "It is. Is it? In here, If so.", "en"},
      {"1'm 21.", "I'm 21.", "en"},
      {"1am here. 1am not there.", "I am here. I am not there.", "en"},
      {"- 1am alone.\n1am lost.", "- I am alone.\nI am lost.", "en"},
      {"It was 1am when he came.", "It was 1am when he came.", "en"},
      {"All l's and 1|5", "All l's and 115", "en"},
      {"l'amour, l’eau", "l'amour, l’eau", "fr"},
      {"It's well-lit", "It's well-lit", "en"},
      {"''Yes''", "\"Yes\"", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(mend_slips(c.read, c.language), c.meant);
}

Subtitles read_sup(const std::string& language) {
  const TempFolder folder;
  base::write_file_atomically(
      folder / "film.sup",
      testing_media::make_sup(
          {picture(range(1s, 3s), draw({"Where were you last night?"})),
           picture(range(4s, 6s), draw({"- JOHN: At home.", "- Liar!"})),
           picture(range(6s, 8s), draw({"Subtitles by John Smith"})),
           picture(range(9s, 11s), draw({"I'll never tell you."}, {.is_italic = true}))},
          palette()));
  media::TextTrack track;
  track.language = language;
  return read_pictures(folder / "film.sup", track, 20s);
}

TEST(ReadPictures, GivesCuesLikeThoseOfText) {
  if (!can_read()) GTEST_SKIP() << "there is no Tesseract";
  for (const char* language : {"eng", ""}) {
    const auto s = read_sup(language);
    EXPECT_EQ(s.format, "pictures");
    ASSERT_EQ(s.cues.size(), 3u);
    EXPECT_EQ(s.cues[0].text, "Where were you last night?");
    EXPECT_EQ(s.cues[0].range, range(1s, 3s));
    EXPECT_EQ(s.cues[1].text, "At home. Liar!");
    EXPECT_EQ(s.cues[2].text, "I'll never tell you.");
    EXPECT_EQ(s.cues[2].range, range(9s, 11s));
    EXPECT_EQ(s.repairs.notices, 1);
  }
}

TEST(ReadPictures, GivesTimesWhereNothingCanBeRead) {
  const auto s = read_sup("kl");  // Greenlandic: nobody has data for it.
  ASSERT_EQ(s.cues.size(), 4u);
  for (const Cue& cue : s.cues) EXPECT_EQ(cue.text, "");
  EXPECT_EQ(s.cues[2].range, range(6s, 8s));
  EXPECT_EQ(s.repairs.total(), 0);
  EXPECT_EQ(subtitles_from_text(to_text(s)), s);
  EXPECT_EQ(to_srt(s.cues), "");
}

TEST(ReadPictures, AreFoundInAFileThatIsNamed) {
  const TempFolder folder;
  base::write_file_atomically(
      folder / "words.sup",
      testing_media::make_sup({picture(range(1s, 3s), draw({"Where were you last night?"}))},
                              palette()));
  media::FilmInfo film;
  film.path = folder / "film.mkv";
  film.duration = 10s;
  const auto s = find_subtitles(film, {.file = folder / "words.sup"});
  ASSERT_EQ(s.cues.size(), 1u);
  EXPECT_EQ(s.source, "words.sup");
  EXPECT_EQ(s.cues[0].range, range(1s, 3s));
  if (can_read()) {
    EXPECT_EQ(s.cues[0].text, "Where were you last night?");
  }
  using namespace std::string_literals;
  for (const auto& bytes : {"PG and no more"s, "PG\0\0\0\1\0\0\0\0\x16\0\x99"s, "\0\0\1\xBA"s,
                            "# VobSub index file, v7\n"s}) {
    base::write_file_atomically(folder / "broken.sup", bytes);
    EXPECT_THROW(find_subtitles(film, {.file = folder / "broken.sup"}), base::Error) << bytes;
  }
}

}  // namespace
}  // namespace cinecut::subtitles
