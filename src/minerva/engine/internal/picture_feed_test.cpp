#include "minerva/engine/internal/picture_feed.h"

#include <gtest/gtest.h>

#include "minerva/engine/internal/testing.h"

namespace minerva::engine {
namespace {

vision::PictureSpan span(std::size_t begin, std::size_t count) {
  static const auto pieces =
      std::make_shared<const std::vector<std::size_t>>(std::vector<std::size_t>{count});
  static const auto picture = std::make_shared<const vision::Picture>();
  return {.begin = begin,
          .count = count,
          .position = static_cast<int>(begin),
          .positions = 2,
          .picture = picture,
          .pieces = pieces};
}

TEST(PictureFeed, WithoutAProjectorRefusesPictures) {
  PictureFeed feed(nullptr, {});
  Request request;
  request.prompt = {1, 2};
  EXPECT_NO_THROW(feed.check(request));
  request.pictures.push_back(span(0, 1));
  EXPECT_THROW(feed.check(request), model::Fault);
  EXPECT_FALSE(feed.sees());
  EXPECT_FALSE(feed.is_non_causal());
}

TEST(PictureFeed, RefusesStandInsWithoutAPicture) {
  PictureFeed feed(nullptr, {});
  Request request;
  request.prompt = {1, vision::SeenPrompt::kPicture, 2};
  EXPECT_THROW(feed.check(request), model::Fault);
}

TEST(PictureFeed, ThePicturesOfAPromptGetNumbersAndPositionsOfTheirOwn) {
  PictureFeed feed(nullptr, {});
  Request request;
  request.prompt = {1, -1, -1, -1, -1, 2, -1, -1, -1, -1, 3};
  request.pictures = {span(1, 4), span(6, 4)};
  const auto owned = testing::plain_work();
  auto& work = *owned;
  work.claim.tokens = request.prompt;
  feed.move_pictures(request, work);
  EXPECT_TRUE(request.pictures.empty());
  EXPECT_EQ(work.usage.picture_tokens, 8);
  const auto& t = work.claim.tokens;
  EXPECT_LT(t[1], -1);
  EXPECT_EQ(t[4], t[1] - 3);
  EXPECT_EQ(t[6], t[1]) << "The same picture has the same numbers.";
  EXPECT_EQ(work.claim.position_of(5), 3u);
  EXPECT_EQ(work.claim.position_of(10), 6u);
}

}  // namespace
}  // namespace minerva::engine
