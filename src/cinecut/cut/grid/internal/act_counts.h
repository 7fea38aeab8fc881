#pragma once
// How many shots each act has, so that every act is cut quicker than the one before.

#include <vector>

namespace cinecut::grid {

/// An act when its shots are counted. The mean of its body is `frames` over the count; what else
/// belongs to the act (cold open, drop, button) may not turn the order round either.
struct ActCount {
  double frames = 0;
  double frames_beside = 0;
  double shots_beside = 0;
  double wanted = 1;
  int fewest = 1;
  int most = 1;

  double body_mean(int n) const { return frames / n; }
  double whole_mean(int n) const { return (frames + frames_beside) / (n + shots_beside); }
  /// Of having `n` shots and not as many as wanted.
  double cost(int n) const;
};

/// How long an act's mean may be, over the mean of the act before.
struct Fall {
  double body;
  double whole;
};

/// The counts closest to those wanted among which every act is quicker than the one before, in the
/// order of the acts; nothing if there are none.
std::vector<int> falling_counts(const std::vector<ActCount>& acts, Fall fall);

}  // namespace cinecut::grid
