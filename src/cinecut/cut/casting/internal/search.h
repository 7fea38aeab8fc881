#pragma once
// The search for a better casting: pieces change places as long as that makes it cheaper.

#include <vector>

#include "cinecut/cut/casting/casting.h"
#include "cinecut/cut/casting/internal/assignment.h"

namespace cinecut::casting {

/// What a piece costs in a slot that it is too short for: more than anything else together.
inline constexpr double kImpossible = 1e7;

/// A casting, and what is needed to tell quickly what a change costs.
class Search {
 public:
  /// `alone`: what each piece costs in each slot by itself. `pieces`: what to start from, one for
  /// each slot. Caster and costs must outlive this.
  Search(const Caster& caster, const CostMatrix& alone, std::vector<int> pieces);

  /// Until no exchange of two pieces, and no unused piece, makes it cheaper.
  void improve();

  double cost() const;
  const std::vector<int>& pieces() const { return pieces_; }

 private:
  const Hearing& heard(std::size_t s) const { return caster_.hearing(s, pieces_[s]); }
  double pair(std::size_t s, int apart) const {
    return caster_.pair(s, pieces_[s], pieces_[s + static_cast<std::size_t>(apart)], apart);
  }
  double clash(std::size_t s) const;
  double share_cost(double talk) const { return scale_ * (talk - target_) * (talk - target_); }
  double around(std::size_t s) const;
  double around_both(std::size_t a, std::size_t b) const;
  void set(std::size_t s, int p);
  int best_unused(std::size_t s);
  bool replace(std::size_t s);
  bool exchange(std::size_t a, std::size_t b);

  const Caster& caster_;
  const CostMatrix& alone_;
  std::vector<int> pieces_;
  std::vector<int> user_;  ///< The slot a piece stands in, or -1.
  double talk_ = 0;        ///< Seconds of words.
  double target_ = 0;      ///< Of these, wished.
  double scale_ = 0;       ///< The cost of a second too much or too little.
};

}  // namespace cinecut::casting
