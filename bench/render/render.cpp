// Renders clips spread over a film, or does only a part of that work; run.py measures it.
//
//   bench_render FILM OUT CLIPS SECONDS STAGE      STAGE: decode, look, all
//
// Prints the clips, "start end" in seconds of the film, a line each.

#include <cstdio>
#include <cstdlib>
#include <future>
#include <string>
#include <string_view>

#include "base/error.h"
#include "cinecut/conform/conform.h"
#include "cinecut/conform/internal/film_pictures.h"
#include "cinecut/conform/internal/look_table.h"
#include "cinecut/conform/internal/plan.h"

namespace {

using namespace cinecut;

/// Clips of unequal length at even distances; every cut on a frame of the film.
cinecut::edit::Manifest spread(const media::FilmInfo& film, int clips, int seconds) {
  cinecut::edit::Manifest m;
  m.frame_rate = film.video.frame_rate;
  const auto film_frames = base::frame_at(film.duration, m.frame_rate);
  const auto frames = base::frame_at(std::chrono::seconds(seconds), m.frame_rate);
  std::int64_t n = 0;
  for (int i = 0; i < clips; ++i) {
    const auto length = frames / clips * (i % 3 + 1) / 2;
    const auto from = film_frames * i / clips + length / 2;
    cinecut::edit::Clip c;
    c.source = {base::FilmTime{base::frame_start(from, m.frame_rate)},
                base::FilmTime{base::frame_start(from + length, m.frame_rate)}};
    c.trailer = {base::TrailerTime{base::frame_start(n, m.frame_rate)},
                 base::TrailerTime{base::frame_start(n + length, m.frame_rate)}};
    n += length;
    m.clips.push_back(c);
  }
  m.length = base::frame_start(n, m.frame_rate);
  return m;
}

void decode(const cinecut::edit::Manifest& m, const media::FilmInfo& film,
            const cinecut::conform::LookTable* look) {
  const cinecut::conform::Plan plan = cinecut::conform::make_plan(m);
  cinecut::conform::FilmPictures pictures(film, 1);
  for (std::size_t i = 0; i < m.clips.size(); ++i) {
    const cinecut::conform::ClipPlan& c = plan.clips[i];
    pictures.seek(cinecut::conform::source_time(m.clips[i], c, c.shown.start, m.frame_rate));
    for (auto n = c.shown.start; n < c.shown.end; ++n) {
      const auto picture =
          pictures.at(cinecut::conform::source_time(m.clips[i], c, n, m.frame_rate));
      if (look == nullptr || !picture) continue;
      auto to = media::Picture::make(picture->width_px(), picture->height_px(),
                                     media::PixelFormat::yuv420p);
      look->apply(*picture, to);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  try {
    const auto film = media::probe(argv[1]);
    const auto manifest = spread(film, std::atoi(argv[3]), std::atoi(argv[4]));
    const cinecut::vibe::Vibe& vibe =
        cinecut::vibe::find_vibe(cinecut::vibe::built_in_vibes(), "action");
    const std::string_view stage = argv[5];
    if (stage == "decode") decode(manifest, film, nullptr);
    if (stage == "look") {
      const cinecut::conform::LookTable look(cinecut::conform::Cube(cinecut::conform::Look(vibe)),
                                             cinecut::conform::Coding::of(film.video.colour));
      decode(manifest, film, &look);
    }
    if (stage == "all") {
      std::promise<cinecut::sound::Mix> silence;
      silence.set_value({});
      cinecut::conform::conform(manifest, film, silence.get_future(), vibe, argv[2]);
    }
    for (const cinecut::edit::Clip& c : manifest.clips)
      std::printf("%.9f %.9f\n", base::to_seconds(c.source.start), base::to_seconds(c.source.end));
  } catch (const base::Error& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return base::exit_code(e.kind());
  }
  return 0;
}
