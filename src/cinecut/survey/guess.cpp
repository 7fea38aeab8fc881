// Borders of a film of which only the pictures coded by themselves were decoded.
//
// A coder that looks for shot changes puts such a picture on each: where one stands earlier than
// the regular distance asks for, and looks unlike the one before, there is a border. Elsewhere the
// sizes of packets tell: the first picture of a shot cannot be predicted and is large.

#include <algorithm>
#include <cmath>

#include "cinecut/survey/shots.h"

namespace cinecut {
namespace {

using namespace std::chrono_literals;

constexpr float kUnlike = 0.14f;      // Looks of two shots.
constexpr float kVeryUnlike = 0.45f;  // Of one shot, seconds apart, hardly ever.
constexpr auto kOneEvent = 450ms;     // Marks nearer than this belong to one joint or flash.

// A picture that was decoded, among all that there are.
struct Mark {
  const Look* look;
  std::size_t packet;      // Its place in the order of display.
  bool is_forced = false;  // It is there because it was time, not because of what it shows.
};

class Guessing {
 public:
  explicit Guessing(const Evidence& evidence) : evidence_(evidence) {
    place_marks();
    find_forced();
  }

  std::vector<SureBorder> borders() {
    for (std::size_t i = 1; i < marks_.size();) {
      const auto end = end_of_event(i);
      if (marks_[i].is_forced)
        look_between(i - 1, i);
      else
        judge_event(i, end);
      i = marks_[i].is_forced ? i + 1 : end;
    }
    return std::move(borders_);
  }

 private:
  void place_marks() {
    const auto& packets = evidence_.packets;
    std::size_t at = 0;
    for (const auto& g : evidence_.glances) {
      while (at + 1 < packets.size() && packets[at].time < g.look.time - 1us) ++at;
      marks_.push_back({&g.look, at});
    }
  }

  // The longest distance between key pictures is the regular one; those that keep it say nothing.
  void find_forced() {
    std::size_t longest = 0, last = 0;
    const auto& packets = evidence_.packets;
    for (std::size_t i = 1; i < packets.size(); ++i) {
      if (!packets[i].is_key) continue;
      longest = std::max(longest, i - last);
      last = i;
    }
    last = 0;
    std::size_t at = 0;
    for (std::size_t i = 1; i < packets.size(); ++i) {
      if (!packets[i].is_key) continue;
      while (at < marks_.size() && marks_[at].packet < i) ++at;
      if (at < marks_.size() && marks_[at].packet == i && i - last + 2 >= longest)
        marks_[at].is_forced = true;
      last = i;
    }
  }

  // Past the marks that follow mark i closely.
  std::size_t end_of_event(std::size_t i) const {
    std::size_t end = i + 1;
    while (end < marks_.size() && !marks_[end].is_forced &&
           marks_[end].look->time - marks_[end - 1].look->time < kOneEvent)
      ++end;
    return end;
  }

  // The marks [first, end) are one joint, or a flash, or noise.
  void judge_event(std::size_t first, std::size_t end) {
    const auto& before = *marks_[first - 1].look;
    if (distance(before, *marks_[end - 1].look) < kUnlike) return;
    std::size_t best = first;
    float most = 0;
    for (auto i = first; i < end; ++i) {
      const float d = distance(*marks_[i - 1].look, *marks_[i].look);
      if (d > most) most = d, best = i;
    }
    if (most < kUnlike) return;
    add(marks_[best].look->time, 2 * frame(), end - first > 1 ? kOneEvent / 2 : 0ns);
  }

  // Two pictures with nothing decoded between: is there a border, and where?
  void look_between(std::size_t a, std::size_t b) {
    const auto& from = *marks_[a].look;
    const auto& to = *marks_[b].look;
    const float d = distance(from, to);
    if (d < kVeryUnlike) return;
    const auto gap = to.time - from.time;
    add(from.time + gap / 2, gap / 2, 0ns);
  }

  base::Duration frame() const {
    const auto& p = evidence_.packets;
    if (p.size() < 2) return {};
    return (p.back().time - p.front().time) / static_cast<std::int64_t>(p.size() - 1);
  }

  void add(base::FilmTime time, base::Duration error, base::Duration length) {
    SureBorder sure;
    sure.border.time = time;
    sure.border.range = {time, time};
    if (length > 0ns) sure.border.joint = Joint::cut;
    sure.error = error;
    borders_.push_back(sure);
  }

  const Evidence& evidence_;
  std::vector<Mark> marks_;
  std::vector<SureBorder> borders_;
};

}  // namespace

std::vector<SureBorder> guess_borders(const Evidence& evidence) {
  if (evidence.glances.empty()) return {};
  return Guessing(evidence).borders();
}

}  // namespace cinecut
