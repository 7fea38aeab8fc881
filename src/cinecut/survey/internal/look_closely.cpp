#include <algorithm>

#include "cinecut/survey/internal/close_look.h"
#include "cinecut/survey/survey.h"

namespace cinecut::survey {
namespace {

using namespace std::chrono_literals;

constexpr auto kMarked = 150ms;  // Errors up to this: the coder put a key picture on the border.
constexpr auto kAtTheEdge = 1s;  // From a range's end.

const Shot& shot_at(const std::vector<Shot>& shots, base::FilmTime time) {
  const auto next =
      std::ranges::upper_bound(shots, time, {}, [](const Shot& s) { return s.range.start; });
  return next == shots.begin() ? shots.front() : *std::prev(next);
}

// Where a range may be entered without looking at what comes before it: on a border that the coder
// marked. What precedes a key picture can only be had by decoding the whole stretch before it.
std::optional<base::FilmTime> entry_of(const std::vector<Shot>& shots, base::FilmRange range) {
  for (const auto& s : shots)
    if (s.range.start > base::FilmTime{} && s.range.start >= range.start &&
        s.range.start < std::min(range.end, range.start + kAtTheEdge) && s.start_error <= kMarked)
      return s.range.start;
  return {};
}

// Borders whose place is uncertain and that may lie across the range's ends are taken in.
base::FilmRange with_uncertain_ends(const std::vector<Shot>& shots, base::FilmRange range) {
  constexpr base::Duration most = 3s;
  const auto wanted = range;
  for (const auto& s : shots) {
    const auto error = std::min<base::Duration>(s.start_error, most);
    if (error <= kMarked) continue;
    const auto from = s.range.start - error, to = s.range.start + error;
    if (from < wanted.start && to > wanted.start) range.start = std::min(range.start, from);
    if (from < wanted.end && to > wanted.end) range.end = std::max(range.end, to);
  }
  range.start = std::max(range.start, base::FilmTime{});
  range.end = std::min(range.end, shots.back().range.end);
  return range;
}

// Ranges widened, and joined where reading on is cheaper than finding a new place to start.
std::vector<base::FilmRange> plan(const std::vector<Shot>& shots,
                                  const std::vector<base::FilmRange>& ranges) {
  constexpr base::Duration near = 1s;
  std::vector<base::FilmRange> planned;
  for (const auto& r : ranges) {
    const auto wide = with_uncertain_ends(shots, r);
    if (wide.length() <= 0ns) continue;
    if (!planned.empty() && wide.start - planned.back().end < near)
      planned.back().end = std::max(planned.back().end, wide.end);
    else
      planned.push_back(wide);
  }
  return planned;
}

// Replaces the borders inside `range`. A new shot has the measures of the shot in which its middle
// lay: its beginning may have been taken for a part of the one before.
void replace_borders(std::vector<Shot>& shots, base::FilmRange range,
                     const std::vector<Border>& borders) {
  std::vector<Shot> result;
  for (const auto& s : shots)
    if (s.range.start == base::FilmTime{} || !range.contains(s.range.start)) result.push_back(s);
  for (const auto& b : borders) {
    if (b.time <= base::FilmTime{}) continue;
    Shot shot;
    shot.range.start = b.time;
    shot.joint = b.joint;
    shot.joint_length = b.range.length();
    result.push_back(shot);
  }
  std::ranges::stable_sort(result, {}, [](const Shot& s) { return s.range.start; });
  const auto end = shots.back().range.end;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const bool is_last = i + 1 == result.size();
    result[i].range.end = is_last ? end : result[i + 1].range.start;
    result[i].end_error = is_last ? base::Duration{} : result[i + 1].start_error;
    const auto& start = result[i].range.start;
    if (start == base::FilmTime{} || !range.contains(start)) continue;
    const Shot& from = shot_at(shots, result[i].range.middle());
    result[i].measures = from.measures;
    result[i].faces = from.faces;
    result[i].setup = from.setup;
    result[i].is_credits = from.is_credits;
  }
  shots = std::move(result);
}

void refine_range(Survey& survey, base::FilmRange range, media::VideoReader& reader,
                  const base::Progress& progress) {
  const auto entry = entry_of(survey.shots, range);
  CloseLookOptions options;
  if (entry) {
    range.start = *entry;
    options.lead_in = 0s;
  }
  auto look = look_at_range(reader, range, options, progress);
  // The border at the key frame is kept, unless another follows within 300 ms: then the encoder
  // put its key frame too early.
  const bool was_early =
      !look.borders.empty() && entry && look.borders.front().time - *entry < 300ms;
  if (entry && !was_early) {
    Border marked;
    marked.time = *entry;
    marked.range = {*entry - look.dissolving, *entry + look.dissolving};
    if (look.dissolving > 0ns) marked.joint = Joint::dissolve;
    look.borders.insert(look.borders.begin(), marked);
  }
  replace_borders(survey.shots, range, look.borders);
  add_rest(survey, look.rest);
}

void split_where_suspected(Survey& survey, const std::vector<base::FilmRange>& ranges) {
  for (const auto& range : ranges) {
    std::vector<Border> borders;
    for (const auto& s : survey.shots)
      if (s.range.start > base::FilmTime{} && range.contains(s.range.start))
        borders.push_back(
            {s.range.start, s.joint, {s.range.start, s.range.start + s.joint_length}});
    for (const auto time : survey.suspicions)
      if (range.contains(time)) borders.push_back({time, Joint::cut, {time, time}, false});
    std::ranges::stable_sort(borders, {}, &Border::time);
    replace_borders(survey.shots, range, borders);
  }
}

void number_stills(Survey& survey) {
  for (auto& still : survey.stills)
    still.shot = static_cast<int>(&shot_at(survey.shots, still.time) - survey.shots.data());
}

}  // namespace

Survey look_closely(Survey survey, const std::vector<base::FilmRange>& ranges,
                    const base::Progress& progress) {
  if (survey.shots.empty()) return survey;
  if (survey.is_exact) {
    split_where_suspected(survey, ranges);
    number_stills(survey);
    return survey;
  }
  const auto planned = plan(survey.shots, ranges);
  if (planned.empty()) return survey;
  media::VideoReader reader(survey.film.path,
                            {.is_plain = true, .effort = media::Effort::no_loop_filter});
  double done = 0, all = 0;
  for (const auto& r : planned) all += base::to_seconds(r.length());
  for (const auto& range : planned) {
    refine_range(survey, range, reader, progress);
    done += base::to_seconds(range.length());
    progress(done / all);
  }
  number_stills(survey);
  return survey;
}

}  // namespace cinecut::survey
