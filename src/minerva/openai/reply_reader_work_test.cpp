// The same reply in other pieces, and how much work that is.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "minerva/openai/internal/testing.h"
#include "minerva/openai/reply_reader.h"

namespace minerva::openai {
namespace {

TEST(ReplyReader, TellsTheSameHoweverTheTextIsCut) {
  std::mt19937 random(1);
  const auto any_size = [&] { return 1 + random() % 23; };
  const std::string thoughtful =
      "<think>\nIs 1 < 2, and what is </thing>?\n</think>\n\nYes: `if (1 < 2) { <b>[1, 2]</b> }`";
  std::vector<std::pair<std::string, std::string>> texts{{kThoughts, thoughtful}};
  for (const auto& form : kForms)
    for (const std::string before : {"", "See <tool> {\"a\": [1]} </tool_call> first. "})
      texts.emplace_back(form.jinja, before + form.calls);
  for (const auto& [jinja, text] : texts) {
    const Chat chat(jinja);
    SCOPED_TRACE(text);
    for (const bool are_calls_certain : {false, true}) {
      const auto whole = chat.whole(text);
      expect_same(chat.streamed(text, 1, are_calls_certain), whole);
      for (int i = 0; i < 10; ++i)
        expect_same(chat.streamed_by(text, any_size, are_calls_certain), whole);
    }
  }
  EXPECT_NE(Chat(kThoughts).whole(thoughtful).reasoning, "");
}

std::string repeated(const std::string& text, std::size_t size) {
  std::string all;
  while (all.size() < size) all += text;
  return all;
}

/// How often bytes were looked at, with a reply in pieces of four bytes, as tokens are.
double looks_for_each(const Chat& chat, const std::string& reply, bool are_calls_certain) {
  const auto parser = chat.parser(are_calls_certain);
  for (std::size_t at = 0; at < reply.size(); at += 4) parser->add(reply.substr(at, 4));
  parser->finish();
  return static_cast<double>(parser->looked_at()) / static_cast<double>(reply.size());
}

TEST(ReplyReader, EveryByteIsLookedAtEquallyOftenHoweverLongTheReplyIs) {
  const std::string prose = "Some words, <b>marks</b> {and} [\"more\"]. <tool_ca ";
  const auto long_texts = [&](std::size_t size) {
    const auto words = repeated(prose, size);
    const auto escaped = nlohmann::json(words).dump();
    return std::vector<std::pair<std::string, std::string>>{
        {kThoughts, "<think>\n" + words + "\n</think>\n\n" + words},
        {"", words},
        {"", R"(<tool_call>{"name":"get","arguments":{"city":)" + escaped + "}}</tool_call>"},
        {kJsonCalls, words},
        {kJsonCalls, "<tool_call>\n{\"name\": \"get\", \"arguments\": {\"city\": " + escaped +
                         "}}\n</tool_call>"},
        {kTaggedCalls, "<tool_call>\n<function=get>\n<parameter=city>\n" + words +
                           "\n</parameter>\n</function>\n</tool_call>"},
        {kTaggedCalls, repeated("<tool_call>\n<function=get>\n<parameter=city>\nUlm\n</parameter>"
                                "\n</function>\n</tool_call>\n",
                                size)}};
  };
  const auto some = long_texts(6'000), more = long_texts(24'000);
  for (std::size_t i = 0; i < some.size(); ++i)
    for (const bool are_calls_certain : {false, true}) {
      const Chat chat(some[i].first);
      const auto before = looks_for_each(chat, some[i].second, are_calls_certain);
      const auto now = looks_for_each(chat, more[i].second, are_calls_certain);
      EXPECT_LT(now, 1.2 * before + 1) << i;
      EXPECT_LT(now, 80) << i;
    }
}

TEST(ReplyReader, ContentIsToldAsItComes) {
  const auto words = repeated("Some words, <b>marks</b> {and} [\"more\"]. ", 20'000);
  for (const auto& form : kForms) {
    const auto parser = Chat(form.jinja).parser(true);
    for (std::size_t at = 0; at < words.size(); at += 4) {
      parser->add(words.substr(at, 4));
      ASSERT_GT(parser->reply().content.size() + 20, at) << form.jinja;
    }
  }
}

}  // namespace
}  // namespace minerva::openai
