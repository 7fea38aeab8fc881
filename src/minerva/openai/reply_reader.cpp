#include "minerva/openai/reply_reader.h"

#include <algorithm>
#include <utility>

#include "base/random_id.h"

namespace minerva::openai {
namespace {

// Appends to `told` what `now` has more, and returns that part.
std::string tell(std::string& told, const std::string& now) {
  auto added = now.substr(told.size());
  told += added;
  return added;
}

}  // namespace

ReplyReader::Delta ReplyReader::add(const std::string& text) {
  if (!parser_) {
    reply_.content += text;
    return {text, {}, {}};
  }
  if (is_streamed_) {
    parser_->add(text);
    return take();
  }
  text_ += text;
  return {};
}

ReplyReader::Delta ReplyReader::finish() {
  if (!parser_) return {};
  parser_->add(std::exchange(text_, {}));
  parser_->finish();
  return take();
}

ReplyReader::Delta ReplyReader::take() {
  const auto& now = parser_->reply();
  Delta delta{tell(reply_.content, now.content), tell(reply_.reasoning, now.reasoning), {}};
  // Of the calls that were told only the last may have got more arguments.
  auto& calls = reply_.tool_calls;
  for (auto i = calls.empty() ? 0 : calls.size() - 1; i < now.tool_calls.size(); ++i) {
    const auto& call = now.tool_calls[i];
    const bool is_first = i == calls.size();
    if (is_first)
      calls.push_back({call.id.empty() ? base::random_id("call_") : call.id, call.name, {}});
    auto added = tell(calls[i].arguments, call.arguments);
    if (is_first || !added.empty()) delta.calls.push_back({i, is_first, std::move(added)});
  }
  return delta;
}

}  // namespace minerva::openai
