#pragma once
// Writing a reply: drawing its tokens, and telling whoever asked. A callback that throws is not
// listened to any more: its request is cancelled.

#include <optional>
#include <span>

#include "minerva/engine/internal/work.h"

namespace minerva::engine {

/// Draws the next token from the logits, which are changed, and tells its piece. What ends the
/// reply; nothing: it goes on. Throws what Sampler::next() throws.
std::optional<Finish> write_token(Work& work, const model::Model& model, std::span<float> logits,
                                  model::Token& token);

void tell_done(Work& work, Finish finish);  ///< With the text that was held back.
void tell_failed(Work& work, const model::Fault& fault);

}  // namespace minerva::engine
