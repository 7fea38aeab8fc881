#pragma once
// The cells of a context, counted as llama.cpp counts them: a token of a sequence takes one, copies
// of a sequence share them, and a cell is free when no sequence has it.

#include <cstdint>
#include <vector>

namespace minerva::engine {

class Cells {
 public:
  using Cell = std::int32_t;

  explicit Cells(int count);

  int count() const { return static_cast<int>(users_.size()); }
  int free() const { return static_cast<int>(free_.size()); }

  /// Requires free() > 0.
  Cell take();
  void share(Cell cell) { ++users_[static_cast<std::size_t>(cell)]; }
  void give_back(Cell cell);

 private:
  std::vector<std::int32_t> users_;
  std::vector<Cell> free_;
};

}  // namespace minerva::engine
