#include "cinecut/cut/casting/candidates.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cinecut::casting {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kRegions = 24;  ///< Of the film; none of them may crowd out the others.

struct Candidate {
  base::FilmRange range;
  double worth = 0;
  std::size_t zone = 0;
  std::size_t region = 0;
};

/// Sorted ranges that swallow what overlaps them.
class Cover {
 public:
  /// How much of `range` is not covered yet.
  base::Duration missing(const base::FilmRange& range) const {
    auto left = range.length();
    for (auto it = first_touching(range); it != ranges_.end() && it->start < range.end; ++it) {
      left -= std::max(std::min(it->end, range.end) - std::max(it->start, range.start),
                       base::Duration{});
    }
    return left;
  }
  void add(base::FilmRange range) {
    auto first = first_touching(range);
    auto last = first;
    for (; last != ranges_.end() && last->start <= range.end; ++last) {
      range.start = std::min(range.start, last->start);
      range.end = std::max(range.end, last->end);
    }
    ranges_.insert(ranges_.erase(first, last), range);
  }
  std::vector<base::FilmRange> take() { return std::move(ranges_); }

 private:
  std::vector<base::FilmRange>::const_iterator first_touching(const base::FilmRange& r) const {
    return std::lower_bound(ranges_.begin(), ranges_.end(), r.start,
                            [](const base::FilmRange& a, base::FilmTime t) { return a.end < t; });
  }

  std::vector<base::FilmRange> ranges_;
};

base::FilmRange around(const CandidateWeights& w, const survey::Shot& shot,
                       base::FilmTime film_end) {
  const auto edge = base::from_seconds(w.edge);
  base::FilmRange range{shot.range.start - shot.start_error - edge,
                        shot.range.end + shot.end_error + edge};
  range.start = std::max(range.start, base::FilmTime{});
  range.end = std::min(range.end, film_end);
  return range;
}

/// 1 if a stretch is long enough for the vibe's shots in that zone.
double fit(const CandidateWeights& w, const story::Moment& moment, const vibe::Vibe& vibe) {
  const auto wanted = vibe.average_shot[static_cast<std::size_t>(moment.zone)];
  if (wanted <= 0ns) return 1;
  return std::clamp(base::to_seconds(moment.range.length()) / base::to_seconds(wanted),
                    w.least_fit.value, 1.0);
}

std::vector<Candidate> candidates(const CandidateWeights& w, const story::Story& story,
                                  const survey::Survey& survey, const vibe::Vibe& vibe,
                                  base::FilmTime film_end) {
  std::vector<Candidate> all;
  for (const auto& m : story.moments) {
    if (m.shot < 0 || static_cast<std::size_t>(m.shot) >= survey.shots.size()) continue;
    const auto& shot = survey.shots[static_cast<std::size_t>(m.shot)];
    if (shot.range.length() > base::from_seconds(w.longest_shot)) continue;
    if (m.range.length() < base::from_seconds(w.shortest)) continue;
    const double speech = m.line >= 0 ? w.speech.value : 0;
    const double place = base::to_seconds(m.focus) / std::max(base::to_seconds(film_end), 1.0);
    all.push_back({around(w, shot, film_end),
                   (w.floor + static_cast<double>(m.score) + speech) * fit(w, m, vibe),
                   static_cast<std::size_t>(m.zone),
                   static_cast<std::size_t>(std::clamp(place, 0.0, 0.999) * kRegions)});
  }
  return all;
}

/// A shot between two that are looked at gets exact borders without having been looked at itself,
/// and might hide a cut: it is looked at as well.
void close_gaps(const CandidateWeights& w, const survey::Survey& survey, base::FilmTime film_end,
                Cover& cover) {
  for (const auto& shot : survey.shots) {
    const auto whole = around(w, shot, film_end);
    const base::FilmRange head{std::max(shot.range.start - shot.start_error, base::FilmTime{}),
                               shot.range.start + shot.start_error + 1ms};
    const base::FilmRange tail{shot.range.end - shot.end_error - 1ms,
                               std::min(shot.range.end + shot.end_error, film_end)};
    if (cover.missing(head) > 0ns || cover.missing(tail) > 0ns) continue;
    if (shot.range.length() <= base::from_seconds(w.longest_shot)) cover.add(whole);
  }
}

/// Seconds of film that may be looked at closely.
base::Duration budget(const CandidateWeights& w, const survey::Survey& survey,
                      base::Duration length) {
  const double scale =
      std::clamp(base::to_seconds(length) / 120, w.shortest_scale.value, w.longest_scale.value);
  const auto share = base::from_seconds(base::to_seconds(survey.film.duration) * w.share);
  const auto bounded =
      std::min(std::max(share, base::from_seconds(w.least)), base::from_seconds(w.most));
  return base::from_seconds(base::to_seconds(bounded) * scale);
}

}  // namespace

std::vector<base::FilmRange> candidate_ranges(const story::Story& story,
                                              const survey::Survey& survey, const vibe::Vibe& vibe,
                                              const CutOptions& options,
                                              const CandidateWeights& w) {
  if (survey.is_exact) return {};
  const base::FilmTime film_end(survey.film.duration);
  auto all = candidates(w, story, survey, vibe, film_end);
  const auto most = budget(w, survey, options.length);
  Cover cover;
  base::Duration spent{};
  std::array<base::Duration, 3> in_zone{};
  std::array<base::Duration, kRegions> in_region{};
  // The best for its price, zones in turn: what is cheap because a neighbour was taken comes soon.
  while (true) {
    std::size_t best = all.size();
    double best_value = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].worth < 0) continue;
      const double price = base::to_seconds(cover.missing(all[i].range)) + w.price;
      const double zone = base::to_seconds(in_zone[all[i].zone]) / base::to_seconds(most);
      const double region = base::to_seconds(in_region[all[i].region]) / base::to_seconds(most);
      const double value = all[i].worth * (w.zone - std::min(zone, 1.0)) /
                           (std::sqrt(price) * (1 + region * kRegions / w.region));
      if (value <= best_value) continue;
      best_value = value;
      best = i;
    }
    if (best == all.size()) break;
    const auto price = cover.missing(all[best].range);
    if (spent + price <= most) {
      cover.add(all[best].range);
      spent += price;
      in_zone[all[best].zone] += price;
      in_region[all[best].region] += price;
    }
    all[best].worth = -1;
  }
  close_gaps(w, survey, film_end, cover);
  return cover.take();
}

}  // namespace cinecut::casting
