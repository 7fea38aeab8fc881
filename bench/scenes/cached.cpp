// How long the scenes phase takes when every still has been described before.
//
//   bench_cached [STILLS]

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "cinecut/descriptions/describe.h"

namespace {

constexpr int kRuns = 9;

cinecut::survey::Survey survey_of(int count) {
  std::mt19937 random;
  cinecut::survey::Survey survey;
  survey.shots.resize(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    cinecut::survey::Still still;
    still.time = base::film_time(4.0 * i);
    still.shot = i;
    still.jpeg.assign(20'000, static_cast<char>(random()));
    for (auto& block : still.blocks) block = static_cast<std::uint8_t>(random());
    survey.stills.push_back(std::move(still));
  }
  return survey;
}

void describe_all(const cinecut::survey::Survey& survey, const std::filesystem::path& path,
                  const cinecut::descriptions::Provenance& provenance) {
  cinecut::descriptions::Journal journal(path, provenance);
  cinecut::descriptions::Described described;
  described.description = {.visual_content = std::string(180, 'v'),
                           .mood = std::string(40, 'm'),
                           .action = std::string(100, 'a'),
                           .setting = std::string(60, 's')};
  for (const auto& still : survey.stills) journal.add(still.time, described);
  journal.complete();
}

}  // namespace

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 1000;
  const auto path = std::filesystem::temp_directory_path() / "bench-cached.scenedesc.msgpack";
  std::filesystem::remove(path);
  const auto survey = survey_of(count);
  const cinecut::engines::EngineChoice nobody{.endpoints = {"http://127.0.0.1:1"}};
  const cinecut::descriptions::Provenance provenance{1, 2,
                                                     cinecut::descriptions::describer_of(nobody)};
  describe_all(survey, path, provenance);
  std::vector<double> times;
  for (int run = 0; run < kRuns; ++run) {
    const auto start = std::chrono::steady_clock::now();
    const auto result =
        cinecut::descriptions::describe_with_model(survey, {}, nobody, path, provenance, {}, {});
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    times.push_back(took.count());
    if (result.scenes.back().source == "measures") return 1;
  }
  std::ranges::sort(times);
  std::printf("%d descriptions from the cache: %.1f ms, median of %d (asked: under 100 of 1000)\n",
              count, times[kRuns / 2], kRuns);
  std::filesystem::remove(path);
}
