// Borders of a film of which only the pictures coded by themselves were decoded.
//
// A coder that looks for shot changes puts such a picture on each: where one stands earlier than
// the regular distance asks for, and looks unlike the one before, there is a border. Where two
// neighbours look unlike and nothing was marked between them, somebody has to look closely; if they
// are near each other, or nobody can, the largest leap in packet sizes is the best guess.

#include <algorithm>
#include <cmath>

#include "cinecut/survey/internal/shots.h"

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;

constexpr float kUnlike = 0.14f;      // Pictures of two shots, one of them marked.
constexpr auto kOneEvent = 450ms;     // Marks nearer than this belong to one joint or flash.
constexpr auto kNearEnough = 2500ms;  // Neighbours that are not worth a closer look.

constexpr int kLate = 3;  // Pictures that a coder's key picture may come after the border.

// A picture that was decoded, among all that there are.
struct Mark {
  const PictureMeasures* picture;
  std::size_t packet;      // Its place in the order of display.
  bool is_forced = false;  // It is there because it was time, not because of what it shows.
};

class Guessing {
 public:
  explicit Guessing(const Evidence& evidence) : evidence_(evidence) {
    place_marks();
    find_forced();
  }

  Guess guess() {
    for (std::size_t i = 1; i < marks_.size();) {
      if (marks_[i].is_forced) {
        compare(i - 1, i);
        ++i;
        continue;
      }
      const auto end = end_of_event(i);
      judge_event(i, end);
      i = end;
    }
    return std::move(guess_);
  }

 private:
  void place_marks() {
    const auto& packets = evidence_.packets;
    std::size_t at = 0;
    for (const auto& g : evidence_.glances) {
      while (at + 1 < packets.size() && packets[at].time < g.measures.time - 1us) ++at;
      marks_.push_back({&g.measures, at});
    }
  }

  // The longest distance between key pictures is the regular one; those that keep it say nothing.
  // Where most pictures are key pictures, none says anything.
  void find_forced() {
    std::vector<std::size_t> keys;
    for (std::size_t i = 0; i < evidence_.packets.size(); ++i)
      if (evidence_.packets[i].is_key) keys.push_back(i);
    std::size_t longest = 0;
    for (std::size_t k = 1; k < keys.size(); ++k)
      longest = std::max(longest, keys[k] - keys[k - 1]);
    const bool is_dense = keys.size() * 3 > evidence_.packets.size();
    for (auto& mark : marks_) {
      const auto key = std::ranges::lower_bound(keys, mark.packet);
      const bool is_key = key != keys.end() && *key == mark.packet;
      mark.is_forced = is_dense || (is_key && key != keys.begin() &&
                                    mark.packet - *std::prev(key) + 2 >= longest);
    }
  }

  // Past the marks that follow mark i closely.
  std::size_t end_of_event(std::size_t i) const {
    std::size_t end = i + 1;
    while (end < marks_.size() && !marks_[end].is_forced &&
           marks_[end].picture->time - marks_[end - 1].picture->time < kOneEvent)
      ++end;
    return end;
  }

  // The marks [first, end) are one joint, or a flash, or noise.
  void judge_event(std::size_t first, std::size_t end) {
    if (distance(*marks_[first - 1].picture, *marks_[end - 1].picture) < kUnlike) return;
    std::size_t best = first;
    float most = 0;
    for (auto i = first; i < end; ++i) {
      const float d = distance(*marks_[i - 1].picture, *marks_[i].picture);
      if (d > most) most = d, best = i;
    }
    if (most >= kUnlike)
      add(marks_[best].picture->time, end - first > 1 ? kOneEvent : kLate * frame());
  }

  // Two pictures with nothing decoded between: is there a border, and where?
  void compare(std::size_t a, std::size_t b) {
    const base::FilmRange range{marks_[a].picture->time, marks_[b].picture->time};
    const float d = distance(*marks_[a].picture, *marks_[b].picture);
    const auto seconds = static_cast<float>(base::to_seconds(range.length()));
    if (d < 0.2f + 0.1f * std::min(seconds, 2.5f)) return;
    if (range.length() > kNearEnough)
      guess_.doubts.push_back({range, d, largest_leap(a, b)});
    else
      add(largest_leap(a, b), range.length());
  }

  // The picture between two marks whose packet is the largest against those around it.
  base::FilmTime largest_leap(std::size_t a, std::size_t b) const {
    const auto& packets = evidence_.packets;
    double most = -1e9;
    auto best = marks_[b].packet;
    double usual = 0;  // Slowly following mean of the sizes' logarithms.
    for (auto i = marks_[a].packet + 1; i < marks_[b].packet; ++i) {
      if (packets[i].kind == media::PacketNote::Kind::bidirectional) continue;
      const double size = std::log(packets[i].size_bytes + 30.0);
      if (usual > 0 && size - usual > most) most = size - usual, best = i;
      usual = usual > 0 ? 0.8 * usual + 0.2 * size : size;
    }
    return packets[best].time;
  }

  // The usual one: where pictures are missing, however many, it stays what it is.
  base::Duration frame() const {
    const auto& p = evidence_.packets;
    std::vector<base::Duration> gaps;
    for (std::size_t i = 1; i < p.size(); ++i) gaps.push_back(p[i].time - p[i - 1].time);
    if (gaps.empty()) return {};
    const auto middle = gaps.begin() + std::ssize(gaps) / 2;
    std::ranges::nth_element(gaps, middle);
    return *middle;
  }

  void add(base::FilmTime time, base::Duration error) {
    guess_.borders.push_back({{time, Joint::cut, {time, time}}, error});
  }

  const Evidence& evidence_;
  std::vector<Mark> marks_;
  Guess guess_;
};

}  // namespace

Guess guess_borders(const Evidence& evidence) {
  if (evidence.glances.empty()) return {};
  return Guessing(evidence).guess();
}

}  // namespace cinecut::survey
