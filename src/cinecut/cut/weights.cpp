#include "cinecut/cut/weights.h"

#include <iterator>

namespace cinecut::cut {

weights::Listing list(Weights& w) {
  auto all = grid::list(w.grid);
  for (auto more : {casting::list(w.casting), placing::list(w.placing)}) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace cinecut::cut
