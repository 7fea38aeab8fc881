#include "minerva/model/internal/written_calls_parser.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/json.h"
#include "minerva/model/internal/written_calls.h"

namespace minerva::model {
namespace {

using json = nlohmann::json;

constexpr std::string_view kStart = kCallStart, kEnd = kCallEnd;
// As they stand in the text.
constexpr std::string_view kName = R"("name")", kArguments = R"("arguments")";

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// How much of the text's end may become the beginning of a call.
std::size_t begun_call(std::string_view text) {
  for (auto length = std::min(text.size(), kStart.size() - 1); length > 0; --length)
    if (text.ends_with(kStart.substr(0, length))) return length;
  return 0;
}

}  // namespace

void WrittenCallsParser::add(std::string_view text) {
  read(text);
  tell_begun();
}

// Each state takes what it can, and leaves the rest to the next one.
void WrittenCallsParser::read(std::string_view text) {
  while (!text.empty() && state_ != State::broken)
    text.remove_prefix(state_ == State::text     ? read_text(text)
                       : state_ == State::object ? read_object(text)
                       : state_ == State::end    ? read_end(text)
                                                 : read_no_call(text));
}

std::size_t WrittenCallsParser::read_text(std::string_view text) {
  // What is held is the beginning of a call's start: it ends within the next few bytes, or is none.
  if (const auto before = held_.size(); before > 0) {
    const auto taken = std::min(text.size(), kStart.size() - before);
    held_.append(text, 0, taken);
    looked_at_ += held_.size();
    if (held_ == kStart) {
      begin_call();
      return taken;
    }
    const auto kept = begun_call(held_);
    reply_.content.append(held_, 0, held_.size() - kept);
    held_.erase(0, held_.size() - kept);
    return taken;
  }
  const auto start = text.find(kStart);
  const bool is_found = start != std::string_view::npos;
  const auto sure = is_found ? start : text.size() - begun_call(text);
  reply_.content.append(text, 0, sure);
  looked_at_ += sure;
  if (!is_found) {
    held_ = text.substr(sure);
    return text.size();
  }
  begin_call();
  return start + kStart.size();
}

void WrittenCallsParser::begin_call() {
  held_.clear();
  state_ = State::object;
  object_ = {};
  end_matched_ = 0;
  is_told_ = false;
}

std::size_t WrittenCallsParser::read_object(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_right = put(text[i]);
    held_ += text[i];
    ++looked_at_;
    if (!is_right) fail();
    if (!is_right) return i + 1;
    if (object_.scanner.state() != JsonScanner::State::done) continue;
    object_.end = held_.size();
    state_ = State::end;
    return i + 1;
  }
  return text.size();
}

// The object's next byte. False: this is no call.
bool WrittenCallsParser::put(char c) {
  if (object_.scanner.depth() == 0 && !is_space(c) && c != '{') return false;
  if (object_.scanner.depth() == 1 && !is_space(c)) begin_member(c);
  return object_.scanner.put(c) != JsonScanner::State::wrong && end_member(c);
}

void WrittenCallsParser::begin_member(char c) {
  auto& o = object_;
  if (o.scanner.expects_key() && c == '"') {
    o.is_in_key = true;
    o.key_begin = held_.size();
  }
  if (!o.scanner.expects_value()) return;
  o.is_in_value = true;
  o.is_number = c == '-' || (c >= '0' && c <= '9');
  o.value_begin = held_.size();
  if (o.key != kArguments || is_told_) return;
  o.arguments_begin = o.value_begin;
  o.arguments_end.reset();
}

