#pragma once
// The film as pictures.

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "media/picture.h"
#include "sample_film/internal/plan.h"
#include "sample_film/internal/stage.h"

namespace sample_film {

/// Draws any frame of a film whose shots have been built. Different shots may be built, and any
/// frames drawn, at the same time. Script and plan must outlive it.
class Film {
 public:
  Film(const Script& script, const Plan& plan, int width_px, int height_px);

  void build(std::size_t shot);
  void release(std::size_t shot);

  /// Requires all of shots_of(n) to be built.
  media::Picture frame(std::int64_t n) const;
  /// What is seen at a frame: the shot on screen (up to the middle of a join the earlier one), and
  /// in a dissolve its neighbour.
  std::vector<std::size_t> shots_of(std::int64_t n) const;

 private:
  std::size_t shot_at(std::int64_t n) const;
  void draw(Bitmap& picture, std::size_t shot, std::int64_t n) const;
  Print print_of(std::size_t shot, std::int64_t n) const;
  double fade_at(std::size_t shot, std::int64_t n) const;

  const Script& script_;
  const Plan& plan_;
  int width_, height_;
  std::vector<std::array<float, 2>> voices_;
  std::vector<std::shared_ptr<Stage>> stages_;
};

}  // namespace sample_film
