#include "cinecut/story/internal/anchors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

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
  double deviation;  // What is seen and heard moves it by at most twice this.
};
// The bounds do not overlap, so the anchors keep their order.
constexpr Prior kBegin{0.125, 0.035}, kEscalation{0.575, 0.05}, kClimax{0.955, 0.02};

// The point of no return is likelier where people talk more than elsewhere. Learned from 71 films,
// with tension, questions, exclamations, lengths of lines and change of subject beside it, which
// told nothing; nor did anything tell of the other two anchors (bench/structure).
constexpr double kTalk = 0.31;           // Log odds for each standard deviation of density.
constexpr double kTalkReach = 0.08;      // Of the film, to both sides.
constexpr double kTalkDeviation = 0.12;  // Of the prior that it was learned with.

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

std::optional<double> escalation_by_talk(const std::vector<subtitles::Cue>& cues,
                                         base::Duration film) {
  if (cues.size() < kFewestCues || film <= base::Duration::zero()) return {};
  std::vector<double> before(kSteps + 1);  // Cues up to each step.
  for (const subtitles::Cue& cue : cues) {
    if (cue.is_sound) continue;
    const double share = base::to_seconds(cue.range.middle()) / base::to_seconds(film);
    const double step = std::clamp(share, 0.0, 1.0) * static_cast<double>(kSteps);
    ++before[std::min(static_cast<std::size_t>(step) + 1, kSteps)];
  }
  std::partial_sum(before.begin(), before.end(), before.begin());
  constexpr auto reach = static_cast<std::size_t>(kTalkReach * kSteps);
  std::vector<double> talk(kSteps);
  for (std::size_t i = 0; i < kSteps; ++i) {
    const std::size_t begin = i > reach ? i - reach : 0;
    talk[i] = std::log(2 + before[std::min(i + reach, kSteps)] - before[begin]);
  }
  standardize(talk);
  // The median of what is left of the prior: the place with the least mean error.
  std::vector<double> sums(kSteps);
  double sum = 0;
  for (std::size_t i = 0; i < kSteps; ++i) {
    const double place = (static_cast<double>(i) + 0.5) / static_cast<double>(kSteps);
    const double z = (place - kEscalation.share) / kTalkDeviation;
    sums[i] = sum += std::exp(kTalk * talk[i] - 0.5 * z * z);
  }
  const auto middle = std::lower_bound(sums.begin(), sums.end(), sum / 2) - sums.begin();
  return std::clamp((static_cast<double>(middle) + 0.5) / static_cast<double>(kSteps),
                    kEscalation.share - 2 * kEscalation.deviation,
                    kEscalation.share + 2 * kEscalation.deviation);
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

edit::Anchors find_anchors(const std::vector<subtitles::Cue>& cues, const Flow& picture,
                           base::Duration film) {
  film = std::max(film, base::Duration::zero());
  const auto talk = escalation_by_talk(cues, film);
  std::array shares = {kBegin, kEscalation, kClimax};
  if (talk) shares[1].share = *talk;
  const bool is_seen = std::any_of(picture.begin(), picture.end(), [](double v) { return v != 0; });
  if (is_seen) {
    const auto change = changes(picture);
    for (Prior& prior : shares) prior.share = best_place(prior, change);
  }
  edit::Anchors anchors;
  anchors.source = is_seen && talk ? "priors, dialogue and picture"
                   : is_seen       ? "priors and picture"
                   : talk          ? "priors and dialogue"
                                   : "priors";
  anchors.begin = at_share(film, shares[0].share);
  anchors.escalation = at_share(film, shares[1].share);
  anchors.climax = at_share(film, shares[2].share);
  return anchors;
}

edit::Anchors find_anchors(const std::vector<subtitles::Cue>& cues, base::Duration film) {
  return find_anchors(cues, {}, film);
}

std::string to_json(const edit::Anchors& anchors) {
  const nlohmann::ordered_json j = {{"begin_s", base::to_seconds(anchors.begin)},
                                    {"escalation_s", base::to_seconds(anchors.escalation)},
                                    {"climax_s", base::to_seconds(anchors.climax)},
                                    {"source", anchors.source}};
  return j.dump();
}

}  // namespace cinecut::story
