#include "cinecut/story/internal/stretches.h"

#include <algorithm>

namespace cinecut::story {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using base::FilmRange;
using base::FilmTime;

constexpr Duration kVeryLong = 16s;  // Such a shot gives several stretches ...
constexpr Duration kAimed = 9s;      // ... of about this length.
constexpr Duration kSearch = 2s;     // How far a parting may move to miss a line.
constexpr float kMostlyBlack = 0.5f;
constexpr float kMostlyText = 0.5f;
// A shot below this shows nothing that is worth showing (bench/stills), or words ...
constexpr float kNoSubject = 0.3f;
// ... and is left out, the worst first, while this share of the stretches is left, or this many,
constexpr double kEnoughShare = 2.0 / 3;
constexpr std::size_t kEnough = 180;
// and as much as gives the shortest trailer a choice.
constexpr Duration kEnoughTime = 30s;

bool is_usable(const survey::Shot& shot) {
  return !shot.is_credits && !(shot.measures.black > kMostlyBlack) &&
         shot.range.start < shot.range.end;
}

/// What `range` keeps when `from` and `to` are taken off its ends; less is taken off where nothing
/// usable would be left.
FilmRange without_ends(FilmRange range, Duration from, Duration to) {
  const Duration spare = range.length() - kShortestStretch;
  if (spare <= Duration::zero()) return range;
  if (from + to > spare) {
    const double share = base::to_seconds(spare) / base::to_seconds(from + to);
    from = base::from_seconds(base::to_seconds(from) * share);
    to = spare - from;
  }
  return {range.start + from, range.end - to};
}

FilmRange clear_of_joints(const survey::Survey& survey, std::size_t i, FilmTime limit) {
  const survey::Shot& shot = survey.shots[i];
  FilmRange range = survey::inside_of(survey, i);
  if (range.start >= range.end) return range;
  range = without_ends(range, shot.start_error, shot.end_error);
  range.end = std::min(range.end, limit);
  return range.start < range.end ? range : FilmRange{range.start, range.start};
}

/// The longest part of `range` outside all of `holes` (sorted or not).
FilmRange longest_outside(FilmRange range, const std::vector<FilmRange>& holes) {
  std::vector<FilmRange> parts{range};
  for (const FilmRange& hole : holes) {
    if (!hole.overlaps(range)) continue;
    std::vector<FilmRange> left;
    for (const FilmRange& part : parts) {
      if (!part.overlaps(hole)) {
        left.push_back(part);
        continue;
      }
      if (part.start < hole.start) left.push_back({part.start, hole.start});
      if (hole.end < part.end) left.push_back({hole.end, part.end});
    }
    parts = std::move(left);
  }
  FilmRange longest{range.start, range.start};
  for (const FilmRange& part : parts)
    if (part.length() > longest.length()) longest = part;
  return longest;
}

/// The instant nearest to `t` that is in no cue; `t` itself if there is none near.
FilmTime between_lines(FilmTime t, const std::vector<subtitles::Cue>& cues) {
  const auto next = std::partition_point(cues.begin(), cues.end(),
                                         [&](const subtitles::Cue& c) { return c.range.end <= t; });
  if (next == cues.end() || !next->range.contains(t)) return t;
  const FilmTime before = next->range.start, after = next->range.end;
  const FilmTime nearest = t - before <= after - t ? before : after;
  return std::max(t, nearest) - std::min(t, nearest) <= kSearch ? nearest : t;
}

void add_parts(std::vector<Stretch>& out, int shot, FilmRange range,
               const std::vector<subtitles::Cue>& cues) {
  const auto count = range.length() > kVeryLong ? (range.length() + kAimed / 2) / kAimed : 1;
  FilmTime start = range.start;
  for (std::int64_t n = 1; n <= count; ++n) {
    FilmTime end = range.end;
    if (n < count) end = between_lines(range.start + range.length() * n / count, cues);
    if (end - start >= kShortestStretch) out.push_back({shot, {start, end}});
    start = std::max(start, end);
  }
}

/// How well a shot shows something, 0 to 1; below 0 if it shows words.
float clarity_of(const survey::Survey& survey, const std::vector<float>& told,
                 const Stretch& stretch) {
  const auto shot = static_cast<std::size_t>(stretch.shot);
  const auto& seen = survey.shots[shot].measures;
  if (seen.text > kMostlyText) return -seen.text;
  return seen.subject + (told.empty() ? 0 : told[shot]);
}

void leave_out_poor_ones(std::vector<Stretch>& stretches, const survey::Survey& survey,
                         const std::vector<float>& told) {
  std::vector<std::size_t> poor;
  Duration left{};
  const auto clarity = [&](std::size_t i) { return clarity_of(survey, told, stretches[i]); };
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    left += stretches[i].range.length();
    if (clarity(i) < kNoSubject) poor.push_back(i);
  }
  std::ranges::stable_sort(poor, {}, clarity);
  const auto share = static_cast<std::size_t>(kEnoughShare * static_cast<double>(stretches.size()));
  const std::size_t spare = stretches.size() - std::min(kEnough, share + 1);
  float limit = kNoSubject;  // Equal ones stay or go together.
  for (std::size_t n = 0; n < poor.size(); ++n) {
    left -= stretches[poor[n]].range.length();
    if (n < spare && left >= kEnoughTime) continue;
    limit = clarity(poor[n]);
    break;
  }
  std::erase_if(stretches, [&](const Stretch& s) { return clarity_of(survey, told, s) < limit; });
}

}  // namespace

std::vector<Stretch> usable_stretches(const survey::Survey& survey,
                                      const std::vector<subtitles::Cue>& cues, FilmTime limit,
                                      const std::vector<float>& told) {
  std::vector<Stretch> out;
  for (std::size_t i = 0; i < survey.shots.size(); ++i) {
    if (!is_usable(survey.shots[i])) continue;
    FilmRange range = clear_of_joints(survey, i, limit);
    range = longest_outside(range, survey.credits);
    range = longest_outside(range, survey.black);
    range = longest_outside(range, survey.frozen);
    if (range.length() >= kShortestStretch) add_parts(out, static_cast<int>(i), range, cues);
  }
  leave_out_poor_ones(out, survey, told);
  return out;
}

}  // namespace cinecut::story
