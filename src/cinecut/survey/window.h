#pragma once
// Window: the latest pictures of a film, each with how it differs from the one before.

#include <cstddef>
#include <deque>

#include "cinecut/survey/change.h"
#include "cinecut/survey/small_picture.h"
#include "cinecut/survey/spread.h"
#include "cinecut/survey/walk.h"

namespace cinecut::survey {

struct Seen {
  SmallPicture small;
  CoarsePicture coarse;
  Change change;        ///< From the picture before.
  float jump = 0;       ///< What of it counts most.
  Spread spread;        ///< Of its luma.
  bool is_cut = false;  ///< It begins a shot, as far as is known.
  bool is_flash = false;
};

/// Pictures have numbers, from 0 on.
class Window {
 public:
  void add(const SmallPicture& picture);
  /// Forgets the oldest until so many are left.
  void keep(std::size_t pictures);

  int added() const { return added_; }
  bool has(int i) const { return i >= oldest() && i < added_; }
  Seen& at(int i) { return seen_[static_cast<std::size_t>(i - oldest())]; }
  const Seen& at(int i) const { return seen_[static_cast<std::size_t>(i - oldest())]; }

 private:
  int oldest() const { return added_ - static_cast<int>(seen_.size()); }

  std::deque<Seen> seen_;
  int added_ = 0;
};

/// How much of the structure changes once light and contrast are made equal: a share of 0 to 1.
float structure_change(const Seen& a, const Seen& b);

}  // namespace cinecut::survey