// False: its name is none.
bool WrittenCallsParser::end_member(char c) {
  auto& o = object_;
  if (o.is_in_key && o.scanner.expects_colon()) {
    o.is_in_key = false;
    o.key = held_.substr(o.key_begin) + c;
  }
  const bool is_behind =
      o.scanner.depth() == 0 ||
      (o.scanner.depth() == 1 && (o.scanner.expects_comma() || o.scanner.expects_key()));
  if (!o.is_in_value || !is_behind) return true;
  o.is_in_value = false;
  if (o.key == kArguments && o.arguments_begin == o.value_begin)
    o.arguments_end = held_.size() + (o.is_number ? 0 : 1);
  if (o.key != kName) return true;
  const auto name = base::try_parse_json(held_.substr(o.value_begin) + c);
  if (!name || !name->is_string()) return false;
  o.name = name->get<std::string>();
  return true;
}

std::size_t WrittenCallsParser::read_end(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    held_ += c;
    ++looked_at_;
    if (end_matched_ == 0 && is_space(c)) continue;
    const bool is_right = c == kEnd[end_matched_];
    if (is_right && ++end_matched_ < kEnd.size()) continue;
    if (is_right && is_whole()) {
      complete();
      held_.clear();
      state_ = State::text;
    } else {
      fail();
    }
    return i + 1;
  }
  return text.size();
}

// What began as a call is content up to the end it has. What is behind that is read anew.
void WrittenCallsParser::fail() {
  if (is_told_) {
    state_ = State::broken;  // What was told is not taken back, and nothing fits behind it.
    return;
  }
  state_ = State::no_call;
  const auto text = std::exchange(held_, {});
  read(text);
}

std::size_t WrittenCallsParser::read_no_call(std::string_view text) {
  const auto before = held_.size();
  const auto from = before - std::min(before, kEnd.size() - 1);
  held_ += text;
  const auto end = held_.find(kEnd, from);
  const bool is_found = end != std::string::npos;
  const auto behind = is_found ? end + kEnd.size() : held_.size();
  looked_at_ += behind - from;
  if (!is_found) return text.size();
  reply_.content.append(kStart).append(held_, 0, behind);
  held_.clear();
  state_ = State::text;
  return behind - before;
}

bool WrittenCallsParser::is_whole() {
  looked_at_ += object_.end;
  return !object_.name.empty() && json::accept(held_.substr(0, object_.end));
}

bool WrittenCallsParser::is_begun() const {
  return !object_.name.empty() && object_.arguments_begin && held_[*object_.arguments_begin] == '{';
}

std::string WrittenCallsParser::arguments() const {
  const auto begin = object_.arguments_begin;
  if (!begin) return "{}";
  return held_.substr(*begin, object_.arguments_end.value_or(held_.size()) - *begin);
}

ToolCall WrittenCallsParser::call() const { return {"", object_.name, arguments()}; }

void WrittenCallsParser::complete() {
  if (is_told_)
    tell_begun();
  else
    (are_calls_certain_ ? reply_.tool_calls : untold_).push_back(call());
}

// Tells a call, or what its arguments have more than was told.
void WrittenCallsParser::tell_begun() {
  const bool is_open = state_ == State::object || state_ == State::end;
  if (!are_calls_certain_ || !is_open || !is_begun()) return;
  if (!std::exchange(is_told_, true)) reply_.tool_calls.push_back({"", object_.name, ""});
  auto& told = reply_.tool_calls.back().arguments;
  const auto begin = *object_.arguments_begin;
  const auto end = object_.arguments_end.value_or(held_.size());
  told.append(held_, begin + told.size(), end - begin - told.size());
}

void WrittenCallsParser::finish() {
  while (state_ == State::object || state_ == State::end) {
    if (state_ == State::end ? is_whole() : is_begun()) {
      complete();
      held_.clear();
      state_ = State::text;
    } else {
      fail();
    }
  }
  if (state_ == State::no_call) reply_.content.append(kStart);
  if (state_ != State::broken) reply_.content += held_;
  held_.clear();
  std::move(untold_.begin(), untold_.end(), std::back_inserter(reply_.tool_calls));
  untold_.clear();
  state_ = State::broken;
}

}  // namespace minerva::model
