#pragma once
// Conforming: the trailer is cut from the original film, graded, titled and encoded.

#include <filesystem>
#include <future>
#include <string>

#include "base/progress.h"
#include "cinecut/edit/film_facts.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/sound/mix.h"
#include "cinecut/vibe/vibe.h"
#include "media/film.h"
#include "media/movie_writer.h"

namespace cinecut::conform {

struct ConformOptions {
  /// Behaviour: where the film's own picture lies; its letterbox is redrawn clean.
  edit::PictureArea area;
  int crf = media::MovieOptions{}.crf;
  std::string preset = media::MovieOptions{}.preset;
  /// Memory: eight pictures less to look ahead than the preset has, 25 MB in 720p.
  std::string x264_options = "rc-lookahead=12";
  base::BeforeReplacing before_replacing;  ///< See MovieWriter::finish.
};

/// Writes the trailer: one decode of the needed ranges, one encode; look, transitions, fades,
/// titles. Pictures and sound have the same length to a frame. Constant frame rate, BT.709 (or the
/// film's own SD tags), display size with square pixels. `path` is replaced only when all is done.
/// Throws Error: unavailable for a full disk, corrupt if the film cannot be read, cancelled.
/// `mix` may become ready while pictures are already being rendered.
void conform(const edit::Manifest& manifest, const media::FilmInfo& film,
             std::future<sound::Mix> mix, const vibe::Vibe& vibe, const std::filesystem::path& path,
             const ConformOptions& options = {}, const base::Progress& progress = {});

/// The vibe's look as an Adobe .cube file (33 points) for other programs.
std::string look_cube(const vibe::Vibe& vibe);

}  // namespace cinecut::conform
