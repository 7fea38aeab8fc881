#include "cinecut/cut/grid/internal/song_editor.h"

#include <cmath>
#include <limits>

namespace cinecut::grid {
namespace {

/// Of going on at `next` where the stretch before ended at `end`.
double jump_cost(int next, int end, double saved, double back) {
  return next == end ? -saved : next < end ? back : 0;
}

}  // namespace

SongEditor::SongEditor(const beats::Song& song, const Pulse& pulse, const SongWeights& weights)
    : song_(song), pulse_(pulse), weights_(weights) {
  const auto count = static_cast<int>(pulse.beats.size());
  for (int i = 0; i + 1 < count; ++i) {
    energy_.push_back(energy_between(song, time(i), time(i + 1)));
    if (pulse.beats[static_cast<std::size_t>(i)].is_downbeat) downbeats_.push_back(i);
  }
  if (downbeats_.empty()) downbeats_.push_back(0);
}

std::vector<int> SongEditor::take(int start, int count) const {
  std::vector<int> taken;
  const int back = loop_start(start);
  for (int at = start; static_cast<int>(taken.size()) < count; ++at) {
    if (at >= steps()) at = back;
    taken.push_back(at);
  }
  return taken;
}

double SongEditor::mean_energy(int start, int count) const {
  double sum = 0;
  for (const int s : take(start, count)) sum += energy_[static_cast<std::size_t>(s)];
  return count > 0 ? sum / count : 0;
}

/// 1 where a phrase starts: a new section.
double SongEditor::phrase(int beat) const {
  for (const auto& s : song_.beats.sections) {
    if (std::chrono::abs(s.range.start - time(beat)) <= pulse_.beat()) return 1;
  }
  return beat == downbeats_.front() ? 1 : 0;
}

int SongEditor::loop_start(int start) const {
  const int bars = 2 * pulse_.beats_per_bar;
  if (steps() - start >= bars) return start;
  int best = 0;
  for (const int d : downbeats_) {
    if (steps() - d >= bars) best = d;
  }
  return best;
}

std::array<int, 3> SongEditor::starts(int a, int b, int c) const {
  const auto [i, j] = first_and_second(a, b);
  return {downbeats_[i], downbeats_[j], downbeats_[third(downbeats_[j] + b, c)]};
}

/// The downbeats that the first two stretches start at.
std::array<std::size_t, 2> SongEditor::first_and_second(int a, int b) const {
  const auto& w = weights_;
  std::vector<double> first;
  std::vector<double> second;
  for (const int d : downbeats_) {
    first.push_back(w.quiet_energy * mean_energy(d, a) - w.quiet_phrase * phrase(d) +
                    (wraps(d, a) ? w.quiet_wrap.value : 0));
    second.push_back(-w.rising_energy * mean_energy(d, b) - w.rising_phrase * phrase(d) +
                     (wraps(d, b) ? w.rising_wrap.value : 0));
  }
  std::array<std::size_t, 2> best{};
  double best_cost = std::numeric_limits<double>::max();
  for (std::size_t i = 0; i < downbeats_.size(); ++i) {
    for (std::size_t j = 0; j < downbeats_.size(); ++j) {
      const int end = downbeats_[i] + a;
      const double jump = jump_cost(downbeats_[j], end, w.goes_on, w.jumps_back);
      const double cost = first[i] + second[j] + jump;
      if (cost >= best_cost) continue;
      best_cost = cost;
      best = {i, j};
    }
  }
  return best;
}

/// The downbeat that the loud end starts at, where the second stretch ends at step `end`.
std::size_t SongEditor::third(int end, int c) const {
  const auto& w = weights_;
  std::size_t best = 0;
  double best_cost = std::numeric_limits<double>::max();
  for (std::size_t k = 0; k < downbeats_.size(); ++k) {
    const int d = downbeats_[k];
    const double is_hit = pulse_.beats[static_cast<std::size_t>(d)].is_hit ? 1 : 0;
    const double alone = -w.loud_energy * mean_energy(d, c) - w.loud_phrase * phrase(d) -
                         w.loud_hit * is_hit + (wraps(d, c) ? w.loud_wrap.value : 0);
    const double cost = alone + jump_cost(d, end, w.loud_goes_on, w.loud_jumps_back);
    if (cost >= best_cost) continue;
    best_cost = cost;
    best = k;
  }
  return best;
}

int SongEditor::ending() const {
  const auto end = base::SongTime(length_of(song_));
  for (int i = steps(); i >= 0; --i) {
    const auto left = end - time(i);
    if (left > base::from_seconds(weights_.longest_ending)) break;
    if (left >= base::from_seconds(weights_.shortest_ending) &&
        pulse_.beats[static_cast<std::size_t>(i)].is_hit)
      return i;
  }
  return -1;
}

}  // namespace cinecut::grid
