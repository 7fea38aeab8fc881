#pragma once
// A generation: the choices of one request, computed by the engine, told to a writer.
//
// generate() runs in a worker. What the engine tells, in its own thread, is posted to the
// connection's thread, where all else runs. When the client leaves, the engine is told at once.

#include <memory>
#include <vector>

#include "minerva/engine/engine.h"
#include "minerva/openai/reply_writer.h"
#include "minerva/pool/pool.h"
#include "minerva/server/internal/call.h"

namespace minerva::server {

/// Hands the requests to the engine. Throws what the engine refuses; afterwards everything is
/// answered through the call.
void generate(const CallPtr& call, pool::Lease lease, std::vector<engine::Request> requests,
              std::unique_ptr<openai::ReplyWriter> writer);

}  // namespace minerva::server
