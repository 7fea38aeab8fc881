#include "cinecut/cut/casting/internal/assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

namespace cinecut::casting {
namespace {

double sum_of(const CostMatrix& costs, const std::vector<int>& columns) {
  double sum = 0;
  for (std::size_t r = 0; r < costs.rows; ++r) {
    sum += costs.at(r, static_cast<std::size_t>(columns[r]));
  }
  return sum;
}

double least_sum(const CostMatrix& costs) {
  std::vector<int> order(costs.columns);
  std::iota(order.begin(), order.end(), 0);
  double least = std::numeric_limits<double>::infinity();
  do {
    least = std::min(least, sum_of(costs, order));
  } while (std::next_permutation(order.begin(), order.end()));
  return least;
}

void expect_all_different(std::vector<int> columns, std::size_t count) {
  std::sort(columns.begin(), columns.end());
  EXPECT_EQ(std::adjacent_find(columns.begin(), columns.end()), columns.end());
  ASSERT_FALSE(columns.empty());
  EXPECT_GE(columns.front(), 0);
  EXPECT_LT(columns.back(), static_cast<int>(count));
}

TEST(CheapestAssignment, IsTheBestOfAllThereAre) {
  std::mt19937 random(1);
  for (std::size_t columns = 1; columns <= 6; ++columns) {
    for (std::size_t rows = 1; rows <= columns; ++rows) {
      for (int run = 0; run < 20; ++run) {
        CostMatrix costs(rows, columns);
        // Whole numbers, some negative, many equal: sums are exact.
        for (auto& cell : costs.cells) cell = static_cast<int>(random() % 20) - 5;
        const auto found = cheapest_assignment(costs);
        ASSERT_EQ(found.size(), rows);
        expect_all_different(found, columns);
        EXPECT_EQ(sum_of(costs, found), least_sum(costs)) << rows << " x " << columns;
      }
    }
  }
}

TEST(CheapestAssignment, PaysWhatIsAsGoodAsImpossibleOnlyWhereItMust) {
  CostMatrix costs(2, 3);
  costs.cells = {1e7, 1, 1e7,  //
                 1e7, 2, 5};
  EXPECT_EQ(cheapest_assignment(costs), (std::vector<int>{1, 2}));
}

TEST(CheapestAssignment, OfNothingIsNothing) {
  EXPECT_TRUE(cheapest_assignment(CostMatrix(0, 0)).empty());
  EXPECT_TRUE(cheapest_assignment(CostMatrix(0, 3)).empty());
}

}  // namespace
}  // namespace cinecut::casting
