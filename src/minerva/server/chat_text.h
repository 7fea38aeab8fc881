#pragma once
// A chat's reply while it is written: its text, read again with every piece where it may hold
// calls of tools or thoughts. Calls are told when they are complete.

#include <string>

#include "minerva/model/chat.h"
#include "minerva/pool/pool.h"
#include "minerva/server/chat_request.h"
#include "minerva/server/json_text.h"

namespace minerva::server {

class ChatText {
 public:
  /// `needs_parsing`: otherwise all text is content.
  ChatText(Lease lease, std::shared_ptr<const ChatPrompt> prompt, bool needs_parsing);

  struct Delta {
    std::string content, reasoning;
  };
  Delta add(const std::string& text);
  /// The end: what was held back. Names calls that have no id.
  Delta finish();
  const ChatReply& reply() const { return reply_; }

 private:
  Delta take(ChatReply reply);

  Lease lease_;
  std::shared_ptr<const ChatPrompt> prompt_;
  bool needs_parsing_;
  std::string text_;
  ChatReply reply_;
};

/// Whether replies of this model to this request may hold more than content.
bool must_be_parsed(const LoadedModel& model, const ChatOptions& options);

/// The request for the engine: prompt, constraint and stop texts added to the fields.
GenerationFields prepare_chat(const ChatRequest& chat, const ChatPrompt& prompt,
                              LoadedModel& model);

json call_json(const ToolCall& call);
json message_json(const ChatReply& reply);
/// An entry of "logprobs": the token, and the `count` likeliest ones.
json likely_json(const Model& model, const Piece& piece, int count);
/// A probability's logarithm; -9999 for none at all, since JSON knows no infinity.
double finite(float log_probability);

}  // namespace minerva::server
