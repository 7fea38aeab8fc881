#pragma once
// Numbers for the tokens of pictures, so that prompts are compared token by token: the same piece
// of the same picture has the same ones, and no other has them. Private to src/minerva/engine.

#include <array>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <span>
#include <vector>

#include "minerva/vision/projector.h"

namespace minerva {

/// From any thread.
class PictureTokens {
 public:
  /// The first of its tokens; the others follow, each one less than the one before.
  Token first_of(const PictureSpan& span);

 private:
  struct Key {
    std::array<std::uint64_t, 2> hash{};
    std::size_t piece = 0;
    std::vector<std::size_t> pieces;
    auto operator<=>(const Key&) const = default;
  };
  std::mutex mutex_;
  std::map<Key, Token> known_;
  std::list<Key> order_;  ///< Used first at the front.
  Token next_ = -2;
};

/// How much of `length` tokens can be shared: pictures are shared whole.
std::size_t without_part_of_picture(std::span<const Token> tokens, std::size_t length);

}  // namespace minerva
