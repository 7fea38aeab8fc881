// Makes a trailer of half a minute: trailer FILM VIBE TRAILER.mp4
#include <cstdio>

#include "base/error.h"
#include "cinecut/pipeline/pipeline.h"

namespace pipeline = cinecut::pipeline;

int main(int argc, char** argv) try {
  if (argc != 4) return std::fprintf(stderr, "usage: trailer FILM VIBE TRAILER.mp4\n"), 2;
  pipeline::Job job;
  job.film = argv[1];
  job.vibe = find_vibe(cinecut::vibe::built_in_vibes(), argv[2]);
  job.output = argv[3];
  job.length = std::chrono::seconds(30);
  const auto outcome = pipeline::make_trailer(job,
                                              [](const pipeline::StageEvent& event) {
                                                std::printf("%-12s %3.0f %%\n", event.stage.c_str(),
                                                            100 * event.share);
                                              },
                                              {});
  for (const auto& clip : outcome.edit.clips) std::printf("%s\n", clip.reason.c_str());
} catch (const base::Error& e) {
  std::fprintf(stderr, "trailer: %s\n", e.what());
  return base::exit_code(e.kind());
}
