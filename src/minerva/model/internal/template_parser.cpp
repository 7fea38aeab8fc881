#include "minerva/model/internal/template_parser.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace minerva::model {
namespace {

// Every byte pays for this many to be looked at again, so that the work stays linear whatever is
// written. Where that does not suffice, things are told later.
constexpr std::size_t kLooksForEach = 64;
constexpr std::size_t kLooksAtFirst = 256 << 10;  // Short replies are never told late.

// Brackets and commas are in every text, and wait for the next mark that is longer.
constexpr std::size_t kShortestInCalls = 3;

constexpr std::string_view kSpace = " \t\r\n";

std::string_view without_space(std::string_view text) {
  const auto last = text.find_last_not_of(kSpace);
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

std::size_t longest(const std::vector<std::string>& marks) {
  std::size_t most = 0;
  for (const auto& mark : marks) most = std::max(most, mark.size());
  return most;
}

// All that the parser's parts say, whatever their order.
void collect(const nlohmann::json& part, ReplyMarks& marks) {
  if (part.is_object()) {
    const auto type = part.value("type", nlohmann::json());
    if (type == "until" || type == "ac")
      for (const auto& mark : part["delimiters"]) marks.text.push_back(mark.get<std::string>());
    if (type == "literal") marks.calls.push_back(part["literal"].get<std::string>());
  }
  if (part.is_structured())
    for (const auto& inner : part) collect(inner, marks);
}

// How much of the text's end may become one of the marks.
std::size_t begun_mark(std::string_view text, const std::vector<std::string>& marks) {
  for (auto length = std::min(text.size(), longest(marks)); length > 0; --length) {
    const auto end = text.substr(text.size() - length);
    if (std::any_of(marks.begin(), marks.end(),
                    [&](const auto& mark) { return mark.starts_with(end); }))
      return length;
  }
  return 0;
}

}  // namespace

ReplyMarks marks_of(const std::string& saved_parser) {
  ReplyMarks marks{.are_known = true};
  if (saved_parser.empty()) return marks;
  try {
    collect(nlohmann::json::parse(saved_parser), marks);
  } catch (const nlohmann::json::exception&) {
    return {};  // Saved in another way than we know.
  }
  std::erase(marks.text, "");
  std::erase_if(marks.calls, [](const auto& mark) { return mark.size() < kShortestInCalls; });
  marks.calls.insert(marks.calls.end(), marks.text.begin(), marks.text.end());
  return marks;
}

TemplateParser::TemplateParser(Parse parse, ReplyMarks marks, bool are_calls_certain)
    : parse_(std::move(parse)),
      marks_(std::move(marks)),
      are_calls_certain_(are_calls_certain),
      budget_(kLooksAtFirst) {}

void TemplateParser::add(std::string_view text) {
  if (text.empty()) return;
  const auto before = text_.size();
  text_ += text;
  budget_ += text.size() * kLooksForEach;
  if (state_ == State::arguments) add_arguments(text);
  if (state_ == State::content || state_ == State::reasoning) {
    if (has_mark(marks_.text, told_up_to_))
      state_ = State::unsure;
    else
      add_plain(state_ == State::content ? reply_.content : reply_.reasoning);
  }
  if (state_ == State::silent && has_mark(marks_.calls, before)) state_ = State::unsure;
  if (state_ == State::unsure && text_.size() <= budget_) read_anew(false);
}

// All that cannot be the beginning of a mark.
void TemplateParser::add_plain(std::string& to) {
  const auto rest = std::string_view(text_).substr(told_up_to_);
  const auto sure = rest.size() - begun_mark(rest, marks_.text);
  to.append(rest, 0, sure);
  told_up_to_ += sure;
}

// Spaces, and escapes that are not whole, wait for what follows, as llama.cpp lets them wait.
void TemplateParser::add_arguments(std::string_view text) {
  looked_at_ += text.size();
  auto sure = told_up_to_;
  auto at = text_.size() - text.size();
  for (const char c : text) {
    ++at;
    if (arguments_.put(c) != JsonScanner::State::open) {
      state_ = State::unsure;
      return;
    }
    if (!arguments_.is_in_escape() && kSpace.find(c) == std::string_view::npos) sure = at;
  }
  reply_.tool_calls.back().arguments.append(text_, told_up_to_, sure - told_up_to_);
  told_up_to_ = sure;
}

void TemplateParser::finish() { read_anew(true); }

void TemplateParser::read_anew(bool is_last) {
  budget_ -= std::min(budget_, text_.size());
  looked_at_ += text_.size();
  take(parse_(text_, !is_last), is_last);
}

// While it is streamed, what has been told is not taken back: a reading that does is passed over.
void TemplateParser::take(ChatReply read, bool is_last) {
  const bool does_agree = agrees(read);
  const auto before = std::exchange(last_read_, does_agree ? std::move(read) : last_read_);
  if (does_agree || (is_last && agrees(last_read_))) tell(last_read_, is_last);
  state_ = does_agree ? state_after(before, last_read_) : State::unsure;
  read_up_to_ = told_up_to_ = text_.size();
}

void TemplateParser::tell(const ChatReply& read, bool is_last) {
  if (read.content.starts_with(reply_.content)) reply_.content = read.content;
  if (read.reasoning.starts_with(reply_.reasoning)) reply_.reasoning = read.reasoning;
  for (std::size_t i = 0; i < read.tool_calls.size(); ++i) {
    if (!is_last && !can_be_told(read.tool_calls, i)) continue;
    if (i < reply_.tool_calls.size())
      reply_.tool_calls[i].arguments = read.tool_calls[i].arguments;
    else
      reply_.tool_calls.push_back(read.tool_calls[i]);
  }
}

// What the text that comes next is more of, as long as there is no mark in it.
TemplateParser::State TemplateParser::state_after(const ChatReply& before, const ChatReply& read) {
  if (!marks_.are_known) return State::unsure;
  if (is_in_arguments()) return State::arguments;
  if (has_mark(marks_.text, read_up_to_)) return State::unsure;
  if (is_more_of(before.content, read.content, reply_.content)) return State::content;
  if (is_more_of(before.reasoning, read.reasoning, reply_.reasoning)) return State::reasoning;
  const bool is_quiet = is_in_silence(before, read) && !has_mark(marks_.calls, read_up_to_);
  return is_quiet ? State::silent : State::unsure;
}

// All that was written since the last reading has been added to it, and told.
bool TemplateParser::is_more_of(const std::string& before, const std::string& now,
                                const std::string& told) const {
  const auto written = std::string_view(text_).substr(read_up_to_);
  return now.size() >= before.size() + written.size() && now.ends_with(written) &&
         told.size() == now.size();
}

// The last call's arguments stand at the text's end as they were told, and go on.
bool TemplateParser::is_in_arguments() {
  if (!are_calls_certain_ || last_read_.tool_calls.empty() ||
      reply_.tool_calls.size() != last_read_.tool_calls.size())
    return false;
  const auto& told = reply_.tool_calls.back().arguments;
  if (told != last_read_.tool_calls.back().arguments || !text_.ends_with(told)) return false;
  arguments_ = {};
  looked_at_ += told.size();
  for (const char c : told)
    if (arguments_.put(c) != JsonScanner::State::open) return false;
  return told.size() > 1;
}

bool TemplateParser::is_in_silence(const ChatReply& before, const ChatReply& read) const {
  const auto& calls = read.tool_calls;
  if (calls.empty() || read.content != before.content || read.reasoning != before.reasoning)
    return false;
  if (!are_calls_certain_) return true;
  return reply_.tool_calls.size() < calls.size() && before.tool_calls.size() == calls.size() &&
         before.tool_calls.back().arguments.size() < calls.back().arguments.size();
}

// Does a mark end behind this place?
bool TemplateParser::has_mark(const std::vector<std::string>& marks, std::size_t place) {
  looked_at_ += text_.size() - place;
  return std::any_of(marks.begin(), marks.end(), [&](const auto& mark) {
    return text_.find(mark, place - std::min(place, mark.size() - 1)) != std::string::npos;
  });
}

// Is what was told of calls still true?
bool TemplateParser::agrees(const ChatReply& read) const {
  const auto& told = reply_.tool_calls;
  return read.tool_calls.size() >= told.size() &&
         std::equal(told.begin(), told.end(), read.tool_calls.begin(),
                    [](const auto& before, const auto& now) {
                      return now.name == before.name && now.arguments.starts_with(before.arguments);
                    });
}

// Will this call keep its name, and its arguments begin like this, whatever is written next?
bool TemplateParser::can_be_told(const std::vector<ToolCall>& calls, std::size_t index) const {
  if (!are_calls_certain_) return false;
  if (index + 1 < calls.size()) return true;
  const auto& [id, name, arguments] = calls[index];
  if (arguments.size() < 2 || text_.ends_with(name)) return false;
  // A parser puts a brace before what it reads as arguments, and quotes behind: only what stands in
  // the text like this goes on like this.
  return without_space(text_).ends_with(without_space(arguments)) ||
         nlohmann::json::accept(arguments);
}

}  // namespace minerva::model
