#include "cinecut/pipeline/internal/keys.h"

#include "base/hash.h"
#include "cinecut/descriptions/describe.h"
#include "cinecut/meaning/meaning.h"
#include "cinecut/pipeline/internal/identity.h"
#include "cinecut/pipeline/internal/store.h"
#include "cinecut/reading/reading.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/survey/survey.h"

namespace cinecut::pipeline {
namespace {

// Raise the one of a phase whose result changes for the same input: otherwise work folders keep
// what an earlier program made. A changed form of the survey's file raises kSurveyFormat instead.
constexpr const char* kCuesVersion = "2";
constexpr const char* kSurveyVersion = "5";
constexpr const char* kScenesVersion = "2";
constexpr const char* kReadingVersion = "2";
constexpr const char* kCardsVersion = "1";
constexpr const char* kMusicVersion = "5";
constexpr const char* kCutVersion = "8";

/// The files that the cues may come from, and what is wanted of them.
std::string identity_of_subtitles(const Job& job, const media::FilmInfo& film) {
  std::string all = std::to_string(job.subtitles.track) + "\n" + job.subtitles.language + "\n";
  for (const auto& file : subtitles::subtitle_files(film, job.subtitles))
    all += identity_of(file) + "\n";
  return all;
}

}  // namespace

Keys make_keys(const Job& job, const media::FilmInfo& film) {
  Keys keys;
  const auto vibe = vibe::to_csv({job.vibe});  // Every field of it.
  keys.seed = static_cast<std::uint32_t>(
      std::stoul(base::content_hash(film.path.stem().string() + "\n" + job.vibe.name).substr(0, 8),
                 nullptr, 16));
  keys.cues =
      make_key({"cues", kCuesVersion, identity_of(film.path), identity_of_subtitles(job, film)});
  keys.survey = make_key({"survey", kSurveyVersion, std::to_string(survey::kSurveyFormat),
                          survey::means_of_survey(), keys.cues,
                          film.audio ? std::to_string(film.audio->track) : "silent",
                          job.exact ? "exact" : "default"});
  keys.scenes =
      make_key({"scenes", kScenesVersion, keys.survey,
                job.describer.is_set() ? descriptions::describer_of(job.describer) : "measures"});
  if (job.reader.is_set())
    keys.reading =
        make_key({"reading", kReadingVersion, keys.cues, reading::reader_of(job.reader)});
  if (job.embedder.is_set())
    keys.meaning = make_key({"meaning", keys.scenes, meaning::meaning_of(job.embedder)});
  if (job.reader.is_set() && job.has_cards)
    keys.cards = make_key({"cards", kCardsVersion, keys.reading});
  keys.close_look =
      make_key({"close look", kCutVersion, keys.scenes, keys.reading, keys.meaning, vibe,
                std::to_string(job.spoiler_limit), std::to_string(job.length.count())});
  keys.cut = make_key({"cut", kCutVersion, kMusicVersion, keys.close_look,
                       job.music.empty() ? "" : identity_of(job.music), job.title});
  if (!keys.cards.empty()) keys.cut = make_key({keys.cut, keys.cards});
  return keys;
}

}  // namespace cinecut::pipeline
