#include "cinecut/meaning/internal/vectors.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "base/row_file.h"

namespace cinecut::meaning {
namespace {

nlohmann::json numbers(const std::vector<float>& values) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(values.data());
  return nlohmann::json::binary({bytes, bytes + values.size() * sizeof(float)});
}

std::string head() { return base::to_row({{"version", 1}, {"model", "m"}}); }

TEST(VectorsFromBytes, ReadsAsFarAsTheBytesMakeSense) {
  const auto whole = head() + base::to_row({{"text", "a"}, {"vector", numbers({1, 0})}}) +
                     base::to_row({{"text", "b"}, {"vector", numbers({0, 1})}});
  const auto read = vectors_from_bytes(whole);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->model, "m");
  EXPECT_EQ(read->by_text, (Vectors{{"a", {1, 0}}, {"b", {0, 1}}}));
  for (std::size_t cut = head().size(); cut < whole.size(); ++cut)
    EXPECT_LE(vectors_from_bytes(whole.substr(0, cut))->by_text.size(), 1u);
  EXPECT_FALSE(vectors_from_bytes(""));
  EXPECT_FALSE(vectors_from_bytes(base::to_row({{"version", 2}, {"model", "m"}})));
}

TEST(VectorsFromBytes, LeavesOutWhatIsNoVectorOrOfAnotherLength) {
  const auto read = vectors_from_bytes(
      head() + base::to_row({{"text", "a"}, {"vector", numbers({1, 0})}}) +
      base::to_row({{"text", "longer"}, {"vector", numbers({1, 0, 0})}}) +
      base::to_row({{"text", "empty"}, {"vector", numbers({})}}) +
      base::to_row({{"text", "no number"},
                    {"vector", numbers({std::numeric_limits<float>::quiet_NaN(), 0})}}) +
      base::to_row({{"text", "odd"}, {"vector", nlohmann::json::binary({1, 2, 3})}}) +
      base::to_row({{"text", "words"}, {"vector", "1 0"}}));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->by_text.size(), 1u);
}

TEST(AsSent, IsOneLineThatAnyModelReads) {
  EXPECT_EQ(as_sent("  Run\n now ", "all-minilm-l6-v2"), "Run now");
  EXPECT_EQ(as_sent("走れ！", "minilm"), "走れ!");
  EXPECT_EQ(as_sent("Run", "multilingual-E5-small-Q8_0"), "query: Run");
  EXPECT_EQ(as_sent("", "e5"), "");
  const auto sent = as_sent(std::string(400, 'x') + std::string(400, '\xC3'), "m");
  EXPECT_LE(sent.size(), 600u);
  std::string umlauts;
  for (int i = 0; i < 500; ++i) umlauts += "ä";
  EXPECT_EQ(as_sent(umlauts, "m").size() % 2, 0u);
}

}  // namespace
}  // namespace cinecut::meaning
