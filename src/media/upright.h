#pragma once
// Decoded pictures made fit for cutting: upright, progressive, square pixels, 8 bits, standard
// dynamic range.

#include <memory>
#include <vector>

#include "media/film.h"
#include "media/picture.h"

namespace media {

/// Turns pictures as decoded into yuv420p of the film's display size: mirrored, rotated,
/// deinterlaced, scaled, tone-mapped and dithered to 8 bits, each only where needed. A picture of
/// another shape than the film's is fitted into it and has black beside it. Pictures that need
/// nothing pass through untouched. One thread at a time.
class Upright {
 public:
  explicit Upright(const VideoInfo& film);
  ~Upright();
  Upright(Upright&&) noexcept;
  Upright& operator=(Upright&&) noexcept;

  /// How the colours of its pictures are coded; complete (nothing is "not said").
  const ColourTags& colour() const;

  /// Takes the next picture; gives those that are ready, in order, with their times: one for each
  /// taken, but deinterlacing gives them one later. Throws Error: unsupported if FFmpeg lacks a
  /// filter that this film needs.
  std::vector<Picture> add(const Picture& picture);

  /// Gives what is left. Then pictures of another place in the film may be added.
  std::vector<Picture> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace media
