#pragma once
// The pipeline: the phases in order, each skipped when the work folder holds its result.
//
//   film ─▶ subtitles ─▶ survey ─▶ reading ─▶ scenes ─▶ meaning ─▶ story ─▶ close look ─▶ cut ─▶
//   MANIFEST ─▶ render ─▶ trailer
//                         music ─────────────────────────────────────┘

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/time.h"
#include "cinecut/check/check.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/engines/choice.h"
#include "cinecut/reading/reading.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/survey/survey.h"
#include "cinecut/vibe/vibe.h"
#include "media/film.h"

namespace cinecut::pipeline {

/// What the user asked for. Empty paths: the default that the comment names.
struct Job {
  std::filesystem::path film;
  vibe::Vibe vibe;
  subtitles::SubtitleChoice subtitles;
  std::filesystem::path output;    ///< <film stem>_trailer_<vibe>.mp4 beside the film.
  std::filesystem::path work;      ///< <film stem>.cinecut/ beside the film.
  std::filesystem::path music;     ///< A score made for the vibe.
  std::filesystem::path manifest;  ///< Render this edit instead of making one.
  std::filesystem::path vibes;     ///< Where the vibe was read from, if not built in.
  media::SoundChoice sound;        ///< The one the manifest names, or a viewer would hear.
  std::string title;               ///< The film's own title, or its file name made readable.
  base::Duration length = std::chrono::seconds(120);
  double spoiler_limit = 0.85;
  engines::EngineChoice describer;  ///< Who describes the stills. Nobody: they are measured.
  engines::EngineChoice reader;     ///< Who reads the dialogue. Nobody: it is not read.
  /// Who says what sentences mean. Nobody: lists of words do.
  engines::EngineChoice embedder;
  bool embedder_may_fail = true;  ///< Nobody named it: without it, lists of words do.
  bool has_cards = false;    ///< A few words on black between the parts, from what the reader read.
  bool exact = false;        ///< Survey every picture.
  bool review_only = false;  ///< Stop when the manifest is written.
  bool overwrites = false;   ///< Replace files that are there and are not ours.
};

enum class StageState { started, advanced, finished, reused };

struct StageEvent {
  std::string stage;  ///< "survey"
  StageState state = StageState::started;
  double share = 0;         ///< Done, 0 to 1.
  int done = 0, total = 0;  ///< Of what it counts; 0 of 0 if it counts nothing.
};

/// Called from several threads, one at a time.
using OnStage = std::function<void(const StageEvent&)>;

struct Outcome {
  std::filesystem::path trailer;  ///< Empty after review_only.
  std::filesystem::path manifest;
  std::filesystem::path report;  ///< Empty after review_only.
  edit::Manifest edit;
  check::CheckReport check;  ///< Of the finished file.
};

/// Runs the whole way, or the part that is missing. Throws Error.
Outcome make_trailer(const Job& job, const OnStage& on_stage, std::stop_token stop);

/// One stage of a plan, for --dry-run.
struct PlannedStage {
  std::string stage;
  bool is_reused = false;
};
std::vector<PlannedStage> plan_trailer(const Job& job);

/// The survey alone, kept in the work folder like every other run's.
survey::Survey make_survey(const Job& job, const OnStage& on_stage, std::stop_token stop);

/// The dialogue of a subtitle file, read by the job's reader. Answers are kept in `work`, where a
/// film of that stem finds them. Throws what reading::read_dialogue throws; unavailable if another
/// run is at work there.
reading::Reading make_reading(const std::vector<subtitles::Cue>& cues, base::Duration film,
                              const engines::EngineChoice& reader,
                              const std::filesystem::path& work, const std::string& stem,
                              const OnStage& on_stage, const std::stop_token& stop);

/// The manifest's name in the work folder.
inline constexpr const char* kManifestFile = "TRAILER_MANIFEST.json";

/// Where a complete job keeps the descriptions of a vision model.
std::filesystem::path journal_path(const Job& job);

/// The job with its empty fields filled in from the film. Throws what probing throws.
Job complete(Job job, const media::FilmInfo& film);

}  // namespace cinecut::pipeline
