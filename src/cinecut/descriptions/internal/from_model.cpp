// Stills go to the engines, and what comes back is written down.

#include <utility>

#include "base/log.h"
#include "cinecut/descriptions/describe.h"
#include "cinecut/descriptions/internal/alike.h"
#include "cinecut/descriptions/internal/dialogue.h"
#include "cinecut/descriptions/internal/wording.h"
#include "cinecut/engines/session.h"
#include "openai_client/chat.h"

namespace cinecut::descriptions {
namespace {

/// A model's answer is worth more than measures, and still a guess.
constexpr float kConfidence = 0.8f;
constexpr double kSecondTemperature = 0.5;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// The body of the request for one still.
std::string request_for(const survey::Still& still, const std::vector<subtitles::Cue>& cues,
                        const engines::Reader& reader) {
  return openai_client::to_body(
      openai_client::PictureQuestion{.model = reader.model,
                                     .text = question(),
                                     .jpeg = still.jpeg,
                                     .after = context_of(cue_near(cues, still.time)),
                                     .schema = answer_schema(),
                                     .max_tokens = kAnswerTokens,
                                     .temperature = reader.is_second ? kSecondTemperature : 0,
                                     .seed = reader.is_second ? 1 : 0},
      reader.dialect);
}

void describe(const survey::Survey& survey, const std::vector<subtitles::Cue>& cues,
              const engines::EngineChoice& choice, Journal& journal, const std::vector<int>& asked,
              const DescribeListener& listener, const std::stop_token& stop) {
  int done = 0;
  const auto keep = [&](int still, const Described& described) {
    journal.add(survey.stills[at(still)].time, described);
    if (listener) listener(++done, static_cast<int>(asked.size()));
  };
  engines::Inquiry inquiry;
  inquiry.wording = {.items = "stills",
                     .task = "describe stills",
                     .otherwise = "Use --describer measures, or another model.",
                     .timeout_option = "--frame-timeout"};
  for (const auto& [time, described] : journal.descriptions().by_time)
    inquiry.has_answers |= described.skipped.empty();
  inquiry.body = [&](int still, const engines::Reader& reader) {
    return request_for(survey.stills[at(still)], cues, reader);
  };
  inquiry.answered = [&](int still, const std::string& answer) {
    keep(still, {description_of(answer), ""});
  };
  inquiry.given_up = [&](int still, const std::string& why) {
    const auto seconds = base::to_seconds(survey.stills[at(still)].time);
    base::warn("The still at " + std::to_string(static_cast<int>(seconds)) +
               " s is described from measures, since the model failed twice: " + why);
    keep(still, {{}, why});
  };
  engines::Session(choice).ask(asked, inquiry, stop);
}

/// Puts together what the model said, what it said of a picture alike, and what was measured.
DescribeResult gather(const survey::Survey& survey, const std::vector<subtitles::Cue>& cues,
                      const engines::EngineChoice& choice, const std::vector<int>& by,
                      const Descriptions& known) {
  DescribeResult result;
  result.scenes = describe_from_measures(survey, cues);
  for (std::size_t i = 0; i < by.size(); ++i) {
    const auto found = known.by_time.find(survey.stills[at(by[i])].time);
    if (found == known.by_time.end()) continue;
    if (!found->second.skipped.empty()) {
      if (by[i] == static_cast<int>(i)) ++result.skipped;
      continue;
    }
    auto& scene = result.scenes[i];
    scene.description = found->second.description;
    scene.confidence = kConfidence;
    scene.source = choice.name();
    if (by[i] != static_cast<int>(i)) scene.shared_with = by[i];
  }
  return result;
}

}  // namespace

std::string describer_of(const engines::EngineChoice& choice) {
  return std::string("wording ") + kWordingVersion + ", " + choice.identity();
}

DescribeResult describe_with_model(const survey::Survey& survey,
                                   const std::vector<subtitles::Cue>& cues,
                                   const engines::EngineChoice& choice,
                                   const std::filesystem::path& path, const Provenance& provenance,
                                   const DescribeListener& listener, const std::stop_token& stop) {
  const auto by = described_by(survey.stills);
  const auto missing_in = [&](const Descriptions& known) {
    std::vector<int> missing;
    for (std::size_t i = 0; i < by.size(); ++i)
      if (by[i] == static_cast<int>(i) && !known.by_time.contains(survey.stills[i].time))
        missing.push_back(by[i]);
    return missing;
  };
  const auto known = read_journal(path, provenance);
  if (known && known->is_complete && missing_in(*known).empty())
    return gather(survey, cues, choice, by, *known);
  Journal journal(path, provenance);
  describe(survey, cues, choice, journal, missing_in(journal.descriptions()), listener, stop);
  journal.complete();
  return gather(survey, cues, choice, by, journal.descriptions());
}

}  // namespace cinecut::descriptions
