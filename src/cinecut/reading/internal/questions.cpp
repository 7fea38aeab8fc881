#include "cinecut/reading/internal/questions.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "base/hash.h"
#include "base/utf8.h"
#include "cinecut/reading/internal/fields.h"

namespace cinecut::reading {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestLine = 140;   ///< Bytes of a cue that are shown.
constexpr std::size_t kShortLine = 12;      ///< Bytes of a cue that needs no number.
constexpr std::size_t kWholeBytes = 8'000;  ///< Of the last question: some 2,500 tokens.
constexpr int kMostCandidates = 5;          ///< Of a chunk, shown in the last question.
constexpr int kChunkTokens = 400, kWholeTokens = 1200;

constexpr const char* kAboutSpan =
    "Below is a part of a film's dialogue: lines in order, each with its number. Answer as JSON, "
    "in "
    "plain English, briefly.\n"
    "summary: who does what to whom here, in one short sentence, with names.\n"
    "want: who wants what, in a few words.\n"
    "change: what is different at the end, in a few words.\n"
    "early, middle, late: numbers of lines that would work well in the film's trailer, one from "
    "each "
    "third: strong, short, and clear to somebody who has not seen the film.\n"
    "best: the number of another line that would.\n"
    "turn: the number of the line at which things change most.\n\nLines:\n";

constexpr const char* kAboutWhole =
    "You help an editor who cuts the trailer of a film. Below is the whole film in parts, each "
    "with "
    "its place in the film and what happens; then lines that are spoken in each part, with their "
    "numbers. Answer as JSON, in plain English, briefly.\n"
    "logline: the film in one sentence, without its ending.\n"
    "protagonist, antagonist: who wants something, and who or what stands against it.\n"
    "begin: the number of the line at which the story is set going: the opportunity that the "
    "protagonist gets, after everyday life was shown.\n"
    "escalation: the number of the line of the point of no return: from here on nobody can go "
    "back.\n"
    "climax: the number of the line at the climax, the final confrontation that decides it all.\n"
    "secret: what a trailer must not tell: twists and the ending.\n"
    "spine: 6 to 14 lines that tell the story in a trailer, in the order in which they are to be "
    "heard, none that gives the ending away, no two alike; role says what each does.\n\nThe "
    "film:\n";

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  auto end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string told(const subtitles::Cue& cue) {
  const auto who = cue.speaker.empty() ? std::string() : cue.speaker + ": ";
  return shortened(base::in_one_line(who + cue.text), kLongestLine);
}

Json text_field(std::size_t most) { return {{"type", "string"}, {"maxLength", most}}; }

Json number_field(int first, int last) {
  return {{"type", "integer"}, {"minimum", first}, {"maximum", std::max(first, last)}};
}

std::string schema_of(Json properties) {
  auto names = Json::array();
  for (const auto& [name, field] : properties.items()) names.push_back(name);
  return Json{{"type", "object"},
              {"properties", std::move(properties)},
              {"required", std::move(names)},
              {"additionalProperties", false}}
      .dump();
}

std::string span_schema(int lines) {
  auto properties = Json::object();
  for (const auto& field : kChunkFields) properties[field.name] = text_field(field.most);
  for (int third = 0; third < kThirds; ++third) {
    const auto [first, last] = third_of(lines, third);
    properties[kThirdNames[static_cast<std::size_t>(third)]] = number_field(first, last);
  }
  properties["best"] = number_field(1, lines);
  properties["turn"] = number_field(1, lines);
  return schema_of(std::move(properties));
}

std::string whole_schema(int lines) {
  auto properties = Json::object();
  for (const auto& field : kWholeFields) properties[field.name] = text_field(field.most);
  for (const auto* name : kTurnNames) properties[name] = number_field(1, lines);
  properties["secret"] = {
      {"type", "array"}, {"items", text_field(kSecretCharacters)}, {"maxItems", kMostSecrets}};
  auto roles = Json::array();
  for (const auto role : edit::kRoles) roles.push_back(std::string(edit::name_of(role)));
  const Json entry = {
      {"type", "object"},
      {"properties", {{"line", number_field(1, lines)}, {"role", {{"enum", std::move(roles)}}}}},
      {"required", {"line", "role"}},
      {"additionalProperties", false}};
  properties["spine"] = {{"type", "array"},
                         {"items", entry},
                         {"minItems", std::min(kFewestSpine, lines)},
                         {"maxItems", kMostSpine}};
  return schema_of(std::move(properties));
}

/// Numbers from 0, as many as there are parts, in the order in which their lines are shown.
std::vector<std::size_t> in_order(std::size_t parts, Order order) {
  std::vector<std::size_t> shown(parts);
  std::iota(shown.begin(), shown.end(), 0);
  if (order == Order::reversed) std::ranges::reverse(shown);
  if (order != Order::mixed) return shown;
  // The later half between the earlier one: hardly any stands where it stood in the other two.
  std::vector<std::size_t> mixed;
  const auto half = (parts + 1) / 2;
  for (std::size_t i = 0; i < half; ++i) {
    if (half + i < parts) mixed.push_back(half + i);
    mixed.push_back(i);
  }
  return mixed;
}

/// The line where it changes, and `most` in all.
std::vector<int> lines_shown(const Chunk& chunk, int most) {
  std::vector<int> lines;
  if (chunk.turn >= 0) lines.push_back(chunk.turn);
  for (const int line : chunk.candidates)
    if (static_cast<int>(lines.size()) < most && line != chunk.turn) lines.push_back(line);
  std::ranges::sort(lines);
  return lines;
}

int percent(base::FilmTime time, base::Duration film) {
  if (film <= base::Duration{}) return 0;
  const auto share = base::to_seconds(time) / base::to_seconds(film);
  return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * 100));
}

