#include "minerva/vision/projector.h"

#include <gtest/gtest.h>

#include <future>
#include <map>

#include "minerva/model/fault.h"
#include "minerva/model/testing.h"
#include "minerva/vision/encoder.h"
#include "minerva/vision/testing.h"

namespace minerva::vision {
namespace {

std::shared_ptr<Projector> projector(const std::string& kind) {
  static std::map<std::string, std::shared_ptr<Projector>> all;
  auto& found = all[kind];
  if (!found) {
    const auto files = model::testing::vision_files(kind);
    found = std::make_shared<Projector>(std::make_shared<const model::Model>(files.model),
                                        files.projector, ProjectorOptions{.threads = 1});
  }
  return found;
}

std::vector<PromptPart> asking(const PicturePtr& picture) {
  return {{.text = "<|im_start|>user\n", .special = model::SpecialText::as_tokens},
          {.text = "Look <|im_end|>: "},
          {.picture = picture},
          {.text = "<|im_end|>\n", .special = model::SpecialText::as_tokens}};
}

TEST(Projector, LaysOutAPictureOfOnePiece) {
  const auto prompt = projector("llava")->tokenize(asking(testing::drawn(64, 48, 1)));
  ASSERT_EQ(prompt.pictures.size(), 1);
  const auto& span = prompt.pictures[0];
  EXPECT_EQ(span.count, 49);
  EXPECT_EQ(span.positions, 49);
  EXPECT_EQ(span.position, static_cast<int>(span.begin));
  EXPECT_EQ(prompt.tokens[span.begin], SeenPrompt::kPicture);
  EXPECT_GE(prompt.tokens[span.begin - 1], 0);
  EXPECT_GE(prompt.tokens[span.begin + span.count], 0);
}

TEST(Projector, TextOfUsersIsNeverASpecialToken) {
  const auto prompt = projector("llava")->tokenize(asking(testing::drawn(64, 48, 1)));
  const model::Model model(model::testing::vision_files("llava").model);
  const auto end = model.tokenize("<|im_end|>", model::SpecialText::as_tokens, false);
  ASSERT_EQ(end.size(), 1);
  EXPECT_EQ(std::count(prompt.tokens.begin(), prompt.tokens.end(), end[0]), 1);
}

TEST(Projector, LaysOutAPictureInTiles) {
  const auto prompt = projector("smolvlm")->tokenize(asking(testing::drawn(64, 64, 1)));
  ASSERT_EQ(prompt.pictures.size(), 5);  // Two by two, and the whole.
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(prompt.pictures[i].piece, i);
    EXPECT_EQ(prompt.pictures[i].count, 16);
    EXPECT_EQ(prompt.pictures[i].picture, prompt.pictures[0].picture);
  }
}

TEST(Projector, GivesEveryTokenOfAnMropePictureItsPlace) {
  auto& p = *projector("qwen");
  EXPECT_TRUE(p.uses_mrope());
  const auto prompt = p.tokenize(asking(testing::drawn(140, 84, 1)));
  ASSERT_EQ(prompt.pictures.size(), 1);
  const auto& span = prompt.pictures[0];
  ASSERT_EQ(span.count, 15);  // 5 by 3, of 28 pixels each.
  EXPECT_EQ(span.positions, 5);
  ASSERT_EQ(span.grid.size(), 60);
  EXPECT_EQ(span.grid[14], span.position);           // t: all at the same time.
  EXPECT_EQ(span.grid[15 + 14], span.position + 2);  // y
  EXPECT_EQ(span.grid[30 + 14], span.position + 4);  // x
}

TEST(Projector, KnowsHowMuchMustBeComputedAtOnce) {
  EXPECT_FALSE(projector("llava")->is_non_causal());
  EXPECT_TRUE(projector("gemma")->is_non_causal());
  EXPECT_EQ(projector("gemma")->largest_piece(), 64);
  EXPECT_EQ(tokens_at_once(model::testing::vision_files("gemma").projector), 256);
  EXPECT_EQ(tokens_at_once(model::testing::vision_files("qwen").projector), 0);
}

TEST(Projector, EncodesWhatThePictureShows) {
  for (const auto* kind : testing::kVisionKinds) {
    auto& p = *projector(kind);
    const auto encoded = [&](int seed) {
      const auto prompt = p.tokenize(asking(testing::drawn(100, 60, seed)));
      return p.encode({{p.prepare(prompt.pictures[0]), 0}}).front();
    };
    const auto one = encoded(1), again = encoded(1), other = encoded(2);
    EXPECT_EQ(one.size() % p.width(), 0);
    EXPECT_EQ(one, again) << kind;
    EXPECT_NE(one, other) << kind;
    EXPECT_GT(p.memory().at(model::kMainMemory), p.options().cache_bytes + 100'000);
  }
}

TEST(Projector, EncodesPiecesTogetherWhereItCan) {
  auto& tiles = *projector("internvl");
  const auto prompt = tiles.tokenize(asking(testing::drawn(200, 100, 1)));
  const auto picture = tiles.prepare(prompt.pictures[0]);
  std::vector<Projector::Piece> pieces;
  pieces.reserve(prompt.pictures.size());
  for (std::size_t i = 0; i < prompt.pictures.size(); ++i) pieces.push_back({picture, i});
  ASSERT_EQ(pieces.size(), 3);  // Two tiles and the overview.
  EXPECT_EQ(tiles.together(pieces), 3);
  const auto together = tiles.encode(pieces);
  ASSERT_EQ(together.size(), 3);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto alone = tiles.encode({pieces[i]}).front();
    ASSERT_EQ(together[i].size(), alone.size());
    for (std::size_t k = 0; k < alone.size(); ++k)
      ASSERT_NEAR(together[i][k], alone[k], 1e-3) << i << " " << k;
  }
  EXPECT_NE(together[0], together[1]);
}

TEST(Projector, RefusesAForeignOrBrokenFile) {
  const auto smollm2 = std::make_shared<const model::Model>(model::testing::model_file("smollm2"));
  const auto why = [&](const std::filesystem::path& path) {
    try {
      const Projector p(smollm2, path);
    } catch (const model::Fault& fault) {
      return std::string(fault.what());
    }
    return std::string();
  };
  EXPECT_NE(why(model::testing::vision_files("qwen").projector).find("another model"),
            std::string::npos);
  EXPECT_NE(why(model::testing::vision_files("smolvlm").projector).find("lacks tokens"),
            std::string::npos);
  EXPECT_NE(why(model::testing::model_file("smollm2")), "");
  EXPECT_NE(why("/nowhere/mmproj.gguf").find("no projector"), std::string::npos);
}

struct Ended {
  std::mutex mutex;
  std::condition_variable changed;
  void tell() { changed.notify_all(); }
  void wait(const Encoder::Ticket& ticket) {
    std::unique_lock lock(mutex);
    while (!ticket->has_ended()) changed.wait_for(lock, std::chrono::milliseconds(5));
  }
};

TEST(Encoder, EncodesAPictureOnceHoweverOftenItIsAsked) {
  Ended ended;
  Encoder encoder(projector("smolvlm"), {.cache_bytes = 1 << 20, .ended = [&] { ended.tell(); }});
  const auto span = [&](int seed) {
    return encoder.projector().tokenize(asking(testing::drawn(100, 60, seed))).pictures.front();
  };
  const auto first = encoder.ask(span(1)), same = encoder.ask(span(1)),
             other = encoder.ask(span(2));
  for (const auto& ticket : {first, same, other}) ended.wait(ticket);
  ASSERT_TRUE(first->result());
  EXPECT_EQ(first->result()->size(), 5);
  EXPECT_EQ(first->result(), same->result());
  EXPECT_NE(*first->result(), *other->result());
  const auto later = encoder.ask(span(1));
  EXPECT_TRUE(later->has_ended());
  EXPECT_TRUE(later->was_cached());
  EXPECT_EQ(encoder.status().pictures, 2);
  EXPECT_EQ(encoder.status().cache_hits, 1);
}

TEST(Encoder, CacheKeepsToItsBytes) {
  Ended ended;
  Encoder encoder(projector("smolvlm"), {.cache_bytes = 400'000, .ended = [&] { ended.tell(); }});
  for (int seed = 0; seed < 5; ++seed) {
    const auto prompt = encoder.projector().tokenize(asking(testing::drawn(50, 50, seed)));
    ended.wait(encoder.ask(prompt.pictures.front()));
    EXPECT_LE(encoder.status().cache_bytes, 400'000);
  }
  EXPECT_GT(encoder.status().cache_bytes, 300'000);
}

TEST(Encoder, LeavesOutWhatNobodyWaitsFor) {
  Ended ended;
  Encoder encoder(projector("smolvlm"), {.ended = [&] { ended.tell(); }});
  for (int seed = 10; seed < 40; ++seed)
    (void)encoder.ask(
        encoder.projector().tokenize(asking(testing::drawn(50, 50, seed))).pictures.front());
  const auto last = encoder.ask(
      encoder.projector().tokenize(asking(testing::drawn(50, 50, 50))).pictures.front());
  ended.wait(last);
  EXPECT_TRUE(last->result());
  EXPECT_LT(encoder.status().pictures, 31);
}

}  // namespace
}  // namespace minerva::vision
