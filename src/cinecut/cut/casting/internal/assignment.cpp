#include "cinecut/cut/casting/internal/assignment.h"

#include <limits>

namespace cinecut::casting {
namespace {

constexpr double kFar = std::numeric_limits<double>::max();

/// One row after another is given a column along the cheapest augmenting path.
class Hungarian {
 public:
  explicit Hungarian(const CostMatrix& costs)
      : costs_(costs),
        row_potential_(costs.rows + 1),
        column_potential_(costs.columns + 1),
        row_of_(costs.columns + 1),
        came_from_(costs.columns + 1) {}

  std::vector<int> run() {
    for (std::size_t r = 1; r <= costs_.rows; ++r) add_row(r);
    std::vector<int> columns(costs_.rows, -1);
    for (std::size_t c = 1; c <= costs_.columns; ++c) {
      if (row_of_[c] > 0) columns[row_of_[c] - 1] = static_cast<int>(c) - 1;
    }
    return columns;
  }

 private:
  void add_row(std::size_t row) {
    std::vector<double> distance(costs_.columns + 1, kFar);
    std::vector<char> is_done(costs_.columns + 1, 0);
    row_of_[0] = row;
    std::size_t column = 0;
    do {
      is_done[column] = 1;
      column = nearest(column, distance, is_done);
    } while (row_of_[column] != 0);
    for (; column != 0; column = came_from_[column]) row_of_[column] = row_of_[came_from_[column]];
  }

  /// Reaches out from `column`'s row; the next column of the path.
  std::size_t nearest(std::size_t column, std::vector<double>& distance,
                      const std::vector<char>& is_done) {
    const auto row = row_of_[column];
    double step = kFar;
    std::size_t best = 0;
    for (std::size_t c = 1; c <= costs_.columns; ++c) {
      if (is_done[c] != 0) continue;
      const double reduced = costs_.at(row - 1, c - 1) - row_potential_[row] - column_potential_[c];
      if (reduced < distance[c]) {
        distance[c] = reduced;
        came_from_[c] = column;
      }
      if (distance[c] < step) {
        step = distance[c];
        best = c;
      }
    }
    for (std::size_t c = 0; c <= costs_.columns; ++c) {
      if (is_done[c] != 0) {
        row_potential_[row_of_[c]] += step;
        column_potential_[c] -= step;
      } else {
        distance[c] -= step;
      }
    }
    return best;
  }

  const CostMatrix& costs_;
  std::vector<double> row_potential_;
  std::vector<double> column_potential_;
  std::vector<std::size_t> row_of_;  ///< Of each column; 0: none.
  std::vector<std::size_t> came_from_;
};

}  // namespace

std::vector<int> cheapest_assignment(const CostMatrix& costs) { return Hungarian(costs).run(); }

}  // namespace cinecut::casting