std::string named(std::size_t part) { return "Part " + std::to_string(part + 1); }

/// What the last question says of one chunk.
std::string summary_of(const std::vector<subtitles::Cue>& cues, base::Duration film,
                       const Chunk& chunk, std::size_t part) {
  const auto cue = [&](int i) -> const auto& { return cues[static_cast<std::size_t>(i)]; };
  auto text = named(part) + ", " + std::to_string(percent(cue(chunk.first_cue).range.start, film)) +
              " to " + std::to_string(percent(cue(chunk.last_cue).range.end, film)) +
              " % of the film: " + chunk.summary;
  if (!chunk.want.empty()) text += " | " + chunk.want;
  if (!chunk.change.empty()) text += " | " + chunk.change;
  return text + "\n";
}

}  // namespace

std::string Question::key() const {
  return base::content_hash(kQuestionsVersion + ("\n" + schema) + "\n" + text);
}

std::string instructions() { return std::string(kAboutSpan) + kAboutWhole; }

LineQuestion question_about_span(const std::vector<subtitles::Cue>& cues,
                                 const std::vector<int>& spoken, const Span& span) {
  LineQuestion asked{{kAboutSpan, {}, kChunkTokens}, {}};
  auto& text = asked.question.text;
  for (int i = span.first; i < span.end; ++i) {
    const int index = spoken[static_cast<std::size_t>(i)];
    const auto& cue = cues[static_cast<std::size_t>(index)];
    if (!asked.lines.empty() && cue.speaker.empty() && cue.text.size() <= kShortLine) {
      text.insert(text.size() - 1, " / " + told(cue));
      continue;
    }
    asked.lines.push_back(index);
    text += std::to_string(asked.lines.size()) + " " + told(cue) + "\n";
  }
  asked.question.schema = span_schema(static_cast<int>(asked.lines.size()));
  return asked;
}

LineQuestion question_about_whole(const std::vector<subtitles::Cue>& cues, base::Duration film,
                                  const std::vector<Chunk>& chunks, Order order) {
  std::vector<const Chunk*> parts;
  for (const auto& chunk : chunks)
    if (!chunk.summary.empty()) parts.push_back(&chunk);
  // The beginning is the same in every order, and computed once.
  std::string beginning = kAboutWhole;
  for (std::size_t i = 0; i < parts.size(); ++i) beginning += summary_of(cues, film, *parts[i], i);
  beginning += "\nIts lines:\n";
  LineQuestion whole;
  for (int most = kMostCandidates; most >= 1; --most) {
    whole.lines.clear();
    whole.question.text = beginning;
    for (const auto part : in_order(parts.size(), order)) {
      whole.question.text += named(part) + "\n";
      for (const int line : lines_shown(*parts[part], most)) {
        whole.lines.push_back(line);
        whole.question.text += std::to_string(whole.lines.size()) + " " +
                               told(cues[static_cast<std::size_t>(line)]) + "\n";
      }
    }
    if (whole.question.text.size() <= kWholeBytes) break;
  }
  whole.question.schema = whole_schema(static_cast<int>(whole.lines.size()));
  whole.question.max_tokens = kWholeTokens;
  return whole;
}

}  // namespace cinecut::reading
