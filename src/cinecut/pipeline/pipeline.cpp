#include "cinecut/pipeline/pipeline.h"

#include <algorithm>
#include <future>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/seal.h"
#include "cinecut/conform/conform.h"
#include "cinecut/descriptions/descriptions.h"
#include "cinecut/music/beats/song.h"
#include "cinecut/pipeline/internal/film_title.h"
#include "cinecut/pipeline/internal/keys.h"
#include "cinecut/pipeline/internal/places.h"
#include "cinecut/pipeline/internal/run.h"
#include "cinecut/pipeline/internal/song_in_time.h"
#include "cinecut/pipeline/internal/store.h"
#include "cinecut/report/report.h"
#include "cinecut/sound/mix.h"

namespace cinecut::pipeline {
namespace {

/// The song that an edit names; empty: a score is made for it.
std::filesystem::path song_file(const edit::Manifest& edit) {
  return edit.music.source == "made" ? std::string() : edit.music.source;
}

/// The song that an edit was made with. `job` names its file, if it is one.
SongWish wish_of(const edit::Manifest& edit, const Job& job) {
  SongWish wish{.file = job.music, .length = edit.music.made_for, .seed = edit.music.seed};
  if (wish.length <= base::Duration{}) wish.length = edit.length;
  wish.length =
      std::clamp<base::Duration>(wish.length, std::chrono::seconds(10), std::chrono::minutes(10));
  return wish;
}

edit::Manifest read_manifest(const Job& job, const media::FilmInfo& film) {
  auto edit = edit::manifest_from_json(base::read_file(job.manifest), film.duration);
  if (edit.frame_rate.num == 0) edit::set_frame_rate(edit, film.video.frame_rate);
  return edit;
}

/// Needs nothing but the edit, the film and the song's file.
void render(Run& run, const edit::Manifest& edit, SongInTime& song) {
  const bool has_music = !edit.music.segments.empty();
  if (has_music) song.start(wish_of(edit, run.job()));
  auto mix = std::async(std::launch::async, [&] {
    return run.timed("sound", [&](const base::Progress& progress) {
      return sound::make_mix(edit, run.film(), has_music ? song.take() : beats::Song{},
                             run.job().vibe, progress);
    });
  });
  run.timed("render", [&](const base::Progress& progress) {
    conform::conform(edit, run.film(), std::move(mix), run.job().vibe, run.job().output,
                     {.area = edit.picture_area,
                      .before_replacing =
                          [&](const auto& complete) {
                            base::seal_file(complete);
                            base::check_may_replace(run.job().output, run.job().overwrites);
                          }},
                     progress);
  });
}

/// The film with the sound that the edit was made with, unless another is asked for.
media::FilmInfo with_sound_of(const edit::Manifest& edit, media::FilmInfo film, const Job& job) {
  const bool is_same =
      edit.audio_track == 0 || (film.audio && film.audio->track == edit.audio_track);
  if (job.sound.is_made() || is_same) return film;
  return media::probe(job.film, {.track = edit.audio_track, .language = {}});
}

/// Where there is a choice, people are told what was chosen.
void tell_sound(const media::FilmInfo& film) {
  if (!film.audio || (film.audio_tracks.size() < 2 && film.audio->joined_tracks < 2)) return;
  base::log(base::LogLevel::info, "The film is heard by its sound track " +
                                      media::describe(*film.audio) +
                                      "; --audio-track and --audio-language choose another.");
}

}  // namespace

std::filesystem::path journal_path(const Job& job) {
  return job.work / base::fitting_name(job.work, job.film.stem().string(), ".scenedesc.msgpack");
}

Job complete(Job job, const media::FilmInfo& film) {
  const auto folder = film.path.parent_path();
  const auto stem = film.path.stem().string();
  if (job.title.empty()) job.title = film_title(film);
  if (job.work.empty()) job.work = folder / base::fitting_name(folder, stem, ".cinecut");
  if (job.output.empty()) {
    // The report's name is the longer one.
    job.output = folder / base::fitting_name(folder, stem, "_trailer_" + job.vibe.name + ".html");
    job.output.replace_extension(".mp4");
  }
  return job;
}

Outcome make_trailer(const Job& job, const OnStage& on_stage, std::stop_token stop) {
  check_inputs(job);
  auto film = media::probe(job.film, job.sound);
  auto whole = complete(job, film);
  Outcome outcome;
  if (!whole.manifest.empty()) {
    outcome.manifest = whole.manifest;
    outcome.edit = read_manifest(whole, film);
    film = with_sound_of(outcome.edit, std::move(film), whole);
    if (whole.music.empty()) whole.music = song_file(outcome.edit);
    check_inputs(whole);
  }
  check_outputs(whole, film);
  tell_sound(film);
  Run run(whole, film, on_stage, std::move(stop));
  SongInTime song(run);
  if (whole.manifest.empty()) {
    run.check_descriptions();
    if (!run.has_edit()) song.start(run.song_wish());  // While the film is surveyed.
    outcome.edit = run.edit([&]() -> const beats::Song& {
      song.start(run.song_wish());
      return song.get();
    });
    run.tell_of_cards(outcome.edit);
    outcome.manifest = run.publish(edit::to_json(outcome.edit));
  }
  if (run.job().review_only) return outcome;

  render(run, outcome.edit, song);
  outcome.trailer = run.job().output;
  outcome.check = run.timed("check", [&](const base::Progress& progress) {
    return check::check_trailer(outcome.trailer, outcome.edit, run.job().vibe, progress);
  });
  outcome.report = report_path(outcome.trailer);
  const auto page = report::report_html(outcome.edit, film.duration, outcome.check,
                                        outcome.trailer.filename().string(), run.arc());
  base::write_file_atomically(outcome.report, base::sealed(page), [&](const auto&) {
    base::check_may_replace(outcome.report, run.job().overwrites);
  });
  return outcome;
}

std::vector<PlannedStage> plan_trailer(const Job& job) {
  check_inputs(job);
  const auto film = media::probe(job.film, job.sound);
  const auto whole = complete(job, film);
  check_outputs(whole, film);
  const auto keys = make_keys(whole, film);
  const auto has = [&](const std::string& name, const std::string& key) {
    return Store::peek(whole.work, name, key).has_value();
  };
  if (!whole.manifest.empty()) return {{"sound", false}, {"render", false}, {"check", false}};
  const auto known = descriptions::read_journal(journal_path(whole), provenance_of(whole));
  const bool has_scenes =
      whole.describer.is_set() ? known && known->is_complete : has("scenes.msgpack", keys.scenes);
  std::vector<PlannedStage> plan = {
      {"subtitles", has("cues.json", keys.cues)},
      {"survey", has(whole.exact ? "survey.exact.msgpack" : "survey.msgpack", keys.survey)}};
  if (whole.reader.is_set())
    plan.push_back(
        {"reading", has("reading.json", keys.cards.empty() ? keys.reading : keys.cards)});
  plan.push_back({"scenes", has_scenes});
  if (whole.embedder.is_set())
    plan.push_back({"meaning", has("cut." + whole.vibe.name + ".json", keys.cut)});
  plan.insert(plan.end(),
              {{"close look", has("close-look." + whole.vibe.name + ".msgpack", keys.close_look)},
               {"cut", has("cut." + whole.vibe.name + ".json", keys.cut)},
               {"music", false},
               {"sound", false},
               {"render", false},
               {"check", false}});
  return plan;
}

reading::Reading make_reading(const std::vector<subtitles::Cue>& cues, base::Duration film,
                              const engines::EngineChoice& reader,
                              const std::filesystem::path& work, const std::string& stem,
                              const OnStage& on_stage, const std::stop_token& stop) {
  const Store store(work);  // Nobody else writes there meanwhile.
  const auto tell = [&](StageState state, int done, int total) {
    if (on_stage)
      on_stage({"reading", state, static_cast<double>(done) / std::max(1, total), done, total});
  };
  tell(StageState::started, 0, 0);
  auto reading = reading::read_dialogue(
      cues, film, reader, reading::journal_path(work, stem),
      [&](int done, int total) { tell(StageState::advanced, done, total); }, stop);
  tell(StageState::finished, 1, 1);
  return reading;
}

survey::Survey make_survey(const Job& job, const OnStage& on_stage, std::stop_token stop) {
  check_inputs(job);
  const auto film = media::probe(job.film, job.sound);
  auto whole = complete(job, film);
  whole.review_only = true;
  check_outputs(whole, film);
  tell_sound(film);
  Run run(whole, film, on_stage, std::move(stop));
  return run.survey(run.cues());
}

}  // namespace cinecut::pipeline
