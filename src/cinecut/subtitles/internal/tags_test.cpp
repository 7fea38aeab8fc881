#include "cinecut/subtitles/internal/tags.h"

#include <gtest/gtest.h>

#include <ostream>

namespace cinecut::subtitles {

static void PrintTo(const SubtitleTags& t, std::ostream* out) {
  *out << t.language << (t.is_forced ? " forced" : "") << (t.is_commentary ? " commentary" : "")
       << (t.is_hearing_impaired ? " sdh" : "") << (t.is_default ? " default" : "");
}

namespace {

TEST(SubtitleTags, AreReadFromTheEndOfAName) {
  const struct {
    const char* name;
    SubtitleTags tags;
  } cases[] = {
      {"", {}},
      {"en", {"en"}},
      {"EN", {"en"}},
      {"eng", {"en"}},
      {"English", {"en"}},
      {"en-US", {"en"}},
      {"en_GB", {"en"}},
      {"pt-BR", {"pt"}},
      {"es-419", {"es"}},
      {"zh-Hans", {"zh"}},
      {"zh-Hant-TW", {"zh"}},
      {"fr", {"fr"}},
      {"Deutsch", {"de"}},
      {"2_English", {"en"}},
      {"03_German.forced", {"de", true}},
      {"forced", {"", true}},
      {"en.forced", {"en", true}},
      {"foreign.eng", {"en", true}},
      {"en.sdh", {"en", false, false, true}},
      {"en.hi", {"en", false, false, true}},
      {"hi.en", {"en", false, false, true}},
      {"hi", {"hi"}},
      {"hin", {"hi"}},
      {"eng.cc", {"en", false, false, true}},
      {"English (SDH)", {"en", false, false, true}},
      {"English [Closed Captions]", {"en", false, false, true}},
      {"en.default", {"en", false, false, false, true}},
      {"en.commentary", {"en", false, true}},
      {"en.2", {"en"}},
      {"2", {}},
      {"english.eng", {"en"}},
      {"eng.subs", {"en"}},
      {"chi-eng", {"zh"}},
      {"chs", {"zh"}},
      {"jp", {"ja"}},
  };
  for (const auto& c : cases) {
    const auto tags = tags_in(words_of(c.name));
    ASSERT_TRUE(tags) << c.name;
    EXPECT_EQ(*tags, c.tags) << c.name;
  }
  for (const char* name : {"Resurrection", "directors.cut.en", "en.1984", "x264", "trailer.en"})
    EXPECT_FALSE(tags_in(words_of(name))) << name;
}

TEST(SubtitleTags, AreReadFromTitles) {
  const struct {
    const char* title;
    SubtitleTags tags;
  } cases[] = {
      {"", {}},
      {"English", {"en"}},
      {"English (SDH)", {"en", false, false, true}},
      {"Signs & Songs", {"", true}},
      {"Full dialogue, signs and songs", {}},
      {"Director's commentary", {"", false, true}},
      {"Audiokommentar", {"", false, true}},
      {"Nur Forced", {"", true}},
      {"Français (forcés)", {"fr", true}},
      {"for the hard of hearing", {"", false, false, true}},
      {"It is no title of the best", {}},
      {"eng", {"en"}},
  };
  for (const auto& c : cases) EXPECT_EQ(tags_in_title(c.title), c.tags) << c.title;
}

TEST(SubtitleTags, WordsDifferInNothingButLetters) {
  EXPECT_EQ(words_of("My.Film_(2012) - Cut"), words_of("my film 2012 CUT"));
  EXPECT_EQ(words_of("Am\xC3\xA9lie"), words_of("ame\xCC\x81lie"));
  EXPECT_EQ(words_of("STRA\xC3\x9F"
                     "E"),
            words_of("strasse"));
  EXPECT_EQ(words_of("\xFF\xFE.srt").size(), 2u);
  EXPECT_EQ(words_of("a\nb\tc\x01").size(), 3u);
  EXPECT_TRUE(words_of("...").empty());
}

TEST(SubtitleTags, LanguagesHaveNames) {
  EXPECT_EQ(language_name("en"), "English");
  EXPECT_EQ(language_name("ger"), "German");
  EXPECT_EQ(language_name("Klingonese"), "Klingonese");
}

}  // namespace
}  // namespace cinecut::subtitles
