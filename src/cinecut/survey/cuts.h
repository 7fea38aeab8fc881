#pragma once
// Cuts: pictures that begin a new shot without any transition.
//
// A hard cut is a picture that moving parts of the one before cannot explain, judged against the
// pictures around it, and by how little of its detail and structure is left. What looks like one
// and is none:
//   - rushing and shaking cameras: the pictures around change as much;
//   - footage of few pictures a second: between pictures that repeat, every new one jumps, so jumps
//     are judged against the jumps beside them, however many repeats lie between;
//   - a flash, or something that rushes past: the picture from before comes back;
//   - quick zooms, long ways, lamps, things that cover a part: one of the pictures just before
//     still shows the same view as one of those just after.

#include <cstdint>
#include <vector>

#include "cinecut/survey/window.h"

namespace cinecut::survey {

struct FoundCut {
  int picture = 0;  ///< The first of the new shot, by number.
  base::FilmTime time{};
  float worth = 0;  ///< Log odds that it is a cut.
  /// False: it may be something that rushed past. No true cut was missed in the films this was made
  /// with when these are taken too.
  bool is_sure = false;
};

/// Judges the pictures of a window in order. The window outlives it and keeps at least
/// `kPicturesBefore` pictures before the one judged next.
class CutJudge {
 public:
  static constexpr int kPicturesAfter = 11;  ///< That must be known before one is judged.
  static constexpr int kPicturesBefore = 16;

  explicit CutJudge(Window& window) : window_(window) {}

  /// Judges what can be judged; at the end of the film all that is left.
  void advance(bool is_end);
  int judged() const { return judged_; }
  const std::vector<FoundCut>& found() const { return found_; }

 private:
  void judge(int i);
  float worth(int i) const;
  bool returns(int i);
  bool is_same_joint(const FoundCut& first, const FoundCut& second) const;

  Window& window_;
  int judged_ = 0;
  std::vector<FoundCut> found_;
};

/// Hard cuts only, of a film whose pictures are given in order. One thread at a time.
class CutFinder {
 public:
  void add(const SmallPicture& picture);
  /// Numbers of the pictures that surely begin a new shot, rising. Call when all pictures are in.
  std::vector<std::int64_t> finish();
  /// How far each picture is from the one before it, against which a cut stands out; by number.
  const std::vector<float>& jumps() const { return jumps_; }

 private:
  Window window_;
  CutJudge judge_{window_};
  std::vector<float> jumps_;
};

}  // namespace cinecut::survey
