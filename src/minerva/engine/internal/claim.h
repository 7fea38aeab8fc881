#pragma once
// What a request wants of the context: tokens, and the cells to compute them in.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "minerva/model/model.h"

namespace minerva::engine {

struct Claim {
  std::uint64_t id = 0;  ///< Greater for those that came later.
  /// The prompt, and the reply so far. Tokens of pictures are below 0: equal for equal pictures.
  std::vector<model::Token> tokens;
  std::size_t limit = 0;     ///< Of `tokens`.
  bool has_limit = false;    ///< Asked for: all of its cells are reserved at once.
  std::size_t reserved = 0;  ///< Of `tokens`, whose cells are certain. 0: not admitted.

  /// A picture may take fewer positions than tokens: those behind its end come `less` earlier.
  struct Picture {
    std::size_t end = 0, less = 0;
  };
  std::vector<Picture> pictures;

  /// Where the model has this token, which is not inside of a picture.
  std::size_t position_of(std::size_t index) const {
    auto position = index;
    for (const auto& p : pictures)
      if (p.end <= index) position -= p.less;
    return position;
  }
};

}  // namespace minerva::engine
