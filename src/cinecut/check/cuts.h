#pragma once
// Cuts: pictures that begin a new shot, found without knowing how the trailer was made.

#include <cstdint>
#include <deque>
#include <vector>

#include "cinecut/check/look.h"

namespace cinecut {

/// Takes a movie's pictures in order. Finds hard cuts only: a dissolve or a fade changes little
/// from one picture to the next, and a flash comes back.
class CutFinder {
 public:
  void add(const Look& look);

  /// Numbers of the pictures that begin a new shot, rising. Call when all pictures are in.
  std::vector<std::int64_t> finish();

  /// How unlike its predecessor each picture is; 0 for the first.
  const std::vector<float>& changes() const { return changes_; }

 private:
  void judge(std::int64_t picture);
  bool is_cut(std::int64_t picture) const;
  const Look& look(std::int64_t picture) const;
  double unlike(std::int64_t a, std::int64_t b) const;
  double change(std::int64_t picture) const;
  /// The smallest unlikeness between one of the three pictures before and one of the three after.
  double across(std::int64_t picture) const;
  bool comes_back(std::int64_t picture) const;
  bool is_only_light(std::int64_t picture) const;
  bool is_one_of_many_steps(std::int64_t picture) const;
  int jumps(std::int64_t from, std::int64_t to, double least) const;

  std::deque<Look> looks_;  ///< The last ones.
  std::int64_t first_ = 0;  ///< Number of looks_.front().
  std::int64_t judged_ = 1;
  std::vector<float> changes_;
  std::vector<std::int64_t> cuts_;
};

}  // namespace cinecut
