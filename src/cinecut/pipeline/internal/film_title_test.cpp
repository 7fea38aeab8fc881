#include "cinecut/pipeline/internal/film_title.h"

#include <gtest/gtest.h>

namespace cinecut::pipeline {
namespace {

struct Row {
  const char* name;
  const char* title;
};

TEST(FilmTitle, OfNamesThatPeopleAndProgramsGive) {
  const Row rows[] = {
      {"The.Lighthouse.Keeper.2019.1080p.BluRay.x264-GROUP", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper (2019)", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper (2019) [1080p] [BluRay] [5.1] [YTS.MX]", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper [2019]", "The Lighthouse Keeper"},
      {"The_Lighthouse_Keeper_2019_720p_WEB-DL", "The Lighthouse Keeper"},
      {"the-lighthouse-keeper-2019-1080p", "The Lighthouse Keeper"},
      {"the.lighthouse.keeper.2019.dvdrip.xvid", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper 2019.1080p.WEBRip.x265", "The Lighthouse Keeper"},
      {"The.Lighthouse.Keeper.2019.German.DL.1080p.BluRay.AVC-XYZ", "The Lighthouse Keeper"},
      {"The.Lighthouse.Keeper.German.DL.1080p.BluRay.AVC-XYZ", "The Lighthouse Keeper"},
      {"The.Lighthouse.Keeper.EXTENDED.UNRATED.1080p.BluRay", "The Lighthouse Keeper"},
      {"The.Lighthouse.Keeper.2019.Directors.Cut.2160p.UHD.BluRay.x265.10bit.HDR.DTS-HD.MA",
       "The Lighthouse Keeper"},
      {"The.Lighthouse.Keeper.1080p", "The Lighthouse Keeper"},
      {"The.Lighthouse.Keeper.S01E02.The.Storm.1080p.WEB", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper - 1x02 - The Storm", "The Lighthouse Keeper"},
      {"www.Some-Site.org    -    The Lighthouse Keeper 2019 1080p", "The Lighthouse Keeper"},
      {"[www.site.com] The Lighthouse Keeper (2019)", "The Lighthouse Keeper"},
      {"site.com_The.Lighthouse.Keeper.2019.720p", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper - www.site.com", "The Lighthouse Keeper"},
      {"@MovieChannel The Lighthouse Keeper 2019", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper {imdb-tt1234567}", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper (2019) {tmdb-1234} - [Remux-2160p]", "The Lighthouse Keeper"},
      {"[Group] The Lighthouse Keeper [1080p][ABCD1234]", "The Lighthouse Keeper"},
      {"The%20Lighthouse%20Keeper%202019", "The Lighthouse Keeper"},
      {"The+Lighthouse+Keeper+2019", "The Lighthouse Keeper"},
      {"Lighthouse Keeper, The (2019)", "The Lighthouse Keeper"},
      {"lighthouse_keeper_FINAL_v3_prores422HQ_25fps", "Lighthouse Keeper"},
      {"LighthouseKeeper_v12", "LighthouseKeeper"},
      {"lighthouse keeper", "Lighthouse Keeper"},
      {"the keeper of the house", "The Keeper of the House"},
      {"THE_LIGHTHOUSE_KEEPER", "THE LIGHTHOUSE KEEPER"},
      {"The Lighthouse Keeper (1)", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper - Copy", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper (1080p)", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper 1920x1080", "The Lighthouse Keeper"},
      {"The.Lighthouse.Keeper.2019.CD1", "The Lighthouse Keeper"},
      // Numbers and years that belong to the title.
      {"1917.2019.1080p.BluRay", "1917"},
      {"1917", "1917"},
      {"2001.A.Space.Odyssey.1968.1080p", "2001 A Space Odyssey"},
      {"2012.2009.BluRay.1080p", "2012"},
      {"Blade.Runner.2049.2017.2160p", "Blade Runner 2049"},
      {"Wonder.Woman.1984.2020.1080p.WEBRip", "Wonder Woman 1984"},
      {"Death Race 2000 (1975)", "Death Race 2000"},
      {"300.2006.720p", "300"},
      {"Se7en.1995.REMASTERED.1080p", "Se7en"},
      {"10.Cloverfield.Lane.2016.1080p", "10 Cloverfield Lane"},
      {"Plan.9.from.Outer.Space.1959.DVDRip", "Plan 9 from Outer Space"},
      {"Kill.Bill.Vol.1.2003.1080p", "Kill Bill Vol 1"},
      {"Toy.Story.3.2010.720p", "Toy Story 3"},
      {"M.1931.CRITERION.1080p", "M"},
      {"12.Angry.Men.1957", "12 Angry Men"},
      // Words that may be remarks and are not.
      {"The.Final.Cut.2004.1080p", "The Final Cut"},
      {"The.English.Patient.1996.1080p", "The English Patient"},
      {"Uncut.Gems.2019.1080p.NF.WEB-DL", "Uncut Gems"},
      {"The.Special.1080p", "The Special"},
      {"Charlottes.Web.2006.720p", "Charlottes Web"},
      {"Dual.2022.1080p.WEB", "Dual"},
      {"Limited", "Limited"},
      {"The.Net.1995.1080p", "The Net"},
      {"The Social Network", "The Social Network"},
      {"Ocean's Eleven (2001)", "Ocean's Eleven"},
      {"Mr. Nobody (2009)", "Mr. Nobody"},
      {"Dr. Strangelove or How I Learned (1964)", "Dr. Strangelove or How I Learned"},
      // Initials, hyphens, other letters.
      {"S.W.A.T.2003.1080p", "S.W.A.T."},
      {"E.T.the.Extra-Terrestrial.1982.1080p", "E.T. the Extra-Terrestrial"},
      {"L.A.Confidential.1997.BluRay", "L.A. Confidential"},
      {"Spider-Man.2002.1080p", "Spider-Man"},
      {"spider-man.2002.1080p", "Spider-Man"},
      {"X-Men 2 (2003)", "X-Men 2"},
      {"WALL-E", "WALL-E"},
      {"Am\xC3\xA9lie.2001.1080p", "Am\xC3\xA9lie"},
      {"\xE6\x98\xA0\xE7\x94\xBB", "\xE6\x98\xA0\xE7\x94\xBB"},
      {"Der.Leuchtturmw\xC3\xA4rter.2019.German.1080p", "Der Leuchtturmw\xC3\xA4rter"},
      {"Mission.Impossible.-.Fallout.2018.1080p", "Mission Impossible - Fallout"},
      {"[The Lighthouse Keeper]", "The Lighthouse Keeper"},
      {"sample", "Sample"},
      {"1080p", "1080p"},
      {"...", "..."},
      {"-", "-"},
  };
  static_assert(std::size(rows) >= 60);
  for (const auto& row : rows) EXPECT_EQ(title_of_name(row.name), row.title) << row.name;
}

TEST(FilmTitle, OfTags) {
  const Row rows[] = {
      {"The Lighthouse Keeper", "The Lighthouse Keeper"},
      {"the lighthouse keeper", "the lighthouse keeper"},
      {"Wonder Woman 1984", "Wonder Woman 1984"},
      {"The Lighthouse Keeper (2019)", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper [YTS.MX]", "The Lighthouse Keeper"},
      {"www.site.com - The Lighthouse Keeper", "The Lighthouse Keeper"},
      {"The Lighthouse Keeper www.site.com", "The Lighthouse Keeper"},
      {"The.Lighthouse.Keeper.2019.1080p.BluRay.x264-GROUP", "The Lighthouse Keeper"},
      {"Encoded by somebody", ""},
      {"Downloaded from site.com", ""},
      {"http://site.com", ""},
      {"www.site.com", ""},
      {"Sequence 01", ""},
      {"Title 1", ""},
      {"title_t00", ""},
      {"Timeline 1", ""},
      {"Untitled", ""},
      {"VTS_01_1", ""},
      {"RARBG", ""},
      {"---", ""},
      {"", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(title_of_tag(row.name), row.title) << row.name;
  EXPECT_EQ(title_of_tag(std::string(1 << 20, 'x')), "");
}

TEST(FilmTitle, TheTagGoesBeforeTheNameAndTheFolderBeforeADiscsNumbers) {
  media::FilmInfo film;
  film.path = "/films/keeper.mkv";
  film.title = "The Lighthouse Keeper";
  EXPECT_EQ(film_title(film), "The Lighthouse Keeper");
  film.title = "www.site.com";
  EXPECT_EQ(film_title(film), "Keeper");
  film.path = "/films/The Lighthouse Keeper (2019)/VIDEO_TS/VTS_01_1.VOB";
  EXPECT_EQ(film_title(film), "The Lighthouse Keeper");
  film.path = "/films/The.Lighthouse.Keeper.2019.1080p/BDMV/STREAM/00001.m2ts";
  EXPECT_EQ(film_title(film), "The Lighthouse Keeper");
  film.path = "/title_t00.mkv";
  EXPECT_EQ(film_title(film), "title_t00");
}

}  // namespace
}  // namespace cinecut::pipeline
