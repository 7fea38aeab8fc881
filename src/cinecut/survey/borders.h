#pragma once
// Borders: where one shot gives way to the next, found picture by picture.
//
// Hard cuts are those of cuts.h. A gradual joint is a stretch in which a coarse picture walks
// straight from one look to an unrelated one, and whose middle is a mixture of its ends; unless the
// view from before its beginning is still there, or comes back.

#include <memory>
#include <optional>
#include <vector>

#include "cinecut/survey/change.h"
#include "cinecut/survey/small_picture.h"
#include "cinecut/survey/survey.h"

namespace cinecut::survey {

struct Border {
  base::FilmTime time{};  ///< The first picture of the new shot; of a gradual one, its middle.
  Joint joint = Joint::cut;
  base::FilmRange range{};  ///< The pictures that belong to both shots or to none; empty for a cut.
  /// False: it may be something that rushed past; seen each ten seconds in lively footage. No true
  /// border was missed in the films this was made with when these are taken too.
  bool is_sure = true;
};

/// Takes the pictures of a stretch of film in order, all of them, and gives its borders. Memory
/// does not grow with the film. One thread at a time.
class BorderFinder {
 public:
  BorderFinder();
  ~BorderFinder();
  BorderFinder(BorderFinder&&) noexcept;
  BorderFinder& operator=(BorderFinder&&) noexcept;

  void add(const SmallPicture& picture);
  /// The borders of everything added, in order.
  std::vector<Border> finish();

  /// From the picture before the latest one to the latest one.
  const Change& last_change() const;
  /// The latest hard cut that is known so far: half a second of pictures late.
  std::optional<base::FilmTime> latest_cut() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cinecut::survey
