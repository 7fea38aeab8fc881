#include "cinecut/story/internal/lines.h"

#include <algorithm>
#include <map>
#include <span>

#include "cinecut/story/internal/curve.h"
#include "cinecut/story/internal/voices.h"
#include "cinecut/subtitles/emotion.h"
#include "cinecut/subtitles/sentences.h"

namespace cinecut::story {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostLines = 150;
constexpr float kLeastScore = 0.1f;
constexpr float kLeastOfSpine = 0.8f;  // Few other lines reach it.
constexpr base::Duration kShortestOfSpine = 500ms, kLongestOfSpine = 6s;
constexpr int kMostCues = 3;  // A sentence over more is no line for a trailer.
constexpr float kValley = 3;  // Decibels; less is no silence, just music under the words.
constexpr base::Duration kSearch = 300ms;  // For silence around the words.

/// `usual`, or the quietest instant of `search` where that is clearly quieter.
base::FilmTime quietest(const Curve& loudness, base::FilmTime usual, base::FilmRange search) {
  if (loudness.is_empty()) return usual;
  const base::FilmTime lowest = loudness.time_of_lowest(search);
  const bool is_valley = loudness.at(lowest, 0) < loudness.at(usual, 0) - kValley;
  return is_valley ? lowest : usual;
}

/// From the quietest instant before the words to the quietest after them, with the room they need,
/// and never into the neighbours' words.
base::FilmRange with_room(const std::vector<subtitles::Cue>& cues, int first, int last,
                          const survey::Survey& survey) {
  const auto cue = [&](int i) -> const subtitles::Cue& {
    return cues[static_cast<std::size_t>(i)];
  };
  const base::FilmTime start = cue(first).range.start, end = cue(last).range.end;
  const base::FilmTime zero{};
  // Between two cues each gets half of the gap.
  const auto earliest =
      first == 0 ? zero : cue(first - 1).range.end + (start - cue(first - 1).range.end) / 2;
  const bool is_last = last + 1 == static_cast<int>(cues.size());
  const auto film_end = zero + std::max(survey.film.duration, end - zero);
  const auto latest = is_last ? film_end : end + (cue(last + 1).range.start - end) / 2;

  const Curve loudness(survey.sound.loudness_lufs, survey.sound.step);
  base::FilmRange range{
      quietest(loudness, start - kRoom, {start - kRoom - kSearch, start - kRoom / 2}),
      quietest(loudness, end + kRoom, {end + kRoom / 2, end + kRoom + kSearch})};
  range.start = std::clamp(range.start, std::max(earliest, zero), start);
  range.end = std::clamp(range.end, end, std::max(latest, end));
  return range;
}

/// Of several cues: the strongest.
subtitles::Feeling feeling_in(const std::vector<subtitles::Cue>& cues, int first, int last) {
  subtitles::Feeling feeling;
  for (int i = first; i <= last; ++i) {
    const auto& cue = cues[static_cast<std::size_t>(i)];
    if (cue.emotion_strength > feeling.strength)
      feeling = {cue.emotion, cue.emotion_strength, 0.5f};
  }
  return feeling;
}

Line make_line(const std::vector<subtitles::Cue>& cues, int first, int last,
               const survey::Survey& survey, const meaning::Meaning& meaning) {
  Line line;
  line.cue = first;
  line.last_cue = last;
  const subtitles::Cue& cue = cues[static_cast<std::size_t>(first)];
  line.speaker = cue.speaker;
  for (int i = first; i <= last; ++i)
    line.text += (i == first ? "" : " ") + cues[static_cast<std::size_t>(i)].text;
  const bool is_whole = first == last || meaning.is_known();
  const subtitles::Feeling feeling =
      is_whole ? feeling_in(cues, first, last)
               : subtitles::feeling_of(line.text, subtitles::Capitals::mean_nothing);
  line.range = with_room(cues, first, last, survey);
  const auto words = cues[static_cast<std::size_t>(last)].range.end - cue.range.start;
  const LineWorth worth = worth_of_line(line.text, feeling.emotion, feeling.strength, words,
                                        purpose_of(meaning, first, last));
  line.kind = worth.kind;
  if (static_cast<std::size_t>(first) < meaning.said.size())
    line.said = meaning.said[static_cast<std::size_t>(first)].vector;
  line.score = worth.score;
  return line;
}

/// What does not sound like speech is probably not where the words are.
float heard(const Line& line, const survey::Survey& survey) {
  const Curve speech(survey.sound.speech, survey.sound.step);
  if (speech.is_empty()) return 1;
  return 0.75f + 0.25f * std::clamp(speech.mean(line.range, 1), 0.0f, 1.0f);
}

const reading::SpineLine* in_spine(const std::vector<reading::SpineLine>& spine, const Line& line) {
  if (line.range.length() < kShortestOfSpine || line.range.length() > kLongestOfSpine)
    return nullptr;
  const auto found = std::ranges::find_if(spine, [&](const reading::SpineLine& s) {
    return s.cue <= line.last_cue && line.cue <= s.last_cue;
  });
  return found == spine.end() ? nullptr : &*found;
}

/// The more readings chose it, the better; above all that were not chosen.
void give_role(Line& line, const reading::SpineLine& told) {
  line.role = told.role;
  line.kind = kind_of(told.role);
  line.score =
      kLeastOfSpine + (1 - kLeastOfSpine) * (static_cast<float>(told.confidence) + line.score) / 2;
}

void keep_best_of_each_text(std::vector<Line>& lines) {
  std::map<std::string, int> seen;
  std::erase_if(lines, [&](const Line& line) { return seen[line.text]++ > 0; });
}

}  // namespace

