#include "minerva/openai/reply_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "base/random_id.h"

namespace minerva::openai {
namespace {

// What `now` has more than `before`; nothing if the text was read differently meanwhile.
std::string added(const std::string& before, const std::string& now) {
  return now.starts_with(before) ? now.substr(before.size()) : std::string{};
}

std::string_view without_space(std::string_view text) {
  const auto last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

ReplyReader::Delta ReplyReader::add(const std::string& text) {
  if (!options_.is_parsed) {
    reply_.content += text;
    return {text, {}, {}};
  }
  text_ += text;
  return options_.is_streamed ? take(read_(text_, true), false) : Delta{};
}

ReplyReader::Delta ReplyReader::finish() {
  return options_.is_parsed ? take(read_(text_, false), true) : Delta{};
}

ReplyReader::Delta ReplyReader::take(ChatReply reply, bool is_last) {
  if (!agrees(reply)) reply = reply_;
  Delta delta{added(reply_.content, reply.content), added(reply_.reasoning, reply.reasoning), {}};
  // While it is streamed, what has been told is not taken back.
  if (!reply.content.starts_with(reply_.content)) reply.content = reply_.content;
  if (!reply.reasoning.starts_with(reply_.reasoning)) reply.reasoning = reply_.reasoning;
  reply_ = std::move(reply);
  for (std::size_t i = 0; i < reply_.tool_calls.size(); ++i) {
    auto& call = reply_.tool_calls[i];
    if (i < told_.size()) call.id = told_[i].id;
    if (is_last || can_be_told(reply_.tool_calls, i)) tell_call(call, i, delta);
  }
  return delta;
}

// Is what was told of calls still true?
bool ReplyReader::agrees(const ChatReply& reply) const {
  const auto& calls = reply.tool_calls;
  return calls.size() >= told_.size() &&
         std::equal(told_.begin(), told_.end(), calls.begin(), [](const auto& told, const auto& c) {
           return c.name == told.name && c.arguments.starts_with(told.arguments);
         });
}

// Will this call keep its name, and its arguments begin like this, whatever is written next?
bool ReplyReader::can_be_told(const std::vector<ToolCall>& calls, std::size_t index) const {
  if (!options_.are_calls_certain) return false;
  if (index + 1 < calls.size()) return true;
  const auto& [id, name, arguments] = calls[index];
  if (arguments.size() < 2 || text_.ends_with(name)) return false;
  // A parser puts a brace before what it reads as arguments, and quotes behind: only what stands in
  // the text like this goes on like this.
  return without_space(text_).ends_with(without_space(arguments)) || json::accept(arguments);
}

void ReplyReader::tell_call(ToolCall& call, std::size_t index, Delta& delta) {
  const bool is_first = index == told_.size();
  if (is_first) {
    if (call.id.empty()) call.id = base::random_id("call_");
    told_.push_back({call.id, call.name, {}});
  }
  auto& told = told_[index].arguments;
  if (!is_first && told.size() == call.arguments.size()) return;
  delta.calls.push_back({index, is_first, call.arguments.substr(told.size())});
  told = call.arguments;
}

}  // namespace minerva::openai
