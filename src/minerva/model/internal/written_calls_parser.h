#pragma once
// Reads replies whose calls are written as written_calls.h describes them. A state machine: text,
// then a call's object, then the text that ends it. Text that begins as a call and turns out to be
// none is content, up to the end it seems to have.

#include <optional>
#include <string>
#include <vector>

#include "minerva/model/internal/json_scanner.h"
#include "minerva/model/reply_parser.h"

namespace minerva::model {

class WrittenCallsParser : public ReplyParser {
 public:
  /// `are_calls_certain`: what begins as a call will be one, since a constraint keeps it so. It is
  /// then told as soon as its arguments begin; otherwise at the end of the reply.
  explicit WrittenCallsParser(bool are_calls_certain) : are_calls_certain_(are_calls_certain) {}

  void add(std::string_view text) override;
  void finish() override;
  const ChatReply& reply() const override { return reply_; }
  std::size_t looked_at() const override { return looked_at_; }

 private:
  enum class State { text, object, end, no_call, broken };

  /// The call's object as far as it is written. Places are counted from its beginning.
  struct Object {
    JsonScanner scanner;
    std::string key;  ///< Of the member that is being written, with its quotes.
    std::size_t key_begin = 0, value_begin = 0;
    bool is_in_key = false, is_in_value = false, is_number = false;
    std::string name;
    std::optional<std::size_t> arguments_begin, arguments_end;
    std::size_t end = 0;
  };

  void read(std::string_view text);
  std::size_t read_text(std::string_view text);
  std::size_t read_object(std::string_view text);
  std::size_t read_end(std::string_view text);
  std::size_t read_no_call(std::string_view text);
  void begin_call();
  void fail();
  bool put(char c);
  void begin_member(char c);
  bool end_member(char c);
  bool is_begun() const;
  bool is_whole();
  std::string arguments() const;
  ToolCall call() const;
  void complete();
  void tell_begun();

  const bool are_calls_certain_;
  ChatReply reply_;
  std::vector<ToolCall> untold_;  ///< Calls that are told at the end.
  State state_ = State::text;
  std::string held_;  ///< Not yet read as anything: of a call, all behind its start.
  Object object_;
  std::size_t end_matched_ = 0;  ///< How much of the text that ends a call has come.
  bool is_told_ = false;         ///< The call that is being written is the reply's last.
  std::size_t looked_at_ = 0;
};

}  // namespace minerva::model
