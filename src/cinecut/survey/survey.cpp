#include "cinecut/survey/survey.h"

#include <algorithm>

#include "base/error.h"
#include "cinecut/survey/shots.h"
#include "media/video_reader.h"

namespace cinecut {
namespace {

using namespace std::chrono_literals;

base::Progress part_of(const base::Progress& whole, double from, double to) {
  return {[whole, from, to](double share) { whole(from + (to - from) * share); }, whole.stop};
}

// Whether the film's coder put key pictures on shot changes: then some, at least two a minute, come
// sooner after the one before than the regular distance.
bool keys_mark_cuts(const Evidence& evidence) {
  std::vector<std::size_t> distances;
  std::size_t last = 0;
  for (std::size_t i = 1; i < evidence.packets.size(); ++i) {
    if (!evidence.packets[i].is_key) continue;
    distances.push_back(i - last);
    last = i;
  }
  if (distances.empty()) return false;
  const auto regular = std::ranges::max(distances);
  const auto early = std::ranges::count_if(distances, [&](auto d) { return d + 2 < regular; });
  return static_cast<double>(early) >= 2 * base::to_seconds(evidence.end) / 60;
}

void add_rest(Survey& survey, Rest rest) {
  survey.black.insert(survey.black.end(), rest.black.begin(), rest.black.end());
  survey.frozen.insert(survey.frozen.end(), rest.frozen.begin(), rest.frozen.end());
  for (auto* list : {&survey.black, &survey.frozen})
    std::ranges::stable_sort(*list, {}, [](const base::FilmRange& r) { return r.start; });
}

}  // namespace

Survey survey_film(const media::FilmInfo& film, const std::vector<Cue>& cues,
                   const SurveyOptions& options, const base::Progress& progress) {
  auto evidence =
      gather(film, cues, options.exact, part_of(progress, 0, options.exact ? 0.9 : 0.2));
  bool is_exact = options.exact;
  if (!is_exact && !keys_mark_cuts(evidence)) {
    evidence = gather(film, cues, true, part_of(progress, 0.2, 0.9));
    is_exact = true;
  }
  Survey survey;
  survey.film = film;
  survey.is_exact = is_exact;
  std::vector<SureBorder> borders;
  if (is_exact)
    for (const auto& b : evidence.borders) borders.push_back({b, {}});
  else
    borders = guess_borders(evidence);
  survey.shots = make_shots(borders, evidence.end);
  measure_shots(survey.shots, evidence);
  survey.stills = choose_stills(survey.shots, cues, evidence, options.still_interval);
  count_faces(survey.shots, survey.stills);
  survey.credits = find_credits(survey.shots);
  survey.black = find_black(survey.shots, evidence);
  add_rest(survey, std::move(evidence.rest));
  survey.area = find_area(film, evidence.bars);
  survey.sound = std::move(evidence.sound);
  progress(1);
  return survey;
}

namespace {

// The borders inside one range, every picture decoded, with room for what a detector needs around.
std::vector<Border> borders_in(media::VideoReader& reader, base::FilmRange range,
                               base::FilmTime end, Rest& rest, const base::Progress& progress) {
  constexpr base::Duration room = 700ms;
  BorderFinder finder;
  RestFinder resting;
  reader.seek(std::max(base::FilmTime{}, range.start - room));
  while (auto picture = reader.next()) {
    if (picture->time() >= std::min(end, range.end + room)) break;
    if (progress.stop.stop_requested())
      throw base::Error(base::ErrorKind::cancelled, "stopped while looking for exact shot borders");
    const auto small = make_small(*picture);
    finder.add(small);
    resting.add(small);
  }
  rest = resting.finish();
  auto borders = finder.finish();
  std::erase_if(borders, [&](const Border& b) { return !range.contains(b.time); });
  return borders;
}

// Replaces the borders inside `range`; measures of the shots they came from are kept.
void replace_borders(std::vector<Shot>& shots, base::FilmRange range,
                     const std::vector<Border>& borders) {
  const auto of = [&](base::FilmTime time) -> const Shot& {
    const auto next =
        std::ranges::upper_bound(shots, time, {}, [](const Shot& s) { return s.range.start; });
    return *std::prev(next);
  };
  std::vector<Shot> result;
  for (const auto& s : shots)
    if (s.range.start == base::FilmTime{} || !range.contains(s.range.start)) result.push_back(s);
  for (const auto& b : borders) {
    if (b.time <= base::FilmTime{}) continue;
    Shot shot = of(b.time);
    shot.range.start = b.time;
    shot.joint = b.joint;
    shot.joint_length = b.range.length();
    shot.start_error = {};
    result.push_back(shot);
  }
  std::ranges::sort(result, {}, [](const Shot& s) { return s.range.start; });
  const auto end = shots.back().range.end;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const bool is_last = i + 1 == result.size();
    result[i].range.end = is_last ? end : result[i + 1].range.start;
    result[i].end_error = is_last ? base::Duration{} : result[i + 1].start_error;
  }
  shots = std::move(result);
}

}  // namespace

Survey refine(Survey survey, const std::vector<base::FilmRange>& ranges,
              const base::Progress& progress) {
  if (survey.is_exact || survey.shots.empty()) return survey;
  media::VideoReader reader(survey.film.path, {.effort = media::Effort::no_loop_filter});
  const auto end = survey.shots.back().range.end;
  double done = 0, all = 0;
  for (const auto& r : ranges) all += base::to_seconds(r.length());
  for (const auto& range : ranges) {
    Rest rest;
    replace_borders(survey.shots, range, borders_in(reader, range, end, rest, progress));
    add_rest(survey, std::move(rest));
    done += base::to_seconds(range.length());
    progress(all > 0 ? done / all : 1);
  }
  for (auto& still : survey.stills) {
    const auto next = std::ranges::upper_bound(survey.shots, still.time, {},
                                               [](const Shot& s) { return s.range.start; });
    still.shot = std::max(0, static_cast<int>(next - survey.shots.begin()) - 1);
  }
  return survey;
}

}  // namespace cinecut
