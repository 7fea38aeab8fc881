#pragma once
// Pictures made easy to look at.

#include "media/internal/scaler.h"
#include "media/picture.h"

namespace media {

/// Keeps what it prepared from one picture to the next. One thread at a time.
class PlainPictures {
 public:
  /// The picture upright and as yuv420p, yuv420p10 or gray8; pixels keep their shape. One that is
  /// so already is given back untouched. Throws Error: unsupported.
  Picture make(const Picture& picture);

 private:
  Scaler scaler_{SWS_AREA};
};

}  // namespace media
