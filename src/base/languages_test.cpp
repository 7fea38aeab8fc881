#include "base/languages.h"

#include <gtest/gtest.h>

#include <vector>

namespace base {
namespace {

TEST(Languages, AllNamesOfALanguageAreOneCode) {
  const struct {
    const char* code;
    std::vector<const char*> names;
  } cases[] = {
      {"en", {"en", "eng", "EN", "English", "english", "en-US", "en_GB", "English (SDH)", " eng "}},
      {"de", {"de", "ger", "deu", "German", "Deutsch", "de-AT", "DEUTSCH", "German [Forced]"}},
      {"fr", {"fr", "fre", "fra", "French", "français", "Français", "FRANÇAIS", "fr-CA"}},
      {"es", {"es", "spa", "Spanish", "Español", "Castilian", "es-419", "Spanish (Latin America)"}},
      {"pt", {"pt", "por", "pt-BR", "Portuguese", "Português", "Portuguese (Brazil)"}},
      {"zh", {"zh", "chi", "zho", "cmn", "Chinese", "中文", "zh-Hans", "zh-Hant-TW", "Mandarin"}},
      {"ru", {"ru", "rus", "Russian", "русский", "Русский"}},
      {"ja", {"ja", "jpn", "Japanese", "日本語"}},
      {"he", {"he", "iw", "heb", "Hebrew"}},
      {"no", {"no", "nor", "nb", "nob", "Norwegian", "norsk"}},
      {"nl", {"nl", "dut", "nld", "Dutch", "Nederlands", "Flemish"}},
      {"el", {"el", "gre", "ell", "Greek", "Ελληνικά"}},
      {"cs", {"cs", "cze", "ces", "Czech", "čeština"}},
      {"sr", {"sr", "srp", "Serbian", "sr-Latn"}},
      {"fa", {"fa", "per", "fas", "Persian", "Farsi"}},
      {"yue", {"yue", "Cantonese"}},
      {"haw", {"haw", "Hawaiian"}},
  };
  for (const auto& c : cases)
    for (const auto* name : c.names) EXPECT_EQ(language_code(name), c.code) << name;
}

TEST(Languages, WhatNamesNoLanguageHasNoCode) {
  for (const auto* name : {"", " ", "und", "mul", "zxx", "Director's commentary", "x", "12", "-",
                           "()", "stereo", "\xff\xfe", "q-", "zz"})
    EXPECT_EQ(language_code(name), std::nullopt) << name;
}

TEST(Languages, AreTheSameByAnyName) {
  EXPECT_TRUE(same_language("en", "eng"));
  EXPECT_TRUE(same_language("English", "en-GB"));
  EXPECT_TRUE(same_language("ger", "Deutsch"));
  EXPECT_TRUE(same_language("Klingonese", "klingonese"));
  EXPECT_FALSE(same_language("en", "fr"));
  EXPECT_FALSE(same_language("und", "eng"));
  EXPECT_FALSE(same_language("", ""));
  EXPECT_FALSE(same_language("eng", ""));
}

TEST(Lower, KnowsTheLettersOfEveryScript) {
  EXPECT_EQ(lower("AZaz[@ 9"), "azaz[@ 9");
  EXPECT_EQ(lower("ÜBER Ärger, ΩΣ, ЖЁ, Įž"), "über ärger, ωσ, жё, įž");
  EXPECT_EQ(lower("A\xFF\xC3 千B"), "a\xFF\xC3 千b");
  EXPECT_EQ(lower(""), "");
}

}  // namespace
}  // namespace base
