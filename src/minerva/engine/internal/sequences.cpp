#include "minerva/engine/internal/sequences.h"

namespace minerva::engine {

Sequences::Sequences(int count, int cells, SequenceMemory& memory)
    : memory_(memory), cells_(cells), sequences_(static_cast<std::size_t>(count)) {
  for (int i = 0; i < count; ++i) (*this)[i].id = i;
}

std::vector<bool> Sequences::cells_of_claims() const {
  std::vector<bool> used(static_cast<std::size_t>(cells_.count()), false);
  for (const auto& s : sequences_)
    if (s.claim)
      for (const auto cell : s.cells) used[static_cast<std::size_t>(cell)] = true;
  return used;
}

void Sequences::add(Sequence& sequence, model::Token token) {
  sequence.tokens.push_back(token);
  sequence.cells.push_back(cells_.take());
}

void Sequences::take_back(Sequence& sequence, std::size_t count) {
  for (; count > 0; --count) {
    sequence.tokens.pop_back();
    cells_.give_back(sequence.cells.back());
    sequence.cells.pop_back();
  }
}

void Sequences::copy(const Sequence& from, Sequence& to, std::size_t length) {
  memory_.copy(from.id, to.id, to.claim ? to.claim->position_of(length) : length);
  const auto n = static_cast<std::ptrdiff_t>(length);
  to.tokens.assign(from.tokens.begin(), from.tokens.begin() + n);
  to.cells.assign(from.cells.begin(), from.cells.begin() + n);
  for (const auto cell : to.cells) cells_.share(cell);
}

void Sequences::truncate(Sequence& sequence, std::size_t length) {
  if (length >= sequence.tokens.size()) return;
  // Without a claim, there is no picture before it.
  const auto position = sequence.claim ? sequence.claim->position_of(length) : length;
  if (length == 0 || !memory_.truncate(sequence.id, position)) return forget(sequence);
  take_back(sequence, sequence.tokens.size() - length);
}

void Sequences::forget(Sequence& sequence) {
  if (!sequence.tokens.empty()) memory_.forget(sequence.id);
  for (const auto cell : sequence.cells) cells_.give_back(cell);
  sequence.tokens.clear();
  sequence.cells.clear();
}

}  // namespace minerva::engine
