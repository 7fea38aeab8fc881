#include "cinecut/story/internal/anchors.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cinecut/story/internal/signals.h"

namespace cinecut::story {
namespace {

constexpr std::size_t kSteps = 200;
constexpr std::size_t kFewestCues = 12;
constexpr std::size_t kFewestShots = 24;
constexpr double kSmoothing = 3;     // Standard deviation in steps: 1.5 % of the film.
constexpr std::size_t kWindow = 10;  // A change is the next 5 % against the last 5 %.
constexpr double kTrust = 0.6;       // In the flow, against the prior.

struct Prior {
  double share;      // Of the film; see story.h.
  double deviation;  // Moved by at most twice this.
};
// The bounds do not overlap, so the anchors keep their order.
constexpr Prior kBegin{0.125, 0.035}, kEscalation{0.583, 0.05}, kClimax{0.826, 0.035};

void add_at(std::vector<double>& bins, base::FilmRange range, base::Duration film, double value) {
  const double scale = static_cast<double>(kSteps) / base::to_seconds(film);
  const double from = std::clamp(base::to_seconds(range.start) * scale, 0.0, double{kSteps});
  const double to = std::clamp(base::to_seconds(range.end) * scale, from, double{kSteps});
  for (auto bin = static_cast<std::size_t>(from); bin < kSteps && static_cast<double>(bin) < to;
       ++bin) {
    const double begin = std::max(from, static_cast<double>(bin));
    const double end = std::min(to, static_cast<double>(bin) + 1);
    bins[bin] += value * (end - begin);
  }
}

std::vector<double> smoothed(const std::vector<double>& bins) {
  std::vector<double> out(bins.size());
  const int reach = static_cast<int>(3 * kSmoothing);
  for (int i = 0; i < static_cast<int>(bins.size()); ++i) {
    double sum = 0, weights = 0;
    for (int d = -reach; d <= reach; ++d) {
      if (i + d < 0 || i + d >= static_cast<int>(bins.size())) continue;
      const double w = std::exp(-0.5 * d * d / (kSmoothing * kSmoothing));
      sum += w * bins[static_cast<std::size_t>(i + d)];
      weights += w;
    }
    out[static_cast<std::size_t>(i)] = sum / weights;
  }
  return out;
}

/// Mean 0, deviation 1; all zero if nothing changes.
void standardize(std::vector<double>& v) {
  double sum = 0, squares = 0;
  for (const double x : v) sum += x;
  const double mean = sum / static_cast<double>(v.size());
  for (const double x : v) squares += (x - mean) * (x - mean);
  const double deviation = std::sqrt(squares / static_cast<double>(v.size()));
  for (double& x : v) x = deviation > 1e-9 ? (x - mean) / deviation : 0;
}

double tension_of(edit::Emotion e) {
  switch (e) {
    case edit::Emotion::intense:
      return 1;
    case edit::Emotion::negative:
      return 0.7;
    case edit::Emotion::romantic:
      return 0.2;
    case edit::Emotion::comedic:
      return -0.3;
    case edit::Emotion::positive:
      return -0.1;
    default:
      return 0;
  }
}

/// How much tenser the film is after each step than before it.
std::vector<double> changes(const Flow& flow) {
  std::vector<double> out(flow.size());
  const auto mean = [&](std::size_t begin, std::size_t end) {
    double sum = 0;
    for (std::size_t i = begin; i < end; ++i) sum += flow[i];
    return begin < end ? sum / static_cast<double>(end - begin) : 0.0;
  };
  for (std::size_t i = 0; i < flow.size(); ++i) {
    const std::size_t before = i > kWindow ? i - kWindow : 0;
    out[i] = mean(i, std::min(i + kWindow, flow.size())) - (i > 0 ? mean(before, i) : flow[0]);
  }
  standardize(out);
  return out;
}

/// The share of the film where a turn is likeliest.
double best_place(const Prior& prior, const std::vector<double>& change) {
  double best = prior.share;
  double best_score = -1e9;
  for (std::size_t i = 0; i < change.size(); ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(change.size());
    const double z = (share - prior.share) / prior.deviation;
    if (std::abs(z) > 2) continue;
    const double score = kTrust * std::clamp(change[i], -2.5, 2.5) - 0.5 * z * z;
    if (score <= best_score) continue;
    best_score = score;
    best = share;
  }
  return best;
}

base::FilmTime at_share(base::Duration film, double share) {
  return base::FilmTime{base::Duration{
      static_cast<std::int64_t>(std::llround(static_cast<double>(film.count()) * share))}};
}

}  // namespace

Flow dialogue_flow(const std::vector<subtitles::Cue>& cues, base::Duration film) {
  if (cues.size() < kFewestCues || film <= base::Duration::zero()) return {};
  std::vector<double> tension(kSteps), density(kSteps);
  for (const subtitles::Cue& cue : cues) {
    add_at(tension, cue.range, film, tension_of(cue.emotion) * cue.emotion_strength);
    if (!cue.is_sound) add_at(density, cue.range, film, 1);
  }
  tension = smoothed(tension);
  density = smoothed(density);
  standardize(tension);
  standardize(density);
  // Where a film gets going people talk; where it is tensest they talk less, but not always.
  for (std::size_t i = 0; i < kSteps; ++i) tension[i] += 0.25 * density[i];
  return tension;
}

Flow picture_flow(const survey::Survey& survey) {
  const base::Duration film = survey.film.duration;
  if (survey.shots.size() < kFewestShots || film <= base::Duration::zero()) return {};
  std::vector<double> pace(kSteps), motion(kSteps), loudness(kSteps);
  const auto moves = motion_ranks(survey);
  for (std::size_t i = 0; i < survey.shots.size(); ++i) {
    const survey::Shot& shot = survey.shots[i];
    const double length = base::to_seconds(shot.range.length());
    if (length <= 0) continue;
    add_at(pace, shot.range, film, std::log(1 + 1 / length));
    const float m = shot.measures.motion, l = shot.measures.loudness;
    add_at(motion, shot.range, film, std::isfinite(m) ? m : 0);
    add_at(loudness, shot.range, film, std::isfinite(l) ? l : 0);
  }
  Flow flow(kSteps);
  for (auto* part : {&pace, &motion, &loudness}) {
    *part = smoothed(*part);
    standardize(*part);
    for (std::size_t i = 0; i < kSteps; ++i) flow[i] += (*part)[i] / 3;
  }
  return flow;
}

edit::Anchors find_anchors(const std::vector<Flow>& flows, base::Duration film) {
  Flow sum;
  for (const Flow& flow : flows) {
    if (flow.empty()) continue;
    if (sum.empty()) sum.resize(flow.size());
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += flow[i];
  }
  edit::Anchors anchors;
  anchors.source = "priors";
  double shares[3] = {kBegin.share, kEscalation.share, kClimax.share};
  const bool is_flat = std::all_of(sum.begin(), sum.end(), [](double v) { return v == 0; });
  if (!is_flat) {
    const auto change = changes(sum);
    shares[0] = best_place(kBegin, change);
    shares[1] = best_place(kEscalation, change);
    shares[2] = best_place(kClimax, change);
    const bool has_picture = flows.size() > 1 && !flows[1].empty();
    anchors.source = has_picture ? "priors, dialogue and picture" : "priors and dialogue";
    if (flows[0].empty()) anchors.source = "priors and picture";
  }
  anchors.begin = at_share(film, shares[0]);
  anchors.escalation = at_share(film, shares[1]);
  anchors.climax = at_share(film, shares[2]);
  return anchors;
}

edit::Anchors find_anchors(const std::vector<subtitles::Cue>& cues, base::Duration film) {
  film = std::max(film, base::Duration::zero());
  return find_anchors(std::vector<Flow>{dialogue_flow(cues, film)}, film);
}

std::string to_json(const edit::Anchors& anchors) {
  const nlohmann::ordered_json j = {{"begin_s", base::to_seconds(anchors.begin)},
                                    {"escalation_s", base::to_seconds(anchors.escalation)},
                                    {"climax_s", base::to_seconds(anchors.climax)},
                                    {"source", anchors.source}};
  return j.dump();
}

}  // namespace cinecut::story
