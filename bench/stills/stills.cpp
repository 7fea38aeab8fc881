// What the survey sees in single pictures: bench_stills < LIST, one file in each line. A line of
// JSON for each.

#include <time.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/files.h"
#include "cinecut/survey/internal/faces.h"

namespace {

using nlohmann::json;
namespace survey = cinecut::survey;

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

json faces_in(const media::Image& picture, survey::FaceFinder& finder) {
  const double start = cpu_ms();
  json boxes = json::array();
  for (const auto& f : finder.find(picture)) boxes.push_back({f.x, f.y, f.width, f.height, f.sure});
  return {{"faces", boxes}, {"cpu_ms", cpu_ms() - start}};
}

}  // namespace

int main() {
  survey::FaceFinder cascade({.weights = {}});
  const std::pair<const char*, double> sizes[] = {{"160x96", 160 * 96},
                                                  {"192x112", 192 * 112},
                                                  {"224x128", 224 * 128},
                                                  {"256x144", 256 * 144},
                                                  {"320x192", 320 * 192}};
  std::vector<survey::FaceFinder> networks;
  for (const auto& [name, pixels] : sizes)
    networks.emplace_back(survey::FaceOptions{.pixels = pixels});
  for (std::string file; std::getline(std::cin, file);) {
    const auto picture = media::decode_image(base::read_file(file));
    json line = {{"file", file}, {"cascade", faces_in(picture, cascade)}};
    for (std::size_t i = 0; i < networks.size(); ++i)
      line["network " + std::string(sizes[i].first)] = faces_in(picture, networks[i]);
    std::cout << line.dump() << '\n';
  }
}
