#include "minerva/model/written_calls.h"

#include <gtest/gtest.h>

#include <string>

namespace minerva {
namespace {

const std::string kCall =
    R"(<tool_call>{"name":"f","arguments":{"a":"</tool_call>}\""}}</tool_call>)";

TEST(WrittenCalls, ArgumentsAreTheTextAsItWasWritten) {
  const auto reply = read_calls("Well. " + kCall +
                                    "<tool_call>\n{\"arguments\" : { \"b\" : 1.0 } ,\n"
                                    "\"name\" : \"g\"}\n</tool_call> Done.",
                                false);
  EXPECT_EQ(reply.content, "Well.  Done.");
  ASSERT_EQ(reply.tool_calls.size(), 2u);
  EXPECT_EQ(reply.tool_calls[0], (ToolCall{"", "f", R"({"a":"</tool_call>}\""})"}));
  EXPECT_EQ(reply.tool_calls[1], (ToolCall{"", "g", R"({ "b" : 1.0 })"}));
}

TEST(WrittenCalls, ACallThatBreaksOffIsOneOnceItsArgumentsHaveBegun) {
  for (const bool is_partial : {false, true}) {
    for (std::size_t length = 0; length < kCall.size(); ++length) {
      const auto reply = read_calls(kCall.substr(0, length), is_partial);
      const auto begun = kCall.find(R"({"a")");
      if (length <= begun) {
        EXPECT_TRUE(reply.tool_calls.empty()) << length;
        EXPECT_EQ(reply.content, is_partial ? "" : kCall.substr(0, length));
        continue;
      }
      ASSERT_EQ(reply.tool_calls.size(), 1u) << kCall.substr(0, length);
      EXPECT_EQ(reply.content, "") << kCall.substr(0, length);
      const auto& arguments = reply.tool_calls[0].arguments;
      EXPECT_EQ(arguments, kCall.substr(begun, arguments.size()));
      EXPECT_GE(begun + arguments.size() + 1, std::min(length, kCall.size() - 12));
    }
  }
}

TEST(WrittenCalls, WhatIsNoCallIsContent) {
  for (const std::string text :
       {"<tool_call>f(1)</tool_call>", R"(<tool_call>{"name":"f","arguments":{"a":1</tool_call>)",
        R"(<tool_call>{"name":"f","arguments":{"a" 1}}</tool_call>)",
        R"(<tool_call>{"name":7}</tool_call>)",
        R"(<tool_call>{"name":"f","arguments":{}} and so on</tool_call>)", "<tool_call>",
        "<tool_call>[]", R"(<tool_call>{"arguments":{}}</tool_call>)",
        R"(<tool_call>{"name":"f","arguments":{1)", "<tool_call></tool_call>", "a < b",
        "<tool_ca"}) {
    const auto reply = read_calls(text, false);
    EXPECT_EQ(reply.content, text);
    EXPECT_TRUE(reply.tool_calls.empty()) << text;
  }
  EXPECT_EQ(read_calls(R"(<tool_call>{"name":"f"}</tool_call>)", false).tool_calls[0].arguments,
            "{}");
}

TEST(WrittenCalls, WhatMayBecomeACallIsHeldBack) {
  EXPECT_EQ(read_calls("See <tool", true).content, "See ");
  EXPECT_EQ(read_calls("See <tool>", true).content, "See <tool>");
  EXPECT_EQ(read_calls("See <tool_call>oh", true).content, "See ");
  EXPECT_EQ(read_calls("See <tool_call>oh</tool_call>", true).content,
            "See <tool_call>oh</tool_call>");
}

}  // namespace
}  // namespace minerva
