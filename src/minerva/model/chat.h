#pragma once
// Chats: messages and tools become the prompt a model was trained on, and its reply is read back.
//
// The template is the model file's own (Jinja). From any thread.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "minerva/model/model.h"

namespace minerva::model {

struct ToolCall {
  std::string id;
  std::string name;
  std::string arguments;  ///< JSON.

  friend bool operator==(const ToolCall&, const ToolCall&) = default;
};

/// A piece of a message or of a prompt: text, or a picture by its number among those of the chat.
struct ChatPart {
  std::string text;
  int picture = -1;
};

struct ChatMessage {
  std::string role;  ///< system, developer, user, assistant or tool.
  std::string content;
  std::vector<ChatPart> parts{};     ///< Instead of the content, of messages with pictures.
  std::vector<ToolCall> tool_calls;  ///< Of an assistant.
  std::string tool_call_id;          ///< Of a tool: which call this answers.
  std::string tool_name;
  std::string reasoning;  ///< Of an assistant that thinks aloud.
};

struct ChatTool {
  std::string name;
  std::string description;
  std::string parameters;  ///< JSON schema; empty: none.
};

enum class ToolChoice { automatic, required, none };

struct ChatOptions {
  std::vector<ChatTool> tools;
  ToolChoice tool_choice = ToolChoice::automatic;
  bool parallel_tool_calls = false;
  bool thinking = true;  ///< Let models that can think do so.
};

/// What the engine needs to know of a chat, and what reading the reply needs.
struct ChatPrompt {
  std::string text;
  std::vector<Token> tokens;  ///< None, if there are pictures.
  /// Of a chat with pictures: the prompt in pieces.
  struct Piece : ChatPart {
    SpecialText special = SpecialText::as_tokens;
  };
  std::vector<Piece> pieces;
  std::vector<std::string> stop;  ///< Texts that end a reply besides the model's own tokens.
  /// What makes calls of tools well formed, for Constraint::of_tool_calls(): GBNF, or a JSON schema
  /// between two texts. Empty: nothing.
  std::string grammar;
  struct Calls {
    std::string before, schema, after;
    bool are_many = false;
  };
  Calls calls;
  /// For Request::triggers: calls are looked for where one of these texts has been written; none:
  /// the reply is a call from its start.
  std::vector<std::string> triggers;
  struct Parser;
  std::shared_ptr<const Parser> parser;
};

class ReplyParser;

struct ChatReply {
  std::string content;
  std::string reasoning;
  std::vector<ToolCall> tool_calls;
};

class ChatTemplate {
 public:
  /// Throws Fault: invalid_model for a template that cannot be read. A model without one gets
  /// ChatML, and has_own_template() is false. `jinja`: instead of the model's own.
  explicit ChatTemplate(std::shared_ptr<const Model> model, const std::string& jinja = {});
  ~ChatTemplate();
  ChatTemplate(ChatTemplate&&) noexcept;

  bool has_own_template() const;
  /// Whether the template itself knows tools; otherwise they are described in the system message.
  bool knows_tools() const;

  /// Throws Fault: invalid_parameter (with the field "messages") for what the template refuses.
  ChatPrompt apply(const std::vector<ChatMessage>& messages, const ChatOptions& options = {}) const;

  /// Reads a finished reply. Text that is not in the template's form is content.
  ChatReply parse(const ChatPrompt& prompt, const std::string& text) const;

  /// Reads a reply while it is written. `are_calls_certain`: a constraint keeps the calls in form,
  /// so that one can be told as it is written; otherwise calls are told at the end. Does not need
  /// the template any more.
  std::unique_ptr<ReplyParser> parser(std::shared_ptr<const ChatPrompt> prompt,
                                      bool are_calls_certain) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace minerva::model
