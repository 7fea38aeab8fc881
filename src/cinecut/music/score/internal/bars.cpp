#include "cinecut/music/score/internal/bars.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cinecut::score {
namespace {

constexpr double kRateHz = 48000;
constexpr std::int64_t kBlock = 64;  // Beats start where the synthesizer starts a block.

/// How many beats a part is rounded to.
int unit_of(edit::Part part, double seconds, double bar_seconds, int beats_per_bar) {
  if (part == edit::Part::silence) return 1;
  if (seconds >= 1.75 * bar_seconds) return beats_per_bar;
  return beats_per_bar % 2 == 0 ? beats_per_bar / 2 : beats_per_bar;
}

Bars lay(const std::vector<vibe::FormPart>& form, std::int64_t beat_frames, int beats_per_bar) {
  Bars bars{beat_frames, beats_per_bar, {}, 0};
  const double beat = static_cast<double>(beat_frames) / kRateHz;
  double planned_end = 0;
  int at = 0;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const double seconds = base::to_seconds(form[i].length);
    planned_end += seconds;
    const int unit = unit_of(form[i].part, seconds, beat * beats_per_bar, beats_per_bar);
    // The silence keeps its own length; the others make up for what was rounded before them.
    const double wanted = form[i].part == edit::Part::silence ? seconds : planned_end - at * beat;
    int beats = unit * std::max(1, static_cast<int>(std::lround(wanted / (beat * unit))));
    if (i + 1 == form.size()) {
      beats = std::max(1, static_cast<int>(std::ceil((planned_end - at * beat) / beat - 1e-9)));
    }
    bars.parts.push_back({form[i].part, at, beats});
    at += beats;
  }
  bars.frames = static_cast<std::int64_t>(std::llround(planned_end * kRateHz));
  return bars;
}

/// How far the parts are from their plan, in squared seconds; the pause counts most.
double misfit(const Bars& bars, const std::vector<vibe::FormPart>& form) {
  double sum = 0;
  const double beat = static_cast<double>(bars.beat_frames) / kRateHz;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const auto& p = bars.parts[i];
    const double end =
        i + 1 == form.size() ? static_cast<double>(bars.frames) / kRateHz : p.end_beat() * beat;
    const double off = end - p.first_beat * beat - base::to_seconds(form[i].length);
    sum += off * off * (form[i].part == edit::Part::silence ? 8 : 1);
    // A last part squeezed to nothing would leave the end card unseen.
    if (i + 1 == form.size() && off < -0.5 * base::to_seconds(form[i].length)) sum += 100;
  }
  return sum;
}

}  // namespace

int Bars::beats() const { return static_cast<int>((frames + beat_frames - 1) / beat_frames); }

Bars lay_bars(const vibe::Vibe& vibe, const std::vector<vibe::FormPart>& form, int beats_per_bar) {
  const double slowest = std::max({vibe.bpm_min, 0.93 * vibe.bpm, 30.0});
  const double fastest = std::max(slowest, std::min(vibe.bpm_max, 1.07 * vibe.bpm));
  const auto first = static_cast<std::int64_t>(std::ceil(60 * kRateHz / fastest / kBlock));
  const auto last = static_cast<std::int64_t>(std::floor(60 * kRateHz / slowest / kBlock));
  Bars best = lay(form, std::max<std::int64_t>(first, 1) * kBlock, beats_per_bar);
  double best_cost = std::numeric_limits<double>::max();
  for (std::int64_t blocks = first; blocks <= last; ++blocks) {
    auto bars = lay(form, blocks * kBlock, beats_per_bar);
    const double tempo = bars.bpm() / vibe.bpm - 1;
    const double cost = misfit(bars, form) + 80 * tempo * tempo;
    if (cost < best_cost) {
      best_cost = cost;
      best = std::move(bars);
    }
  }
  return best;
}

}  // namespace cinecut::score
