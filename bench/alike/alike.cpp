// How far apart two stills' fingerprints may be for one description to serve both: of pairs of
// stills of a film, by bits that differ, how often they are of one shot, and how often what was
// measured of their shots is told in the same words.
//
//   bench_alike FILM…

#include "cinecut/scenes/alike.h"

#include <bit>
#include <cstdio>
#include <filesystem>
#include <map>

#include "base/error.h"
#include "cinecut/pipeline/pipeline.h"
#include "cinecut/scenes/scenes.h"

namespace {

struct Bucket {
  int pairs = 0, of_one_shot = 0, of_others = 0, in_the_same_words = 0;
};

std::map<int, Bucket> buckets_of(const cinecut::Survey& survey) {
  const auto scenes = cinecut::describe_from_measures(survey, {});
  std::map<int, Bucket> buckets;
  for (std::size_t i = 0; i < scenes.size(); ++i)
    for (std::size_t k = 0; k < i; ++k) {
      const auto &a = survey.stills[i], &b = survey.stills[k];
      auto& bucket = buckets[std::popcount(a.fingerprint ^ b.fingerprint) / 2 * 2];
      ++bucket.pairs;
      if (a.shot == b.shot) {
        ++bucket.of_one_shot;
        continue;
      }
      ++bucket.of_others;
      if (scenes[i].description.visual_content == scenes[k].description.visual_content)
        ++bucket.in_the_same_words;
    }
  return buckets;
}

/// Prints who is served by whom, to be looked at.
void print_served(const cinecut::Survey& survey) {
  const auto by = cinecut::described_by(survey.stills);
  for (std::size_t i = 0; i < by.size(); ++i) {
    if (by[i] == static_cast<int>(i)) continue;
    const auto &own = survey.stills[i], &other = survey.stills[static_cast<std::size_t>(by[i])];
    std::printf("the still at %.2f s has the description of the one at %.2f s (%d bits)\n",
                base::to_seconds(own.time), base::to_seconds(other.time),
                std::popcount(own.fingerprint ^ other.fingerprint));
  }
}

void look_at(const std::filesystem::path& film) {
  const auto work = std::filesystem::temp_directory_path() / ("alike-" + film.stem().string());
  const cinecut::Job job{.film = film,
                         .vibe = cinecut::built_in_vibes().front(),
                         .subtitles = {},
                         .output = {},
                         .work = work,
                         .music = {},
                         .manifest = {},
                         .title = {},
                         .describer = {}};
  const auto survey = cinecut::make_survey(job, {}, {});
  std::filesystem::remove_all(work);
  std::printf("%s: %zu stills\n", film.filename().c_str(), survey.stills.size());
  print_served(survey);
  std::printf("| bits | pairs | of one shot | others in the same words |\n|---|---|---|---|\n");
  for (const auto& [bits, b] : buckets_of(survey))
    if (bits < 24)
      std::printf("| %d–%d | %d | %d | %s |\n", bits, bits + 1, b.pairs, b.of_one_shot,
                  b.of_others == 0 ? "–"
                                   : (std::to_string(100 * b.in_the_same_words / b.of_others) +
                                      " % of " + std::to_string(b.of_others))
                                         .c_str());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    for (int i = 1; i < argc; ++i) look_at(argv[i]);
  } catch (const base::Error& e) {
    std::fprintf(stderr, "bench_alike: %s\n", e.what());
    return 1;
  }
  return 0;
}
