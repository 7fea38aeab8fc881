#include "cinecut/survey/internal/evidence.h"
#include "cinecut/survey/internal/still_picture.h"

namespace cinecut::survey {

Glance glance_at(const media::Picture& picture, const SmallPicture& small,
                 const media::FilmInfo& film) {
  return {measure_picture(small, make_gray(picture)), encode_still(picture, film.video)};
}

}  // namespace cinecut::survey
