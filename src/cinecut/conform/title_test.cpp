#include <gtest/gtest.h>

#include "cinecut/conform/internal/compose.h"
#include "cinecut/conform/internal/title_card.h"

namespace cinecut::conform {
namespace {

const vibe::TitleStyle& style() { return vibe::find_vibe(vibe::built_in_vibes(), "drama").titles; }

double ink(const TitleLayer& layer) {
  double sum = 0;
  for (const auto c : layer.cover) sum += c / 255.0;
  return sum;
}

TEST(TitleText, IsCentredAndInsideThePicture) {
  for (const char* text : {"IT", "The Last Orbit", "Война и мир", "Ὀδύσσεια", "مدينة",
                           "The Assassination of Somebody Rather Important by a Perfect Coward"}) {
    const TitleText title(text, style(), 1280, 720);
    const TitleLayer layer = title.draw({.scale = 1.05});
    ASSERT_GT(ink(layer), 500) << text;
    EXPECT_GT(layer.x_px, 0) << text;
    EXPECT_LT(layer.x_px + layer.width_px, 1280) << text;
    int left = 1280, right = 0;
    for (int y = 0; y < layer.height_px; ++y)
      for (int x = 0; x < layer.width_px; ++x)
        if (layer.cover[static_cast<std::size_t>(y) * layer.width_px + x] > 40) {
          left = std::min(left, layer.x_px + x);
          right = std::max(right, layer.x_px + x);
        }
    EXPECT_NEAR((left + right) / 2.0, 640, 4) << text;
    EXPECT_LT(right - left, 1280 * 0.87) << text;
  }
}

TEST(TitleText, BreaksLongTextIntoLinesRatherThanShrinkingItAway) {
  const TitleText brief("Below", style(), 1280, 720);
  const TitleText lengthy("The Long and Winding Story of Nobody in Particular", style(), 1280, 720);
  EXPECT_EQ(brief.lines(), 1);
  EXPECT_GE(lengthy.lines(), 2);
  EXPECT_GT(lengthy.letter_height_px(), 30);
}

TEST(TitleText, SurvivesTextThatIsNoText) {
  for (const char* text : {"", "   ", "千と千尋", "\xff\xfe\x80", "\n\t", "🎬"}) {
    const TitleText title(text, style(), 640, 360);
    EXPECT_NO_THROW((void)title.draw({})) << text;
  }
  EXPECT_TRUE(TitleText("", style(), 640, 360).draw({}).cover.empty());
}

TEST(TitleText, FitsTheSmallestPictures) {
  for (const auto& [w, h] : {std::pair(2, 2), std::pair(16, 16), std::pair(64, 2)}) {
    const TitleText title("A title", style(), w, h);
    const TitleLayer layer = title.draw({});
    EXPECT_LE(layer.x_px + layer.width_px, w);
    EXPECT_LE(layer.y_px + layer.height_px, h);
  }
}

TEST(TitleCard, IsWrittenInTheVibesOwnStyle) {
  const auto brightest = [](const vibe::Vibe& vibe) {
    TitleCard card({{}, "Below", "title"}, vibe, {.width_px = 320, .height_px = 176, .frames = 48});
    auto picture = black_picture(320, 176);
    card.draw(24, picture, false);
    int most = 0;
    for (int y = 0; y < 176; ++y)
      for (int x = 0; x < 320; ++x)
        most = std::max<int>(most, picture.plane(0).data[y * picture.plane(0).stride_bytes + x]);
    return most;
  };
  vibe::Vibe own = vibe::find_vibe(vibe::built_in_vibes(), "horror");
  EXPECT_GT(brightest(own), 150);
  own.titles.top = own.titles.bottom = {0.2, 0.2, 0.2};
  EXPECT_LT(brightest(own), 130);
}

TEST(TitleCard, StandsBeforeABackdropAndEndsInBlack) {
  TitleCard card({{}, "Below", "title"}, vibe::find_vibe(vibe::built_in_vibes(), "horror"),
                 {.width_px = 320, .height_px = 176, .frames = 48});
  card.set_backdrop({16, 9, 3, std::vector<std::uint8_t>(16 * 9 * 3, 200)});
  const auto corner = [](const media::Picture& p) { return p.plane(0).data[4 * 16]; };
  auto middle = black_picture(320, 176), last = black_picture(320, 176);
  card.draw(24, middle, false);
  card.draw(47, last, false);
  EXPECT_GT(middle.plane(0).data[40 * middle.plane(0).stride_bytes + 160], 30);
  EXPECT_LT(corner(last), 20);
}

TEST(TitleCard, OfACardIsSmallerAndThereSooner) {
  const auto rows_of_ink = [](const char* kind, std::int64_t frame) {
    const TitleCard card({{}, "Below", kind}, vibe::find_vibe(vibe::built_in_vibes(), "drama"),
                         {.width_px = 320, .height_px = 176, .frames = 48});
    auto picture = black_picture(320, 176);
    card.draw(frame, picture, false);
    const auto plane = picture.plane(0);
    int rows = 0;
    for (int y = 0; y < 176; ++y)
      rows += std::any_of(plane.data + y * plane.stride_bytes,
                          plane.data + y * plane.stride_bytes + 320,
                          [](std::uint8_t value) { return value > 120; });
    return rows;
  };
  EXPECT_GT(rows_of_ink("card", 24), 4);
  EXPECT_LT(rows_of_ink("card", 24), rows_of_ink("title", 24) * 3 / 4);
  EXPECT_GT(rows_of_ink("card", 7), 4) << "after 0.3 s";
  EXPECT_EQ(rows_of_ink("card", 47), 0);
}

TEST(TitleCard, TellsHowMuchSmallerALongTextIs) {
  const auto& vibe = vibe::find_vibe(vibe::built_in_vibes(), "romance");
  const auto letters = [&](const char* text, double size) {
    return TitleCard({{}, text, "card"}, vibe, {.width_px = 640, .height_px = 360, .size = size})
        .letters();
  };
  EXPECT_EQ(letters("One summer", 1), 1);
  EXPECT_EQ(letters("", 1), 1);
  const double lengthy = letters("Some letters come too late", 1);
  EXPECT_LT(lengthy, 0.98);
  EXPECT_GT(lengthy, 0.7);
  // In the size of the longest all have room.
  EXPECT_GT(letters("Some letters come too late", lengthy), 0.99);
  EXPECT_EQ(letters("One summer", lengthy), 1);
}

TEST(Mixed, IsTheAverageAtOneHalf) {
  auto a = black_picture(16, 16), b = black_picture(16, 16);
  a.plane(0).data[5] = 200;
  b.plane(0).data[5] = 100;
  EXPECT_EQ(mixed(a, b, 0.5f).plane(0).data[5], 150);
  EXPECT_EQ(mixed(a, b, 1).plane(0).data[5], 200);
  EXPECT_EQ(mixed(a, b, 0).plane(0).data[5], 100);
}

}  // namespace
}  // namespace cinecut::conform
