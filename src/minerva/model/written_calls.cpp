#include "minerva/model/written_calls.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

namespace minerva {
namespace {

using json = nlohmann::ordered_json;

constexpr auto kNone = std::string_view::npos;
constexpr const char* kSpace = " \t\r\n";

std::string described(const std::vector<ChatTool>& tools) {
  auto list = json::array();
  for (const auto& t : tools)
    list.push_back({{"name", t.name},
                    {"description", t.description},
                    {"parameters", json::parse(t.parameters.empty() ? "{}" : t.parameters)}});
  return "You can call these functions: " + list.dump() +
         "\nTo call one, answer with a JSON object with its name and arguments inside of " +
         kCallStart + kCallEnd + ", for example " + kCallStart +
         R"({"name": "function", "arguments": {}})" + kCallEnd + ".";
}

// How much of the text's end may become the beginning of a call.
std::size_t begun_call(std::string_view text) {
  const std::string_view start = kCallStart;
  for (auto length = std::min(text.size(), start.size() - 1); length > 0; --length)
    if (text.ends_with(start.substr(0, length))) return length;
  return 0;
}

std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return at < text.size() ? at + 1 : kNone;
}

// Where a JSON value ends; kNone: not in this text.
std::size_t value_end(std::string_view text, std::size_t at) {
  if (text[at] == '"') return string_end(text, at);
  if (text[at] != '{' && text[at] != '[') return text.find_first_of(" \t\r\n,}]", at);
  for (int depth = 0; at < text.size();) {
    if (text[at] == '"') {
      at = string_end(text, at);
      continue;
    }
    depth += text[at] == '{' || text[at] == '[' ? 1 : text[at] == '}' || text[at] == ']' ? -1 : 0;
    ++at;
    if (depth == 0) return at;
  }
  return kNone;
}

/// Finds out whether a text that is not JSON would become JSON if it went on.
struct Beginning : nlohmann::json_sax<json> {
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
    error_at = position;
    return false;
  }
  std::size_t error_at = 0;  ///< Counted from 1; the end of the text is counted as well.
};

bool is_json_beginning(std::string_view text) {
  Beginning beginning;
  return json::sax_parse(text, &beginning) || beginning.error_at > text.size();
}

struct WrittenCall {
  std::string name;  ///< Empty: not yet written.
  std::string_view arguments;
  std::size_t end = kNone;  ///< Behind the object; kNone: the text ends before.
};

/// The members of one object, as far as they are written.
class ObjectReader {
 public:
  ObjectReader(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  /// Nothing: not a call's object.
  std::optional<WrittenCall> read() {
    WrittenCall call;
    skip_space();
    if (ends()) return call;
    if (!takes('{')) return std::nullopt;
    do {
      if (!read_member(call)) return std::nullopt;
      if (ends()) return call;
    } while (takes(','));
    if (!takes('}')) return std::nullopt;
    call.end = at_;
    return call;
  }

 private:
  bool ends() const { return at_ >= text_.size(); }
  void skip_space() { at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size()); }
  bool takes(char c) {
    if (ends() || text_[at_] != c) return false;
    ++at_;
    skip_space();
    return true;
  }
  std::string_view value() {
    const auto begin = at_;
    at_ = std::min(value_end(text_, at_), text_.size());
    return text_.substr(begin, at_ - begin);
  }

  // False: this is not a member. At the end of the text there may be less of it.
  bool read_member(WrittenCall& call) {
    if (ends()) return true;
    if (text_[at_] != '"') return false;
    const auto key = value();
    skip_space();
    if (ends()) return true;
    if (!takes(':')) return false;
    if (ends()) return true;
    const auto member = value();
    if (key == R"("arguments")") call.arguments = member;
    if (key == R"("name")" && !ends()) {
      const auto name = json::parse(member, nullptr, false);
      if (!name.is_string()) return false;
      call.name = name.get<std::string>();
    }
    skip_space();
    return true;
  }

  std::string_view text_;
  std::size_t at_;
};

/// One call, from its start.
class CallReader {
 public:
  CallReader(std::string_view text, std::size_t start, bool is_partial)
      : text_(text), body_(start + std::string_view(kCallStart).size()), is_partial_(is_partial) {
    call_ = ObjectReader(text_, body_).read();
  }

  bool is_call() const {
    if (!call_ || call_->name.empty()) return false;
    if (call_->end == kNone)
      return call_->arguments.starts_with('{') && is_json_beginning(call_->arguments);
    const auto after = std::min(text_.find_first_not_of(kSpace, call_->end), text_.size());
    const auto rest = text_.substr(after);
    return (rest.starts_with(kCallEnd) || std::string_view(kCallEnd).starts_with(rest)) &&
           json::accept(text_.substr(body_, call_->end - body_));
  }
  /// More text may make it a call.
  bool is_open() const { return is_partial_ && text_.find(kCallEnd, body_) == kNone; }
  ToolCall call() const {
    return {"", call_->name, std::string(call_->arguments.empty() ? "{}" : call_->arguments)};
  }
  /// Behind it, or behind the text that is not one.
  std::size_t end() const {
    const auto end = text_.find(kCallEnd, is_call() ? std::min(call_->end, text_.size()) : body_);
    return end == kNone ? text_.size() : end + std::string_view(kCallEnd).size();
  }

 private:
  std::string_view text_;
  std::size_t body_;
  bool is_partial_;
  std::optional<WrittenCall> call_;
};

}  // namespace

std::vector<ChatMessage> with_tools_described(std::vector<ChatMessage> messages,
                                              const std::vector<ChatTool>& tools) {
  for (auto& m : messages) {
    for (const auto& call : m.tool_calls)
      m.content +=
          kCallStart +
          json{{"name", call.name}, {"arguments", json::parse(call.arguments, nullptr, false)}}
              .dump() +
          kCallEnd;
    m.tool_calls.clear();
    if (m.role != "tool") continue;
    m.role = "user";
    m.content = "<tool_response>" + m.content + "</tool_response>";
  }
  const bool has_system = messages.front().role == "system" || messages.front().role == "developer";
  if (!has_system) messages.insert(messages.begin(), {.role = "system", .content = ""});
  auto& system = messages.front().content;
  system += (system.empty() ? "" : "\n\n") + described(tools);
  return messages;
}

std::string schema_of_calls(const ChatOptions& options) {
  auto any = json::array();
  for (const auto& t : options.tools)
    any.push_back({{"type", "object"},
                   {"properties",
                    {{"name", {{"const", t.name}}},
                     {"arguments", t.parameters.empty() ? json{{"type", "object"}}
                                                        : json::parse(t.parameters)}}},
                   {"required", {"name", "arguments"}},
                   {"additionalProperties", false}});
  return json{{"anyOf", any}}.dump();
}

ChatReply read_calls(const std::string& text, bool is_partial) {
  ChatReply reply;
  for (std::size_t at = 0;;) {
    const auto start = text.find(kCallStart, at);
    reply.content += text.substr(at, start - at);
    if (start == std::string::npos) {
      if (is_partial) reply.content.erase(reply.content.size() - begun_call(reply.content));
      return reply;
    }
    const CallReader reader(text, start, is_partial);
    if (reader.is_call())
      reply.tool_calls.push_back(reader.call());
    else if (reader.is_open())
      return reply;
    else
      reply.content += text.substr(start, reader.end() - start);
    at = reader.end();
  }
}

}  // namespace minerva
