#pragma once
// Measures: what one pass over an encoded trailer tells, before anything is judged.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/progress.h"
#include "base/time.h"
#include "media/film.h"

namespace cinecut::check {

struct Measures {
  media::FilmInfo file;

  // Picture.
  std::vector<base::FilmTime> times;     ///< Of each picture.
  std::vector<std::int64_t> cuts;        ///< Pictures that begin a new shot.
  std::vector<float> jumps;              ///< How far each picture is from the one before it.
  std::vector<base::FrameRange> black;   ///< Runs of black pictures.
  std::vector<base::FrameRange> frozen;  ///< Runs that do not change, at least half a second long.
  std::vector<std::string> thumbnails;   ///< JPEG, of the pictures that were asked for.
  int other_format = 0;                  ///< Pictures that are not 8-bit 4:2:0.
  int damaged = 0;                       ///< Pictures that cannot be decoded.

  // Sound.
  base::Duration sound_length{};  ///< As decoded; 0 without sound.
  double programme_lufs = -70;
  double true_peak_dbtp = -120;
  std::vector<float> short_term_lufs;  ///< Each tenth of a second.

  base::Duration frame() const;  ///< Length of one picture.
  base::Duration picture_length() const;
};

/// Decodes all of `trailer` once. `thumbnails_at`: rising; a time past the end gets an empty one.
/// Throws what media::probe throws; Error: cancelled.
Measures measure_trailer(const std::filesystem::path& trailer,
                         const std::vector<base::TrailerTime>& thumbnails_at = {},
                         const base::Progress& progress = {});

}  // namespace cinecut::check
