#include "minerva/openai/reply_reader.h"

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "minerva/model/testing.h"

namespace minerva::openai {
namespace {

/// A template in ChatML: what its system message says of calls, and how it shows one.
std::string chatml(const std::string& told, const std::string& call) {
  return R"({%- if tools %}<|im_start|>system
# Tools
<tools>{%- for tool in tools %}
{{ tool | tojson }}{%- endfor %}
</tools>)" +
         told + R"(<|im_end|>
{% endif %}
{%- for message in messages %}
{%- if message.role == "assistant" and message.tool_calls %}<|im_start|>assistant
{%- if message.content %}
{{ message.content }}{%- endif %}
{%- for call in message.tool_calls %}
<tool_call>
)" + call +
         R"(
</tool_call>{%- endfor %}<|im_end|>
{% else %}<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endif %}{%- endfor %}
{%- if add_generation_prompt %}<|im_start|>assistant
{% endif %})";
}

// As Hermes' and Qwen's models are told: calls are JSON between two texts.
const std::string kJsonCalls = chatml(R"(
For each function call, return a json object within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call>)",
                                      R"({"name": "{{ call.function.name }}", )"
                                      R"("arguments": {{ call.function.arguments | tojson }}})");

// As Qwen's coders are told: every argument has its own tag.
const std::string kTaggedCalls = chatml("", R"(<function={{ call.function.name }}>
{%- for name, value in call.function.arguments | items %}
<parameter={{ name }}>
{{ value | tojson if value is mapping or value is not string else value }}
</parameter>{%- endfor %}
</function>)");

const ChatOptions kTools = {
    .tools = {{"get", "Gets.",
               R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})"},
              {"get_weather", "Tells.",
               R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})"}},
    .parallel_tool_calls = true};

struct Told {
  std::string content, events;
  std::vector<ToolCall> calls;
  std::vector<int> pieces;  ///< Of the arguments, by call.
};

class Chat {
 public:
  explicit Chat(const std::string& jinja)
      : template_(std::make_shared<ChatTemplate>(model(), jinja)),
        prompt_(template_->apply({{.role = "user", .content = "How?"}}, kTools)) {}

  ReplyReader text(bool is_streamed, bool are_calls_certain = true) const {
    return {[this](const std::string& text, bool is_partial) {
              return template_->parse(prompt_, text, is_partial);
            },
            {.is_streamed = is_streamed, .are_calls_certain = are_calls_certain}};
  }
  ChatReply whole(const std::string& reply) const {
    auto reading = text(false);
    reading.add(reply);
    reading.finish();
    return reading.reply();
  }
  /// Streamed by pieces of so many bytes, with the deltas joined.
  Told streamed(const std::string& reply, std::size_t size, bool are_calls_certain = true) const {
    Told told;
    auto reading = text(true, are_calls_certain);
    const auto take = [&](const ReplyReader::Delta& delta) {
      told.content += delta.content;
      for (const auto& call : delta.calls) {
        const auto& known = reading.reply().tool_calls[call.index];
        EXPECT_EQ(call.is_first, call.index == told.calls.size());
        if (call.is_first)
          told.calls.push_back({known.id, known.name, ""}), told.pieces.push_back(0);
        EXPECT_EQ(told.calls[call.index].id, known.id);
        told.calls[call.index].arguments += call.arguments;
        told.pieces[call.index] += call.arguments.empty() ? 0 : 1;
      }
    };
    for (std::size_t at = 0; at < reply.size(); at += size)
      take(reading.add(reply.substr(at, size)));
    take(reading.finish());
    EXPECT_EQ(reading.reply().tool_calls, told.calls);
    return told;
  }

 private:
  static std::shared_ptr<const Model> model() {
    static const auto model = std::make_shared<Model>(testing::model_file("smollm2"));
    return model;
  }
  std::shared_ptr<const ChatTemplate> template_;
  ChatPrompt prompt_;
};

// A call of each tool, in the form of a template.
struct Form {
  std::string jinja;
  std::string calls;
  bool is_streamable;
};
const Form kForms[] = {
    {"",
     R"(<tool_call>{"name":"get_weather","arguments":{"city":"São \"P\" </tool_call>}"}}</tool_call>)"
     R"(<tool_call>{"name":"get","arguments":{"city":"Ulm 🎬"}}</tool_call>)",
     true},
    {kJsonCalls,
     "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"São \\\"P\\\" "
     "}\"}}\n</tool_call>"
     "\n<tool_call>\n{\"name\": \"get\", \"arguments\": {\"city\": \"Ulm 🎬\"}}\n</tool_call>",
     true},
    {kTaggedCalls,
     "<tool_call>\n<function=get_weather>\n<parameter=city>\nSão \"P\" "
     "}\n</parameter>\n</function>\n"
     "</tool_call>\n<tool_call>\n<function=get>\n<parameter=city>\nUlm "
     "🎬\n</parameter>\n</function>\n"
     "</tool_call>",
     false}};

void expect_same(const Told& told, const ChatReply& whole) {
  EXPECT_EQ(told.content, whole.content);
  ASSERT_EQ(told.calls.size(), whole.tool_calls.size());
  for (std::size_t i = 0; i < told.calls.size(); ++i) {
    EXPECT_EQ(told.calls[i].name, whole.tool_calls[i].name);
    EXPECT_EQ(told.calls[i].arguments, whole.tool_calls[i].arguments);
    EXPECT_TRUE(told.calls[i].id.starts_with("call_"));
  }
}

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
