#include "minerva/openai/reply_reader.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "minerva/openai/internal/testing.h"

namespace minerva::openai {
namespace {

TEST(ReplyReader, DeltasJoinedAreTheWholeReply) {
  for (const auto& form : kForms) {
    const Chat chat(form.jinja);
    for (const std::string before : {"", "I look. "}) {
      const auto whole = chat.whole(before + form.calls);
      ASSERT_EQ(whole.tool_calls.size(), 2u) << form.calls;
      EXPECT_EQ(whole.tool_calls[0].name, "get_weather");
      EXPECT_EQ(nlohmann::json::parse(whole.tool_calls[1].arguments)["city"], "Ulm 🎬");
      for (const std::size_t size : {1, 3, 7, 1000})
        expect_same(chat.streamed(before + form.calls, size), whole);
    }
  }
}

TEST(ReplyReader, ArgumentsComeInPiecesWhereTheyAreWrittenAsJson) {
  for (const auto& form : kForms)
    for (const int pieces : Chat(form.jinja).streamed(form.calls, 1).pieces)
      EXPECT_EQ(form.is_streamable, pieces > 9) << pieces << ": " << form.calls;
}

TEST(ReplyReader, ACallThatMayTurnOutToBeNoneIsToldAtTheEnd) {
  const Chat chat(kForms[0].jinja);
  const auto told = chat.streamed(kForms[0].calls, 1, false);
  EXPECT_EQ(told.pieces, (std::vector<int>{1, 1}));
  const std::string odd =
      R"(So: <tool_call>{"name":"get","arguments":{"city":"</tool_call> and more)";
  expect_same(chat.streamed(odd, 1, false), chat.whole(odd));
  const std::string broken =
      R"(So: <tool_call>{"name":"get","arguments":{1}}</tool_call> and more)";
  EXPECT_EQ(chat.streamed(broken, 1, false).content, broken);
  EXPECT_EQ(chat.streamed("So: <tool_call>get</tool_call>", 1).content,
            "So: <tool_call>get</tool_call>");
}

const std::string kOddArguments =
    "<tool_call>\n{\"name\": \"get\", \"arguments\": {\"city\": \"a\\u00e9\\n\\\\ "
    "\\ud83c\\udfac\", "
    "\"x\" : [-1.5e3, true, null, {} ,\t[]] }}\n</tool_call>";

TEST(ReplyReader, ACutInsideOfOddArgumentsTellsTheSame) {
  const Chat chat(kJsonCalls);
  for (std::size_t length = 0; length <= kOddArguments.size(); ++length) {
    const auto cut = kOddArguments.substr(0, length);
    SCOPED_TRACE(cut);
    expect_same(chat.streamed(cut, 1), chat.whole(cut));
  }
}

TEST(ReplyReader, AReplyThatIsCutTellsTheSameEitherWay) {
  for (const auto& form : kForms) {
    const Chat chat(form.jinja);
    for (std::size_t length = 0; length < form.calls.size(); ++length) {
      if ((form.calls[length] & 0xC0) == 0x80) continue;  // Replies end with whole characters.
      const auto cut = form.calls.substr(0, length);
      SCOPED_TRACE(cut);
      expect_same(chat.streamed(cut, 1), chat.whole(cut));
    }
  }
}

}  // namespace
}  // namespace minerva::openai
