#include "cinecut/reading/internal/journal.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/files.h"

namespace cinecut::reading {
namespace {

class ReadingJournal : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove(path_); }
  void TearDown() override { std::filesystem::remove(path_); }

  std::filesystem::path path_ = std::filesystem::path(::testing::TempDir()) /
                                ("journal." + std::to_string(::getpid()) + ".reading.msgpack");
};

TEST_F(ReadingJournal, KeepsAnswersAndWhatWasGivenUp) {
  {
    Journal journal(path_, "a model");
    EXPECT_FALSE(std::filesystem::exists(path_));
    EXPECT_EQ(journal.find("q1"), nullptr);
    journal.add("q1", {"{}", ""});
    journal.add("q2", {"", "it was late"});
  }
  const Journal again(path_, "a model");
  ASSERT_NE(again.find("q1"), nullptr);
  EXPECT_EQ(again.find("q1")->text, "{}");
  EXPECT_EQ(again.find("q2")->skipped, "it was late");
  EXPECT_TRUE(again.has_answers());
}

TEST_F(ReadingJournal, OfAnotherModelCountsNothing) {
  Journal(path_, "a model").add("q1", {"{}", ""});
  Journal other(path_, "another");
  EXPECT_EQ(other.find("q1"), nullptr);
  other.add("q2", {"[]", ""});
  EXPECT_EQ(Journal(path_, "another").find("q1"), nullptr);
}

TEST_F(ReadingJournal, CutShortCountsAsFarAsItIsWholeAndGoesOn) {
  {
    Journal journal(path_, "a model");
    journal.add("q1", {"one", ""});
    journal.add("q2", {"two", ""});
  }
  const auto bytes = base::read_file(path_);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const auto read = answers_from_bytes(std::string_view(bytes).substr(0, n));
    EXPECT_TRUE(!read || read->by_question.size() <= 1) << n;
  }
  base::write_file_atomically(path_, bytes.substr(0, bytes.size() - 3));
  Journal(path_, "a model").add("q3", {"three", ""});
  EXPECT_EQ(answers_from_bytes(base::read_file(path_))->by_question.size(), 2u);
}

}  // namespace
}  // namespace cinecut::reading
