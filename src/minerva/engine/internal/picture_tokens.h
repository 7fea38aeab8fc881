#pragma once
// Numbers for the tokens of pictures, so that prompts are compared token by token: the same piece
// of the same picture has the same ones, and no other has them.

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <span>
#include <vector>

#include "base/mutex.h"
#include "minerva/vision/projector.h"

namespace minerva::engine {

/// From any thread.
class PictureTokens {
 public:
  /// The first of its tokens; the others follow, each one less than the one before.
  model::Token first_of(const vision::PictureSpan& span);

 private:
  struct Key {
    std::array<std::uint64_t, 2> hash{};
    std::size_t piece = 0;
    std::vector<std::size_t> pieces;
    auto operator<=>(const Key&) const = default;
  };
  base::Mutex mutex_;
  std::map<Key, model::Token> known_ GUARDED_BY(mutex_);
  std::list<Key> order_ GUARDED_BY(mutex_);  ///< Used first at the front.
  model::Token next_ GUARDED_BY(mutex_) = -2;
};

/// How much of `length` tokens can be shared: pictures are shared whole.
std::size_t without_part_of_picture(std::span<const model::Token> tokens, std::size_t length);

}  // namespace minerva::engine
