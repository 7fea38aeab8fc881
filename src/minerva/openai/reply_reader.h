#pragma once
// A chat's reply while it is written: its text, read again with every piece where it may hold
// calls of tools or thoughts. Arguments that the model writes as JSON are told as they come; those
// that a template puts together otherwise, when the call is complete.

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "minerva/model/chat.h"

namespace minerva::openai {

class ReplyReader {
 public:
  /// Reads a reply, or its beginning.
  using Read = std::function<ChatReply(const std::string& text, bool is_partial)>;
  struct Options {
    bool is_parsed = true;     ///< False: all text is content.
    bool is_streamed = false;  ///< False: everything is told at the end.
    /// What begins as a call cannot become anything else, since a constraint keeps it so. False:
    /// calls are told at the end.
    bool are_calls_certain = false;
  };
  ReplyReader(Read read, const Options& options) : read_(std::move(read)), options_(options) {}

  /// Call `index` of reply(): what its arguments have more than before.
  struct CallDelta {
    std::size_t index = 0;
    bool is_first = false;
    std::string arguments;
  };
  struct Delta {
    std::string content, reasoning;
    std::vector<CallDelta> calls;
  };
  Delta add(const std::string& text);
  /// The end: what was held back.
  Delta finish();
  /// What the deltas have told; calls that were not begun may be there as well.
  const ChatReply& reply() const { return reply_; }

 private:
  Delta take(ChatReply reply, bool is_last);
  bool agrees(const ChatReply& reply) const;
  bool can_be_told(const std::vector<ToolCall>& calls, std::size_t index) const;
  void tell_call(ToolCall& call, std::size_t index, Delta& delta);

  Read read_;
  Options options_;
  std::string text_;
  ChatReply reply_;
  std::vector<ToolCall> told_;  ///< Calls, with as much of their arguments as was told.
};

}  // namespace minerva::openai
