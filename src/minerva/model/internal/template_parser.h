#pragma once
// Reads replies in the form of a model's template. llama.cpp knows these forms, dozens of them, and
// reads a text from its beginning only. Between the places where the reading may change, what is
// written next can be told without it: it is more of the same.

#include <functional>
#include <string>
#include <vector>

#include "minerva/model/internal/json_scanner.h"
#include "minerva/model/reply_parser.h"

namespace minerva::model {

/// Texts at which a reply may be read differently from then on.
struct ReplyMarks {
  bool are_known = false;          ///< Otherwise the text is read anew each time.
  std::vector<std::string> text;   ///< Those that end content or thoughts.
  std::vector<std::string> calls;  ///< Those and the fixed texts inside of calls.
};

/// Of a parser as llama.cpp saves it: JSON; empty for one that takes all for content.
ReplyMarks marks_of(const std::string& saved_parser);

class TemplateParser : public ReplyParser {
 public:
  /// Reads a whole text, or the beginning of one.
  using Parse = std::function<ChatReply(const std::string& text, bool is_partial)>;

  /// `are_calls_certain`: what begins as a call will be one, since a constraint keeps it so. It is
  /// then told as it is written, if its arguments are; otherwise at the end of the reply.
  TemplateParser(Parse parse, ReplyMarks marks, bool are_calls_certain);

  void add(std::string_view text) override;
  void finish() override;
  const ChatReply& reply() const override { return reply_; }
  std::size_t looked_at() const override { return looked_at_; }

 private:
  /// Unsure: only reading anew tells. Silent: in a call of which nothing can be told.
  enum class State { unsure, content, reasoning, arguments, silent };

  void add_plain(std::string& to);
  void add_arguments(std::string_view text);
  void read_anew(bool is_last);
  void take(ChatReply read, bool is_last);
  void tell(const ChatReply& read, bool is_last);
  State state_after(const ChatReply& before, const ChatReply& read);
  bool is_more_of(const std::string& before, const std::string& now, const std::string& told) const;
  bool is_in_arguments();
  bool is_in_silence(const ChatReply& before, const ChatReply& read) const;
  bool has_mark(const std::vector<std::string>& marks, std::size_t place);
  bool agrees(const ChatReply& read) const;
  bool can_be_told(const std::vector<ToolCall>& calls, std::size_t index) const;

  const Parse parse_;
  const ReplyMarks marks_;
  const bool are_calls_certain_;
  std::string text_;
  ChatReply reply_;             ///< What has been told.
  ChatReply last_read_;         ///< What the text was read as when it last agreed with that.
  std::size_t read_up_to_ = 0;  ///< Where the text ended then.
  std::size_t told_up_to_ = 0;  ///< Where what was told ends, in content and in thoughts.
  State state_ = State::unsure;
  JsonScanner arguments_;
  std::size_t budget_;  ///< Bytes that may still be looked at again.
  std::size_t looked_at_ = 0;
};

}  // namespace minerva::model
