#pragma once
// A generation: the choices of one request, computed by the engine, told to a writer.
//
// Everything here runs in the server's thread; what the engine says is posted there. When the
// client leaves, the engine is told at once.

#include <memory>
#include <string>
#include <vector>

#include "minerva/engine/engine.h"
#include "minerva/pool/pool.h"
#include "minerva/server/exchange.h"

namespace minerva::server {

/// Puts what the engine says into the form of a route. In the server's thread.
class Writer {
 public:
  virtual ~Writer() = default;
  virtual void piece(std::size_t choice, const Piece& piece) = 0;
  virtual void done(std::size_t choice, Finish finish, const Usage& usage) = 0;
  /// After the last choice: the rest of the stream, or the whole reply.
  virtual void finish() = 0;
  /// Begins the stream, if it is one. Called before the first piece, or while waiting.
  virtual void start() = 0;
  virtual bool is_stream() const = 0;
};

/// Hands the requests to the engine. Throws what the engine refuses; afterwards everything is
/// answered through the exchange.
void generate(const ExchangePtr& exchange, Lease lease, std::vector<Request> requests,
              std::unique_ptr<Writer> writer);

}  // namespace minerva::server
