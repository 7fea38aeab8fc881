#pragma once
// A chat's reply while it is written: what each piece of its text adds to it, as a stream tells it.
// The parser keeps what was told; here it gets ids, and is compared with what it was before.

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "minerva/model/reply_parser.h"

namespace minerva::openai {

class ReplyReader {
 public:
  /// Without a parser all text is content. Not streamed: everything is told at the end.
  ReplyReader(std::unique_ptr<model::ReplyParser> parser, bool is_streamed)
      : parser_(std::move(parser)), is_streamed_(is_streamed) {}

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
  /// What the deltas have told.
  const model::ChatReply& reply() const { return reply_; }

 private:
  Delta take();

  std::unique_ptr<model::ReplyParser> parser_;
  bool is_streamed_;
  std::string text_;  ///< Of a reply that is not streamed.
  model::ChatReply reply_;
};

}  // namespace minerva::openai