bool stands_alone(const std::vector<subtitles::Cue>& cues, int cue) {
  const auto i = static_cast<std::size_t>(cue);
  const bool goes_on = i + 1 < cues.size() && subtitles::goes_on(cues[i], cues[i + 1]);
  return !goes_on && (i == 0 || !subtitles::goes_on(cues[i - 1], cues[i]));
}

std::vector<Line> find_lines(const std::vector<subtitles::Cue>& cues, const survey::Survey& survey,
                             base::FilmTime limit, const std::vector<reading::SpineLine>& spine,
                             const meaning::Meaning& meaning) {
  const Voices voices(cues, survey);
  const auto can_be_heard = [&](const Line& line) {
    const auto of_line = std::span(cues).subspan(
        static_cast<std::size_t>(line.cue), static_cast<std::size_t>(line.last_cue - line.cue) + 1);
    return std::ranges::all_of(of_line,
                               [&](const auto& cue) {
                                 return !cue.is_sound && !cue.text.empty() &&
                                        voices.are_heard_in(cue);
                               }) &&
           std::ranges::none_of(survey.credits,
                                [&](const auto& range) { return range.overlaps(line.range); });
  };
  std::vector<Line> lines;
  for (int first = 0; first < static_cast<int>(cues.size());) {
    Line line = make_line(cues, first, subtitles::last_of_sentence(cues, first, kMostCues), survey,
                          meaning);
    first = line.last_cue + 1;
    line.score *= heard(line, survey);
    if (const auto* told = in_spine(spine, line)) give_role(line, *told);
    const auto words_end = cues[static_cast<std::size_t>(line.last_cue)].range.end;
    if (words_end + kRoom / 2 <= limit) line.range.end = std::min(line.range.end, limit);
    if (line.score >= kLeastScore && line.range.end <= limit && can_be_heard(line))
      lines.push_back(std::move(line));
  }
  std::ranges::stable_sort(lines, [](const Line& a, const Line& b) { return a.score > b.score; });
  keep_best_of_each_text(lines);
  if (lines.size() > kMostLines) lines.resize(kMostLines);
  return lines;
}

}  // namespace cinecut::story
