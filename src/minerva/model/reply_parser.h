#pragma once
// Reads a chat's reply while it is written: content, thoughts and calls of tools.

#include <cstddef>
#include <string_view>

#include "minerva/model/chat.h"

namespace minerva::model {

/// One for each reply; not for several threads at once.
class ReplyParser {
 public:
  virtual ~ReplyParser() = default;
  /// Takes what was written next: whole UTF-8 characters.
  virtual void add(std::string_view text) = 0;
  /// The end of the reply; what was held back is read as what it is.
  virtual void finish() = 0;
  /// What has been read until now. It only grows: text is added at ends, and calls to the list; of
  /// these the last one's arguments may grow, too.
  virtual const ChatReply& reply() const = 0;
  /// Bytes of the reply, each counted as often as it was looked at. Grows linearly with the text.
  virtual std::size_t looked_at() const = 0;
};

}  // namespace minerva::model
