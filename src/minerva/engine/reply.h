#pragma once
// Writing a reply: drawing its tokens, and telling whoever asked. A listener that throws is not
// listened to any more: its request is cancelled. Private to src/minerva/engine.

#include <optional>
#include <span>

#include "minerva/engine/work.h"

namespace minerva {

/// Draws the next token from the logits, which are changed, and tells its piece. What ends the
/// reply; nothing: it goes on. Throws what Sampler::next() throws.
std::optional<Finish> write_token(Work& work, const Model& model, std::span<float> logits,
                                  Token& token);

void tell_done(Work& work, Finish finish);  ///< With the text that was held back.
void tell_failed(Work& work, const Fault& fault);

}  // namespace minerva
