#pragma once
// Puts what the engine says into the form of a route: a whole reply, or the events of a stream.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "minerva/engine/engine.h"

namespace minerva::openai {

/// Each call gives the text that is to be sent now; it may be empty. Of a reply that is no stream
/// all of it comes at the end. Not for several threads at once. Throws Fault.
class ReplyWriter {
 public:
  virtual ~ReplyWriter() = default;
  virtual bool is_stream() const = 0;
  /// The beginning of the stream. Before everything else, once.
  virtual std::string start() = 0;
  virtual std::string piece(std::size_t choice, const engine::Piece& piece) = 0;
  virtual std::string done(std::size_t choice, engine::Finish finish,
                           const engine::Usage& usage) = 0;
  /// After the last choice: the rest of the stream, or the whole reply.
  virtual std::string finish() = 0;
};

/// Who writes: its name goes into the reply, and tokens are shown as its pieces.
struct Author {
  std::string name;
  std::shared_ptr<const model::Model> model;
};

constexpr const char* kStreamType = "text/event-stream; charset=utf-8";

}  // namespace minerva::openai
