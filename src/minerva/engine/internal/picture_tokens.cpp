#include "minerva/engine/internal/picture_tokens.h"

#include <limits>

namespace minerva::engine {

// Numbers are given once. What was used long ago is forgotten and gets others when it comes again;
// after some millions of pictures they begin anew.
model::Token PictureTokens::first_of(const vision::PictureSpan& span) {
  constexpr std::size_t kMost = 4096;
  const Key key{span.picture->hash, span.piece, *span.pieces};
  const base::Lock lock(mutex_);
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  if (known_.size() >= kMost) {
    known_.erase(order_.front());
    order_.pop_front();
  }
  const auto count = static_cast<model::Token>(span.count);
  if (next_ < std::numeric_limits<model::Token>::min() + count + 2) next_ = -2;
  const auto first = next_;
  next_ -= count + 1;  // One is left out: pieces that follow each other are told apart.
  known_.emplace(key, first);
  order_.push_back(key);
  return first;
}

std::size_t without_part_of_picture(std::span<const model::Token> tokens, std::size_t length) {
  while (length > 0 && length < tokens.size() && tokens[length] < 0 &&
         tokens[length - 1] == tokens[length] + 1)
    --length;
  return length;
}

}  // namespace minerva::engine
