// What the survey sees in single pictures: bench_stills [faces] < LIST, one file in each
// line. A line of JSON for each: what is judged, or faces by every method.

#include <time.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/files.h"
#include "cinecut/survey/internal/faces.h"
#include "cinecut/survey/internal/subject.h"
#include "cinecut/survey/internal/words.h"
#include "cinecut/survey/spread.h"

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

// As small_picture and gray of a film's picture: luma, 320 pixels wide.
survey::GrayPicture gray_of(const media::Image& picture) {
  survey::GrayPicture full{picture.width_px, picture.height_px, {}};
  for (std::size_t i = 0; i + 2 < picture.pixels.size(); i += 3)
    full.pixels.push_back(static_cast<std::uint8_t>(
        (77 * picture.pixels[i] + 150 * picture.pixels[i + 1] + 29 * picture.pixels[i + 2]) >> 8));
  survey::GrayPicture gray{320, 320 * full.height_px / full.width_px, {}};
  gray.pixels.resize(static_cast<std::size_t>(gray.width_px * gray.height_px));
  survey::shrink_plane(full.pixels.data(), full.width_px, full.width_px, full.height_px,
                       gray.pixels.data(), gray.width_px, gray.height_px);
  return gray;
}

void compare_faces() {
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

// What was judged before there were faces and letters: rows of strokes on a plain ground.
float plain_rows(const std::vector<survey::WordLine>& words) {
  float sure = 0;
  for (const auto& w : words)
    if (w.left == 0 && w.right == 1) sure = std::max(sure, w.sure);
  return sure;
}

void judge() {
  survey::FaceFinder finder;
  for (std::string file; std::getline(std::cin, file);) {
    const auto picture = media::decode_image(base::read_file(file));
    const auto gray = gray_of(picture);
    double start = cpu_ms();
    const auto words = survey::find_words(gray);
    const double words_ms = cpu_ms() - start;
    const auto faces = finder.find(picture);
    start = cpu_ms();
    auto facts = survey::subject_facts(picture);
    survey::add_faces(facts, faces);
    const double subject_ms = cpu_ms() - start;
    json lines = json::array();
    for (const auto& w : words) lines.push_back({w.left, w.top, w.right, w.bottom, w.sure});
    std::cout << json{{"file", file},
                      {"faces", faces.size()},
                      {"lines", lines},
                      {"text", survey::text_of(words)},
                      {"light", facts.light},
                      {"sharp", facts.sharp},
                      {"full", facts.full},
                      {"variety", facts.variety},
                      {"salient", facts.salient},
                      {"face", facts.face},
                      {"headroom", facts.headroom},
                      {"skin", facts.skin},
                      {"subject", survey::subject_of(facts)},
                      {"plain_rows", plain_rows(words)},
                      {"is_plain", survey::spread_of(gray.pixels).deviation < 3},
                      {"words_ms", words_ms},
                      {"subject_ms", subject_ms}}
                     .dump()
              << '\n';
  }
}

}  // namespace

int main(int count, char** words) {
  const std::string_view task = count > 1 ? words[1] : "";
  if (task == "faces")
    compare_faces();
  else
    judge();
}
