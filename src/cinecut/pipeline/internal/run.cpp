#include "cinecut/pipeline/internal/run.h"

#include <algorithm>
#include <optional>

#include "base/files.h"
#include "base/log.h"
#include "cinecut/cut/cut.h"
#include "cinecut/music/score/score.h"
#include "cinecut/pipeline/internal/arc.h"
#include "cinecut/vibe/form.h"

namespace cinecut::pipeline {
namespace {

constexpr int kRounds = 3;  // Of the close look.

}  // namespace

descriptions::Provenance provenance_of(const Job& job) {
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(job.film, error).time_since_epoch();
  return {std::filesystem::file_size(job.film, error),
          std::chrono::duration_cast<std::chrono::nanoseconds>(changed).count(),
          descriptions::describer_of(job.describer)};
}

std::vector<subtitles::Cue> Run::cues() {
  const auto text =
      stage("subtitles", "cues.json", keys_.cues, [&](const base::Progress& progress) {
        return subtitles::to_text(subtitles::find_subtitles(film_, job_.subtitles, progress));
      });
  auto subtitles = subtitles::subtitles_from_text(text);
  base::log(base::LogLevel::info, "subtitles: " + subtitles::describe(subtitles));
  return std::move(subtitles.cues);
}

survey::Survey Run::survey(const std::vector<subtitles::Cue>& cues) {
  const auto name = job_.exact ? "survey.exact.msgpack" : "survey.msgpack";
  const auto bytes = stage("survey", name, keys_.survey, [&](const base::Progress& progress) {
    return survey::to_bytes(survey::survey_film(film_, cues, {.exact = job_.exact}, progress));
  });
  return survey::survey_from_bytes(bytes);
}

Material Run::material(std::vector<subtitles::Cue> known) {
  auto seen = survey(known);
  // One model after the other: there is memory for one.
  auto read = reading(known);
  auto scenes =
      job_.describer.is_set() ? scenes_by_model(seen, known) : scenes_by_measures(seen, known);
  auto meant = meaning(known, scenes);
  known = meaning::felt(std::move(known), meant);
  Material m{std::move(known), std::move(seen), std::move(scenes), std::move(read),
             std::move(meant)};
  const auto name = "close-look." + job_.vibe.name + ".msgpack";
  const auto close = stage("close look", name, keys_.close_look, [&](const base::Progress& p) {
    return survey::to_bytes(refined(m, p));
  });
  m.survey = survey::survey_from_bytes(close);
  return m;
}

void Run::check_descriptions() {
  if (!job_.describer.is_set()) return;
  const auto path = journal_path(job_);
  if (const auto known = descriptions::read_journal(path, provenance_of(job_));
      known && known->is_complete) {
    base::log(base::LogLevel::info, "Cache hit: loaded " + std::to_string(known->by_time.size()) +
                                        " scene descriptions from " + path.filename().string() +
                                        ", inference skipped");
    return;
  }
  store_.forget("close-look.");
  store_.forget("cut.");
}

edit::Manifest Run::edit(const std::function<const beats::Song&()>& song) {
  const auto name = "cut." + job_.vibe.name + ".json";
  auto known = cues();
  if (const auto kept = store_.load(name, keys_.cut)) {
    tell({"cut", StageState::reused, 1});
    return edit::manifest_from_json(*kept);
  }
  const auto m = material(std::move(known));
  const auto& music = song();
  auto made = timed("cut", [&](const base::Progress&) {
    const auto story = story::tell_story(m.survey, m.cues, m.scenes, job_.vibe, story_options(),
                                         m.reading, m.meaning);
    auto options = cut_options();
    if (m.reading) options.cards = m.reading->cards;
    return cut::make_cut(story, m.survey, m.scenes, m.cues, music, job_.vibe, options);
  });
  store_.save(name, keys_.cut, edit::to_json(made));
  return made;
}

report::Arc Run::arc() const {
  std::optional<std::vector<subtitles::Cue>> cues;
  std::optional<survey::Survey> seen;
  std::optional<reading::Reading> read;
  const auto survey_name = job_.exact ? "survey.exact.msgpack" : "survey.msgpack";
  const auto& reading_key = keys_.cards.empty() ? keys_.reading : keys_.cards;
  try {
    if (const auto text = store_.load("cues.json", keys_.cues))
      cues = subtitles::subtitles_from_text(*text).cues;
    if (const auto bytes = store_.load(survey_name, keys_.survey))
      seen = survey::survey_from_bytes(*bytes);
    if (const auto text = store_.load("reading.json", reading_key); text && job_.reader.is_set())
      read = reading::reading_from_text(*text);
  } catch (const base::Error&) {  // The page is complete without it.
  }
  return arc_of(film_.duration, cues, seen, read);
}

void Run::tell_of_cards(const edit::Manifest& edit) const {
  const bool has_some =
      std::ranges::any_of(edit.titles, [](const auto& title) { return title.kind == "card"; });
  if (!job_.has_cards || has_some) return;
  base::warn(job_.reader.is_set()
                 ? "--cards: the trailer has no cards. Either fewer than two that the text model "
                   "wrote can be shown, or the trailer is too short for two."
                 : "--cards: the trailer has no cards, since they are made of what a text model "
                   "reads in the dialogue. Name one with --text-model or --text-endpoint.");
}

bool Run::has_edit() const {
  return store_.load("cut." + job_.vibe.name + ".json", keys_.cut).has_value();
}

std::filesystem::path Run::publish(const std::string& manifest) const {
  const auto path = store_.folder() / kManifestFile;
  const auto written = store_.load(kManifestFile, "written");
  if (written == manifest) return path;
  const auto there = base::try_read_file(path);
  if (there && *there != manifest && !written) {
    auto aside = store_.folder() / "TRAILER_MANIFEST.edited.json";
    for (int n = 2; std::filesystem::exists(aside); ++n)
      aside = store_.folder() / ("TRAILER_MANIFEST.edited-" + std::to_string(n) + ".json");
    base::write_file_atomically(aside, *there);
    base::warn("Your edited manifest was kept as " + base::quoted(aside) +
               ". Render it with --manifest.");
  }
  store_.save(kManifestFile, "written", manifest);
  return path;
}

SongWish Run::song_wish() const {
  return {.file = job_.music, .length = score_length(), .seed = keys_.seed};
}

beats::Song Run::make_song(const SongWish& wish, const base::Progress& progress) const {
  return wish.file.empty() ? score::make_score(job_.vibe, vibe::plan_form(job_.vibe, wish.length),
                                               wish.seed, progress)
                           : beats::load_song(wish.file, job_.vibe, progress);
}

survey::Survey Run::refined(Material known, const base::Progress& progress) const {
  auto& survey = known.survey;
  std::vector<base::FilmRange> looked_at;
  for (int round = 0; round < kRounds; ++round) {
    const auto story = story::tell_story(survey, known.cues, known.scenes, job_.vibe,
                                         story_options(), known.reading, known.meaning);
    auto ranges = casting::candidate_ranges(story, survey, job_.vibe, cut_options());
    std::erase_if(ranges, [&](const auto& range) {
      return std::ranges::any_of(looked_at, [&](const auto& l) { return l.contains(range); });
    });
    if (ranges.empty()) break;
    const base::Progress silent{.stop = progress.stop};
    survey = survey::look_closely(std::move(survey), ranges, round == 0 ? progress : silent);
    looked_at.insert(looked_at.end(), ranges.begin(), ranges.end());
  }
  return std::move(survey);
}

std::optional<reading::Reading> Run::reading(const std::vector<subtitles::Cue>& cues) {
  if (!job_.reader.is_set()) return std::nullopt;
  const auto journal = reading::journal_path(job_.work, job_.film.stem().string());
  const auto& key = keys_.cards.empty() ? keys_.reading : keys_.cards;
  const auto text = stage("reading", "reading.json", key, [&](const base::Progress& p) {
    const auto tell_count = [&](int done, int total) {
      tell({"reading", StageState::advanced, static_cast<double>(done) / total, done, total});
    };
    return reading::to_text(reading::read_dialogue(cues, film_.duration, job_.reader, journal,
                                                   tell_count, p.stop,
                                                   {.wants_cards = job_.has_cards}));
  });
  return reading::reading_from_text(text);
}

meaning::Meaning Run::meaning(const std::vector<subtitles::Cue>& cues,
                              const std::vector<descriptions::Scene>& scenes) {
  if (!job_.embedder.is_set()) {
    if (job_.embedder_may_fail && !cues.empty())
      base::log(
          base::LogLevel::info,
          "meaning: lines are told apart by English words, marks and length. `minerva models "
          "pull multilingual-e5-small` once, and they are understood in a hundred languages.");
    return {};
  }
  base::log(base::LogLevel::info, "meaning: told by " + job_.embedder.name());
  try {
    return timed("meaning", [&](const base::Progress& progress) {
      return meaning::understand(
          cues, scenes, job_.embedder, meaning::journal_path(job_.work, job_.film.stem().string()),
          [&](int done, int total) {
            tell({"meaning", StageState::advanced, static_cast<double>(done) / total, done, total});
          },
          progress.stop);
    });
  } catch (const base::Error& e) {
    if (e.kind() == base::ErrorKind::cancelled || !job_.embedder_may_fail) throw;
    base::warn(std::string("What sentences mean is told by lists of words: ") + e.what());
    return {};
  }
}

std::vector<descriptions::Scene> Run::scenes_by_measures(const survey::Survey& seen,
                                                         const std::vector<subtitles::Cue>& cues) {
  const auto bytes = stage("scenes", "scenes.msgpack", keys_.scenes, [&](const base::Progress&) {
    return descriptions::to_bytes(descriptions::describe_from_measures(seen, cues));
  });
  return descriptions::scenes_from_bytes(bytes);
}

std::vector<descriptions::Scene> Run::scenes_by_model(const survey::Survey& seen,
                                                      const std::vector<subtitles::Cue>& cues) {
  return timed("scenes", [&](const base::Progress& progress) {
    auto result = descriptions::describe_with_model(
        seen, cues, job_.describer, journal_path(job_), provenance_of(job_),
        [&](int done, int total) {
          tell({"scenes", StageState::advanced, static_cast<double>(done) / total, done, total});
        },
        progress.stop);
    if (result.skipped > 0)
      base::warn(std::to_string(result.skipped) +
                 " stills were given up by the model and are described from measures.");
    return std::move(result.scenes);
  });
}

story::StoryOptions Run::story_options() const { return {.spoiler_limit = job_.spoiler_limit}; }

base::Duration Run::score_length() const {
  return std::min(job_.length, casting::longest_trailer(film_.duration));
}

casting::CutOptions Run::cut_options() const {
  return {.length = job_.length,
          .title = job_.title,
          .seed = keys_.seed,
          .score_length = score_length()};
}

void Run::tell(const StageEvent& event) {
  const base::Lock lock(mutex_);
  if (on_stage_) on_stage_(event);
}

}  // namespace cinecut::pipeline
