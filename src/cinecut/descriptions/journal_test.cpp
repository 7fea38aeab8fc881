#include "cinecut/descriptions/journal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/error.h"
#include "base/files.h"

namespace cinecut::descriptions {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class JournalTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::remove(path_); }
  void TearDown() override { fs::remove(path_); }

  static Described words(const std::string& what) { return {{what, "calm", "“né”", "here"}, ""}; }
  void write_three() {
    Journal journal(path_, film_);
    journal.add(base::FilmTime(1s), words("one"));
    journal.add(base::FilmTime(2s), {{}, "it kills the engine"});
    journal.add(base::FilmTime(3s), words("three"));
  }
  std::string bytes() const { return base::read_file(path_); }

  fs::path path_ = fs::path(::testing::TempDir()) /
                   ("journal." + std::to_string(::getpid()) + ".scenedesc.msgpack");
  Provenance film_{1000, 123456789, "a model"};
};

TEST_F(JournalTest, KeepsWhatWasAddedWithoutBeingClosed) {
  Journal journal(path_, film_);
  journal.add(base::FilmTime(1s), words("one"));
  const auto read = read_journal(path_, film_);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->by_time.at(base::FilmTime(1s)).description, words("one").description);
  EXPECT_FALSE(read->is_complete);
  journal.complete();
  EXPECT_TRUE(read_journal(path_, film_)->is_complete);
}

TEST_F(JournalTest, GoesOnWhereItWasAndRemembersWhatWasGivenUp) {
  write_three();
  Journal journal(path_, film_);
  EXPECT_EQ(journal.descriptions().by_time.size(), 3u);
  EXPECT_EQ(journal.descriptions().by_time.at(base::FilmTime(2s)).skipped, "it kills the engine");
  journal.add(base::FilmTime(4s), words("four"));
  EXPECT_EQ(read_journal(path_, film_)->by_time.size(), 4u);
}

TEST_F(JournalTest, OfAnotherFilmOrModelBeginsAnew) {
  write_three();
  for (const auto& other :
       {Provenance{1001, 123456789, "a model"}, Provenance{1000, 123456788, "a model"},
        Provenance{1000, 123456789, "another"}}) {
    EXPECT_FALSE(read_journal(path_, other));
  }
  const Provenance changed{1000, 1, "a model"};
  EXPECT_TRUE(Journal(path_, changed).descriptions().by_time.empty());
  EXPECT_TRUE(read_journal(path_, changed)->by_time.empty());
}

TEST_F(JournalTest, CutShortAnywhereKeepsWhatIsWhole) {
  write_three();
  const auto whole = bytes();
  std::size_t most = 0;
  for (std::size_t n = 0; n <= whole.size(); ++n) {
    const auto read = descriptions_from_bytes(std::string_view(whole).substr(0, n));
    const auto count = read ? read->by_time.size() : 0;
    EXPECT_GE(count, most) << n;
    most = count;
    if (read) {
      EXPECT_EQ(read->provenance, film_);
    }
  }
  EXPECT_EQ(most, 3u);
}

TEST_F(JournalTest, DamagedAnywhereIsReadOrRefusedButNeverCrashes) {
  write_three();
  const auto whole = bytes();
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (const char c : {'\0', '\x7F', '\x80', '\x91', '\xC1', '\xCB', '\xDF', '\xFF'}) {
      auto bad = whole;
      bad[i] = c;
      const auto read = descriptions_from_bytes(bad);
      EXPECT_TRUE(!read || read->by_time.size() <= 3u);
    }
  EXPECT_FALSE(descriptions_from_bytes(std::string(1 << 20, '\x91')));
  EXPECT_FALSE(descriptions_from_bytes("\xDF\xFF\xFF\xFF\xFF"));
}

TEST_F(JournalTest, UnknownKeysAreIgnoredAndMissingOnesHaveDefaults) {
  // {"version": 1, "more": [1]} and {"time_ns": 5, "visual_content": "a", "more": null}
  const std::string text =
      "\x82\xa7version\x01\xa4more\x91\x01"
      "\x83\xa7time_ns\x05\xaevisual_content\xa1"
      "a\xa4more\xc0";
  const auto read = descriptions_from_bytes(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->by_time.at(base::FilmTime(5ns)).description.visual_content, "a");
  EXPECT_EQ(read->by_time.at(base::FilmTime(5ns)).description.mood, "");
}

TEST_F(JournalTest, ThatCannotBeWrittenSaysSo) {
  EXPECT_THROW(Journal("/proc/nothing/here", film_), base::Error);
}

}  // namespace
}  // namespace cinecut::descriptions
