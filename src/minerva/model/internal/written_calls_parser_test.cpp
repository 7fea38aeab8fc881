#include "minerva/model/internal/written_calls_parser.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace minerva::model {
namespace {

const std::string kCall =
    R"(<tool_call>{"name":"f","arguments":{"a":"</tool_call>}\""}}</tool_call>)";

/// Reads a text, or its beginning, in pieces of so many bytes.
ChatReply read_calls(const std::string& text, bool is_partial, std::size_t size = 1000) {
  WrittenCallsParser parser(is_partial);
  for (std::size_t at = 0; at < text.size(); at += size) parser.add(text.substr(at, size));
  if (!is_partial) parser.finish();
  return parser.reply();
}

void expect_same(const ChatReply& reply, const ChatReply& expected) {
  EXPECT_EQ(reply.content, expected.content);
  EXPECT_EQ(reply.tool_calls, expected.tool_calls);
}

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

const std::string kTexts[] = {
    "",
    "Only text.",
    "a < b <tool",
    "So: " + kCall + kCall + " and " + kCall,
    "<tool_call>f(1)</tool_call>" + kCall,
    "<tool_call><tool_call>" + kCall,
    R"(<tool_call>{"a":"</tool_call>)" + kCall + R"(",b</tool_call> rest)",
    R"(<tool_call> { "arguments" : [1, {"x":2}] , "x" : -1.5e3 , "name":"f" } </tool_call>!)",
    R"(<tool_call>{"name":"f","arguments":{"a":1</tool_call>)" + kCall,
    R"(<tool_call>{"name":7}</tool_call>)" + kCall,
    kCall.substr(0, kCall.size() - 14),
    R"(<tool_call>{"name":"f","arguments":{}} and so on</tool_call>)"};

TEST(WrittenCalls, AreTheSameHoweverTheTextIsCut) {
  std::mt19937 random(1);
  for (const auto& text : kTexts) {
    const auto whole = read_calls(text, false, text.size() + 1);
    for (const std::size_t size : {1, 2, 3, 11, 50})
      expect_same(read_calls(text, false, size), whole);
    for (int i = 0; i < 50; ++i) {
      WrittenCallsParser parser(false);
      for (std::size_t at = 0; at < text.size();) {
        const auto size = 1 + random() % 20;
        parser.add(std::string_view(text).substr(at, size));
        at += size;
      }
      parser.finish();
      expect_same(parser.reply(), whole);
    }
  }
}

TEST(WrittenCalls, EveryByteIsLookedAtAFewTimes) {
  const std::string texts[] = {"Words < and <tool more. ", kCall, "<tool_call>f(1)</tool_call>",
                               R"(<tool_call>{"a":"</tool_call>)",
                               R"(<tool_call>{"a":[1,2,{"b":")"};
  for (const auto& text : texts)
    for (const std::size_t size : {1, 1000}) {
      std::string all;
      while (all.size() < 200'000) all += text;
      WrittenCallsParser parser(true);
      for (std::size_t at = 0; at < all.size(); at += size) parser.add(all.substr(at, size));
      parser.finish();
      EXPECT_LT(parser.looked_at(), 16 * all.size()) << text;
    }
}

TEST(WrittenCalls, WhatMayBecomeACallIsHeldBack) {
  EXPECT_EQ(read_calls("See <tool", true).content, "See ");
  EXPECT_EQ(read_calls("See <tool>", true).content, "See <tool>");
  EXPECT_EQ(read_calls("See <tool_call>oh", true).content, "See ");
  EXPECT_EQ(read_calls("See <tool_call>oh</tool_call>", true).content,
            "See <tool_call>oh</tool_call>");
}

}  // namespace
}  // namespace minerva::model
