#pragma once
// Assignment: the cheapest way to give every row a column of its own.

#include <cstddef>
#include <vector>

namespace cinecut::casting {

/// A dense matrix of costs.
struct CostMatrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> cells;  ///< Row by row.

  CostMatrix(std::size_t r, std::size_t c) : rows(r), columns(c), cells(r * c) {}
  double& at(std::size_t r, std::size_t c) { return cells[r * columns + c]; }
  double at(std::size_t r, std::size_t c) const { return cells[r * columns + c]; }
};

/// The column of each row, all different, with the least sum. Requires rows <= columns. The
/// Hungarian method with potentials (Kuhn 1955; in the form of Jonker and Volgenant 1987), time
/// rows² * columns.
std::vector<int> cheapest_assignment(const CostMatrix& costs);

}  // namespace cinecut::casting
