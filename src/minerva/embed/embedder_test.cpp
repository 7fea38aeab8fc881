#include "minerva/embed/embedder.h"

#include <gtest/gtest.h>

#include <cmath>

#include "minerva/model/fault.h"
#include "minerva/model/testing.h"

namespace minerva::embed {
namespace {

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  double dot = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    dot += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return dot;
}

class EmbedderTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    embedder_ =
        new Embedder(std::make_shared<const model::Model>(model::testing::model_file("minilm")),
                     {.threads = 1});  // Barriers take long on a busy machine.
  }
  static void TearDownTestSuite() { delete embedder_; }
  static inline Embedder* embedder_ = nullptr;
};

TEST_F(EmbedderTest, PutsWhatMeansTheSameNearEachOther) {
  const std::vector<std::string> texts{"The cat sleeps on the sofa.",
                                       "A kitten is napping on the couch.",
                                       "Interest rates rose again in March."};
  const auto e = embedder_->embed(texts);
  ASSERT_EQ(e.size(), 3u);
  EXPECT_EQ(e[0].vector.size(), 384u);
  EXPECT_GT(cosine(e[0].vector, e[1].vector), 0.6);
  EXPECT_LT(cosine(e[0].vector, e[2].vector), 0.2);
}

TEST_F(EmbedderTest, GivesVectorsOfLengthOneAndTheNumberOfTokens) {
  const auto e = embedder_->embed(std::vector<std::string>{"hello world"});
  EXPECT_NEAR(cosine(e[0].vector, e[0].vector), 1, 1e-5);
  EXPECT_EQ(e[0].tokens, 4);  // [CLS] hello world [SEP]
}

TEST_F(EmbedderTest, GivesTheSameAloneAndAmongOthers) {
  std::vector<std::string> texts;
  texts.reserve(70);
  for (int i = 0; i < 70; ++i)
    texts.push_back("Sentence number " + std::to_string(i) + std::string(i % 7, '!'));
  const auto together = embedder_->embed(texts);
  ASSERT_EQ(together.size(), texts.size());
  for (const std::size_t i : {0u, 33u, 69u}) {
    const auto alone = embedder_->embed(std::vector{texts[i]});
    EXPECT_GT(cosine(alone[0].vector, together[i].vector), 0.9999) << i;
  }
}

TEST_F(EmbedderTest, RefusesATextThatIsTooLongWithBothNumbers) {
  std::string text;
  for (int i = 0; i < 600; ++i) text += "word ";
  try {
    embedder_->embed(std::vector{text});
    FAIL();
  } catch (const model::Fault& fault) {
    EXPECT_EQ(fault.fault(), model::FaultKind::context_limit_exceeded);
    EXPECT_NE(std::string(fault.what()).find("602"), std::string::npos) << fault.what();
    EXPECT_NE(std::string(fault.what()).find("512"), std::string::npos) << fault.what();
  }
}

TEST_F(EmbedderTest, AnEmptyListHasNoEmbeddings) {
  EXPECT_TRUE(embedder_->embed(std::vector<std::string>{}).empty());
}

}  // namespace
}  // namespace minerva::embed
