#include "minerva/engine/internal/cells.h"

namespace minerva::engine {

Cells::Cells(int count) : users_(static_cast<std::size_t>(count), 0) {
  for (Cell c = count - 1; c >= 0; --c) free_.push_back(c);
}

Cells::Cell Cells::take() {
  const auto cell = free_.back();
  free_.pop_back();
  users_[static_cast<std::size_t>(cell)] = 1;
  return cell;
}

void Cells::give_back(Cell cell) {
  if (--users_[static_cast<std::size_t>(cell)] == 0) free_.push_back(cell);
}

}  // namespace minerva::engine
