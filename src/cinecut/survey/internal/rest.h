#pragma once
// Rest: stretches in which nothing is to be seen, or nothing moves.

#include <optional>
#include <vector>

#include "cinecut/survey/small_picture.h"
#include "cinecut/survey/survey.h"

namespace cinecut::survey {

struct Rest {
  std::vector<base::FilmRange> black;   ///< Too dark to see anything, a picture or longer.
  std::vector<base::FilmRange> frozen;  ///< The same picture for 0.4 s or longer; not the black.
};

/// Adds to what the survey knows, in order.
void add_rest(Survey& survey, const Rest& rest);

class RestFinder {
 public:
  /// Pictures that follow each other, in order.
  void add(const SmallPicture& picture);
  Rest finish();

 private:
  void close_frozen();

  std::optional<SmallPicture> before_;
  base::FilmRange frozen_{};
  Rest rest_;
};

}  // namespace cinecut::survey
