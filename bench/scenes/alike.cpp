// How many stills of a film need no description of their own, and how many of those show something
// else than the still whose description they get. What a still shows is known of films that
// tests/real_film.py makes: the truth beside them tells the camera position of each shot.
//
//   bench_alike FILM…

#include "cinecut/descriptions/internal/alike.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.h"
#include "cinecut/pipeline/pipeline.h"

namespace {

namespace fs = std::filesystem;

/// The camera position of each still; empty if nothing tells.
std::vector<int> positions_of(const cinecut::survey::Survey& survey, const fs::path& film) {
  const auto path = fs::path(film).replace_extension(".truth.json");
  if (!fs::exists(path)) return {};
  const auto truth = nlohmann::json::parse(base::read_file(path));
  if (!truth.at("shots").at(0).contains("setup")) return {};
  const double fps = truth.at("fps");
  std::map<double, int> by_start;
  for (const auto& shot : truth.at("shots"))
    by_start[shot.at("frame").get<double>() / fps - 1e-3] = shot.at("setup");
  std::vector<int> positions;
  for (const auto& still : survey.stills)
    positions.push_back(std::prev(by_start.upper_bound(base::to_seconds(still.time)))->second);
  return positions;
}

cinecut::survey::Survey survey_of(const fs::path& film) {
  const auto work = fs::temp_directory_path() / ("alike-" + film.stem().string());
  cinecut::pipeline::Job job;
  job.film = film;
  job.vibe = cinecut::vibe::built_in_vibes().front();
  job.work = work;
  auto survey = cinecut::pipeline::make_survey(job, {}, {});
  fs::remove_all(work);
  return survey;
}

void look_at(const fs::path& film) {
  const auto survey = survey_of(film);
  const auto positions = positions_of(survey, film);
  const auto start = std::chrono::steady_clock::now();
  const auto by = cinecut::descriptions::described_by(survey.stills);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  int described = 0, wrong = 0;
  for (std::size_t i = 0; i < by.size(); ++i) {
    const auto other = static_cast<std::size_t>(by[i]);
    if (other == i) {
      ++described;
      continue;
    }
    const bool is_wrong = !positions.empty() && positions[i] != positions[other];
    wrong += is_wrong;
    std::fprintf(stderr, "%.2f s is described as %.2f s%s\n",
                 base::to_seconds(survey.stills[i].time),
                 base::to_seconds(survey.stills[other].time), is_wrong ? ": WRONG" : "");
  }
  const auto count = std::set(positions.begin(), positions.end()).size();
  std::printf("| %s | %zu | %s | %d | %.2f | %s | %.1f |\n",
              (film.parent_path().filename() / film.filename()).c_str(), by.size(),
              positions.empty() ? "–" : std::to_string(count).c_str(), described,
              static_cast<double>(by.size()) / std::max(1, described),
              positions.empty() ? "–" : std::to_string(wrong).c_str(), took.count());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::printf(
        "| film | stills | camera positions | described | stills a description | wrong | ms |\n"
        "|---|---|---|---|---|---|---|\n");
    for (int i = 1; i < argc; ++i) look_at(argv[i]);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bench_alike: %s\n", e.what());
    return 1;
  }
  return 0;
}
