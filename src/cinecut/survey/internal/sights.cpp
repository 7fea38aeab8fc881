#include "cinecut/survey/internal/sights.h"

#include <algorithm>
#include <atomic>
#include <optional>

#include "base/error.h"
#include "base/log.h"
#include "base/parallel.h"
#include "cinecut/survey/internal/faces.h"
#include "cinecut/survey/internal/subject.h"

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;

constexpr float kSamePicture = 0.06f;        // Nearer: what one shows, the other shows.
constexpr float kNearBlack = 0.03f;          // Of light: nobody sees a face.
constexpr auto kLong = 8s;                   // A shot has a picture for each started eight seconds.
constexpr std::size_t kMost = 4;             // But no more than this.
constexpr std::size_t kLeastForThread = 16;  // Pictures; a method takes a while to be loaded.

struct Sight {
  std::vector<Face> faces;
  float subject = 0;
};

Sight look_at(const media::Image& picture, FaceFinder& finder) {
  Sight sight;
  auto facts = subject_facts(picture);
  if (can_be_made_out(facts)) sight.faces = finder.find(picture);  // Which takes much longer.
  add_faces(facts, sight.faces);
  sight.subject = subject_of(facts);
  return sight;
}

class Looking {
 public:
  Looking(std::vector<Shot>& shots, const std::vector<Glance>& glances)
      : shots_(shots),
        glances_(glances),
        sight_of_(glances.size(), -1),
        of_shot_(shots.size()),
        is_seen_(shots.size()) {}

  void choose() {
    std::vector<std::vector<std::size_t>> of_setup;  // Glances that will be looked at.
    for (std::size_t i = 0; i < shots_.size(); ++i) {
      const auto setup = static_cast<std::size_t>(std::max(0, shots_[i].setup));
      if (of_setup.size() <= setup) of_setup.resize(setup + 1);
      for (const auto glance : best_of(shots_[i])) {
        is_seen_[i] = true;
        if (is_hopeless(glances_[glance].measures)) continue;
        sight_of_[glance] = sight_for(glance, of_setup[setup]);
        of_shot_[i].push_back(glance);
      }
    }
  }

  void look(const base::Progress& progress) {
    sights_.resize(chosen_.size());
    const auto weights = face_weights();
    const auto threads = static_cast<unsigned>(
        std::clamp<std::size_t>(chosen_.size() / kLeastForThread, 1, base::thread_count()));
    std::atomic<std::size_t> next = 0;
    std::atomic<FaceMethod> method = FaceMethod::network;
    base::parallel_for(
        threads,
        [&](std::size_t) {
          FaceFinder finder({.weights = weights});
          method = finder.method();
          for (std::size_t i; (i = next++) < chosen_.size();) {
            if (progress.stop.stop_requested())
              throw base::Error(base::ErrorKind::cancelled, "stopped while looking at the film");
            const auto picture = media::decode_image(glances_[chosen_[i]].jpeg);
            sights_[i] = look_at(picture, finder);
          }
        },
        threads);
    say_what_is_missing(method, weights);
  }

  void conclude() {
    for (std::size_t i = 0; i < shots_.size(); ++i) {
      auto& m = shots_[i].measures;
      if (is_seen_[i]) m.subject = 0;
      for (const auto glance : of_shot_[i]) {
        const auto& [faces, subject] = sights_[static_cast<std::size_t>(sight_of_[glance])];
        m.subject = std::max(m.subject, subject);
        m.face_count += static_cast<float>(faces.size()) / static_cast<float>(of_shot_[i].size());
        if (!faces.empty()) m.face_size = std::max(m.face_size, faces.front().height);
        if (shots_[i].faces.empty()) shots_[i].faces = faces;
      }
    }
  }

 private:
  static bool is_hopeless(const PictureMeasures& picture) {
    return picture.light < kNearBlack || picture.is_plain;
  }

  // The shot's clearest glance of each of its parts.
  std::vector<std::size_t> best_of(const Shot& shot) const {
    const auto parts =
        std::min<std::size_t>(kMost, 1 + static_cast<std::size_t>(shot.range.length() / kLong));
    const auto time = [](const Glance& g) { return g.measures.time; };
    std::vector<std::size_t> best;
    for (std::size_t n = 0; n < parts; ++n) {
      const auto step = shot.range.length() / static_cast<std::int64_t>(parts);
      const auto from = shot.range.start + step * static_cast<std::int64_t>(n);
      auto g = std::ranges::lower_bound(glances_, from, {}, time);
      std::optional<std::size_t> sharpest;
      for (; g != glances_.end() && g->measures.time < from + step; ++g)
        if (!sharpest || g->measures.sharpness > glances_[*sharpest].measures.sharpness)
          sharpest = static_cast<std::size_t>(g - glances_.begin());
      if (sharpest) best.push_back(*sharpest);
    }
    return best;
  }

  int sight_for(std::size_t glance, std::vector<std::size_t>& of_setup) {
    for (const auto other : of_setup)
      if (distance(glances_[glance].measures, glances_[other].measures) < kSamePicture)
        return sight_of_[other];
    of_setup.push_back(glance);
    chosen_.push_back(glance);
    return static_cast<int>(chosen_.size()) - 1;
  }

  static void say_what_is_missing(FaceMethod method, const std::filesystem::path& weights) {
    if (method == FaceMethod::network) return;
    const std::string lack = weights.empty() ? "share/cinecut/centerface.onnx is missing"
                                             : weights.string() + " cannot be read";
    base::warn(method == FaceMethod::cascade
                   ? "only large faces are found: " + lack + ". Small and turned ones are not."
                   : "no faces are looked for: " + lack +
                         ", and so are OpenCV's cascades (Debian: "
                         "opencv-data)");
  }

  std::vector<Shot>& shots_;
  const std::vector<Glance>& glances_;
  std::vector<int> sight_of_;                      // Of each glance; -1: none.
  std::vector<std::vector<std::size_t>> of_shot_;  // Glances.
  std::vector<bool> is_seen_;                      // Shots that have a glance.
  std::vector<std::size_t> chosen_;                // Glances that are looked at: one for a sight.
  std::vector<Sight> sights_;
};

}  // namespace

void look_at_shots(std::vector<Shot>& shots, const std::vector<Glance>& glances,
                   const base::Progress& progress) {
  Looking looking(shots, glances);
  looking.choose();
  looking.look(progress);
  looking.conclude();
}

}  // namespace cinecut::survey
