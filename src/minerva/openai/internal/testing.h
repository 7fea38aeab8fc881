#pragma once
// Chats for tests, with templates that write calls and thoughts in different forms. Only _test.cpp
// files include this.

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "minerva/model/testing.h"
#include "minerva/openai/reply_reader.h"

namespace minerva::openai {

/// A template in ChatML: what its system message says of calls, and how it shows one.
inline std::string chatml(const std::string& told, const std::string& call) {
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
inline const std::string kJsonCalls =
    chatml(R"(
For each function call, return a json object within <tool_call></tool_call> XML tags:
<tool_call>
{"name": <function-name>, "arguments": <args-json-object>}
</tool_call>)",
           R"({"name": "{{ call.function.name }}", )"
           R"("arguments": {{ call.function.arguments | tojson }}})");

// As Qwen's coders are told: every argument has its own tag.
inline const std::string kTaggedCalls = chatml("", R"(<function={{ call.function.name }}>
{%- for name, value in call.function.arguments | items %}
<parameter={{ name }}>
{{ value | tojson if value is mapping or value is not string else value }}
</parameter>{%- endfor %}
</function>)");

inline const model::ChatOptions kTools = {
    .tools = {{"get", "Gets.",
               R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})"},
              {"get_weather", "Tells.",
               R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})"}},
    .parallel_tool_calls = true};

// As Qwen's thinkers are told: thoughts stand before the reply.
inline const std::string kThoughts = R"({%- for message in messages %}<|im_start|>{{ message.role }}
{%- if message.role == "assistant" and message.reasoning_content %}
<think>
{{ message.reasoning_content }}
</think>

{{ message.content }}{%- else %}
{{ message.content }}{%- endif %}<|im_end|>
{% endfor %}
{%- if add_generation_prompt %}<|im_start|>assistant
{% if enable_thinking is defined and enable_thinking is false %}<think>

</think>

{% endif %}{% endif %})";

struct Told {
  std::string content, reasoning;
  std::vector<model::ToolCall> calls;
  std::vector<int> pieces;  ///< Of the arguments, by call.
};

class Chat {
 public:
  explicit Chat(const std::string& jinja)
      : template_(std::make_shared<model::ChatTemplate>(model(), jinja)),
        prompt_(std::make_shared<model::ChatPrompt>(
            template_->apply({{.role = "user", .content = "How?"}},
                             jinja == kThoughts ? model::ChatOptions{} : kTools))) {}

  ReplyReader text(bool is_streamed, bool are_calls_certain = true) const {
    return {template_->parser(prompt_, are_calls_certain), is_streamed};
  }
  std::unique_ptr<model::ReplyParser> parser(bool are_calls_certain) const {
    return template_->parser(prompt_, are_calls_certain);
  }
  model::ChatReply whole(const std::string& reply) const {
    auto reading = text(false);
    reading.add(reply);
    reading.finish();
    return reading.reply();
  }
  /// Streamed by pieces of so many bytes, with the deltas joined.
  Told streamed(const std::string& reply, std::size_t size, bool are_calls_certain = true) const {
    return streamed_by(reply, [size] { return size; }, are_calls_certain);
  }
  template <typename Size>
  Told streamed_by(const std::string& reply, Size next_size, bool are_calls_certain) const {
    Told told;
    auto reading = text(true, are_calls_certain);
    const auto take = [&](const ReplyReader::Delta& delta) {
      told.content += delta.content;
      told.reasoning += delta.reasoning;
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
    for (std::size_t at = 0; at < reply.size();) {
      const auto size = next_size();
      take(reading.add(reply.substr(at, size)));
      at += size;
    }
    take(reading.finish());
    EXPECT_EQ(reading.reply().tool_calls, told.calls);
    return told;
  }

 private:
  static std::shared_ptr<const model::Model> model() {
    static const auto model = std::make_shared<model::Model>(model::testing::model_file("smollm2"));
    return model;
  }
  std::shared_ptr<const model::ChatTemplate> template_;
  std::shared_ptr<const model::ChatPrompt> prompt_;
};

// A call of each tool, in the form of a template.
struct Form {
  std::string jinja;
  std::string calls;
  bool is_streamable;
};
inline const Form kForms[] = {
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

inline void expect_same(const Told& told, const model::ChatReply& whole) {
  EXPECT_EQ(told.content, whole.content);
  EXPECT_EQ(told.reasoning, whole.reasoning);
  ASSERT_EQ(told.calls.size(), whole.tool_calls.size());
  for (std::size_t i = 0; i < told.calls.size(); ++i) {
    EXPECT_EQ(told.calls[i].name, whole.tool_calls[i].name);
    EXPECT_EQ(told.calls[i].arguments, whole.tool_calls[i].arguments);
    EXPECT_TRUE(told.calls[i].id.starts_with("call_"));
  }
}

}  // namespace minerva::openai
