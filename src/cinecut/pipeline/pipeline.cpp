#include "cinecut/pipeline/pipeline.h"

#include <algorithm>
#include <future>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"
#include "base/seal.h"
#include "cinecut/conform/conform.h"
#include "cinecut/cut/cut.h"
#include "cinecut/descriptions/descriptions.h"
#include "cinecut/music/beats/song.h"
#include "cinecut/music/score/score.h"
#include "cinecut/pipeline/internal/film_title.h"
#include "cinecut/pipeline/internal/keys.h"
#include "cinecut/pipeline/internal/places.h"
#include "cinecut/pipeline/internal/store.h"
#include "cinecut/report/report.h"
#include "cinecut/sound/mix.h"
#include "cinecut/story/story.h"
#include "cinecut/vibe/form.h"

namespace cinecut::pipeline {
namespace {

constexpr int kRounds = 3;  // Of the close look.

/// What the cut is made from.
struct Material {
  std::vector<subtitles::Cue> cues;
  survey::Survey survey;  ///< With exact borders where it matters.
  std::vector<descriptions::Scene> scenes;
};

/// What song is wanted: a file, or a score made for a trailer of that length.
struct SongWish {
  std::filesystem::path file;
  base::Duration length{};
  std::uint32_t seed = 0;
};

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

descriptions::Provenance provenance_of(const Job& job) {
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(job.film, error).time_since_epoch();
  return {std::filesystem::file_size(job.film, error),
          std::chrono::duration_cast<std::chrono::nanoseconds>(changed).count(),
          job.describer.describer()};
}

/// One run: the store, the keys, and whom to tell.
class Run {
 public:
  Run(Job job, media::FilmInfo film, const StageListener& listener, std::stop_token stop)
      : job_(std::move(job)),
        film_(std::move(film)),
        keys_(make_keys(job_, film_)),
        store_(job_.work),
        listener_(listener),
        stop_(std::move(stop)) {}

  const Job& job() const { return job_; }
  const media::FilmInfo& film() const { return film_; }

  std::vector<subtitles::Cue> cues() {
    const auto text =
        stage("subtitles", "cues.json", keys_.cues, [&](const base::Progress& progress) {
          return subtitles::to_text(subtitles::find_subtitles(film_, job_.subtitles, progress));
        });
    auto subtitles = subtitles::subtitles_from_text(text);
    base::log(base::LogLevel::info, "subtitles: " + subtitles::describe(subtitles));
    return std::move(subtitles.cues);
  }

  survey::Survey survey(const std::vector<subtitles::Cue>& cues) {
    const auto name = job_.exact ? "survey.exact.msgpack" : "survey.msgpack";
    const auto bytes = stage("survey", name, keys_.survey, [&](const base::Progress& progress) {
      return survey::to_bytes(survey::survey_film(film_, cues, {.exact = job_.exact}, progress));
    });
    return survey::survey_from_bytes(bytes);
  }

  Material material(std::vector<subtitles::Cue> known) {
    auto seen = survey(known);
    auto scenes =
        job_.describer.is_set() ? scenes_by_model(seen, known) : scenes_by_measures(seen, known);
    const auto name = "close-look." + job_.vibe.name + ".msgpack";
    const auto close = stage("close look", name, keys_.close_look, [&](const base::Progress& p) {
      return survey::to_bytes(refined(seen, known, scenes, p));
    });
    return {std::move(known), survey::survey_from_bytes(close), std::move(scenes)};
  }

  /// Before anything is taken from the store: what was made from descriptions that are no longer
  /// there does not count any more.
  void check_descriptions() {
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

  /// The edit, from the store or made now. `song` is asked for only if it is needed.
  edit::Manifest edit(const std::function<const beats::Song&()>& song) {
    const auto name = "cut." + job_.vibe.name + ".json";
    auto known = cues();
    if (const auto kept = store_.load(name, keys_.cut)) {
      tell({"cut", StageState::reused, 1});
      return edit::manifest_from_json(*kept);
    }
    const auto m = material(std::move(known));
    const auto& music = song();
    auto made = timed("cut", [&](const base::Progress&) {
      const auto story = story::tell_story(m.survey, m.cues, m.scenes, job_.vibe, story_options());
      return cut::make_cut(story, m.survey, m.scenes, m.cues, music, job_.vibe, cut_options());
    });
    store_.save(name, keys_.cut, edit::to_json(made));
    return made;
  }

  bool has_edit() const {
    return store_.load("cut." + job_.vibe.name + ".json", keys_.cut).has_value();
  }

  /// Writes the manifest for people. One that they edited in place is kept beside it.
  std::filesystem::path publish(const std::string& manifest) const {
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

  /// The song of an edit that is still to be made.
  SongWish song_wish() const {
    return {.file = job_.music, .length = score_length(), .seed = keys_.seed};
  }
  beats::Song make_song(const SongWish& wish, const base::Progress& progress) const {
    return wish.file.empty() ? score::make_score(job_.vibe, vibe::plan_form(job_.vibe, wish.length),
                                                 wish.seed, progress)
                             : beats::load_song(wish.file, job_.vibe, progress);
  }

  template <typename Make>
  std::invoke_result_t<const Make&, const base::Progress&> timed(const std::string& name,
                                                                 const Make& make) {
    if (stop_.stop_requested())
      throw base::Error(base::ErrorKind::cancelled, "Stopped before the stage \"" + name + "\".");
    tell({name, StageState::started, 0});
    const base::Progress progress{
        [this, name](double share) { tell({name, StageState::advanced, share}); }, stop_};
    if constexpr (std::is_void_v<decltype(make(progress))>) {
      make(progress);
      tell({name, StageState::finished, 1});
    } else {
      auto result = make(progress);
      tell({name, StageState::finished, 1});
      return result;
    }
  }

 private:
  /// With exact borders wherever the cut may take a clip from. These make other candidates, so that
  /// it is done again for those that were not looked at, as long as there are some.
  survey::Survey refined(survey::Survey survey, const std::vector<subtitles::Cue>& cues,
                         const std::vector<descriptions::Scene>& scenes,
                         const base::Progress& progress) const {
    std::vector<base::FilmRange> looked_at;
    for (int round = 0; round < kRounds; ++round) {
      const auto story = story::tell_story(survey, cues, scenes, job_.vibe, story_options());
      auto ranges = casting::candidate_ranges(story, survey, job_.vibe, cut_options());
      std::erase_if(ranges, [&](const auto& range) {
        return std::ranges::any_of(looked_at, [&](const auto& l) { return l.contains(range); });
      });
      if (ranges.empty()) break;
      const base::Progress silent{.stop = progress.stop};
      survey = survey::refine(std::move(survey), ranges, round == 0 ? progress : silent);
      looked_at.insert(looked_at.end(), ranges.begin(), ranges.end());
    }
    return survey;
  }

  std::vector<descriptions::Scene> scenes_by_measures(const survey::Survey& seen,
                                                      const std::vector<subtitles::Cue>& cues) {
    const auto bytes = stage("scenes", "scenes.msgpack", keys_.scenes, [&](const base::Progress&) {
      return descriptions::to_bytes(descriptions::describe_from_measures(seen, cues));
    });
    return descriptions::scenes_from_bytes(bytes);
  }

  std::vector<descriptions::Scene> scenes_by_model(const survey::Survey& seen,
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

  /// The stage's artefact, from the store or made now and stored.
  template <typename Make>
  std::string stage(const std::string& name, const std::string& artefact, const std::string& key,
                    const Make& make) {
    if (auto kept = store_.load(artefact, key)) {
      tell({name, StageState::reused, 1});
      return *std::move(kept);
    }
    auto made = timed(name, make);
    store_.save(artefact, key, made);
    return made;
  }

  story::StoryOptions story_options() const { return {.spoiler_limit = job_.spoiler_limit}; }
  /// A film that carries only a shorter trailer gets a score for that.
  base::Duration score_length() const {
    return std::min(job_.length, casting::longest_trailer(film_.duration));
  }
  casting::CutOptions cut_options() const {
    return {.length = job_.length,
            .title = job_.title,
            .seed = keys_.seed,
            .score_length = score_length()};
  }

  void tell(const StageEvent& event) {
    const std::lock_guard lock(mutex_);
    if (listener_) listener_(event);
  }

  Job job_;
  media::FilmInfo film_;
  Keys keys_;
  Store store_;
  const StageListener& listener_;
  std::stop_token stop_;
  std::mutex mutex_;
};

/// A song that is made once, in its own thread, when it is first started or asked for.
class Lazy {
 public:
  explicit Lazy(Run& run) : run_(run) {}

  void start(const SongWish& wish) {
    std::call_once(once_, [&] {
      coming_ = std::async(std::launch::async, [this, wish] {
        return run_.timed("music",
                          [&](const base::Progress& p) { return run_.make_song(wish, p); });
      });
    });
  }
  /// Must have been started. One thread at a time.
  const beats::Song& get() {
    if (!song_) song_ = coming_.get();
    return *song_;
  }
  /// The last call: songs are large.
  beats::Song take() {
    get();
    return std::move(*song_);
  }

 private:
  Run& run_;
  std::once_flag once_;
  std::future<beats::Song> coming_;
  std::optional<beats::Song> song_;
};

edit::Manifest read_manifest(const Job& job, const media::FilmInfo& film) {
  auto edit = edit::manifest_from_json(base::read_file(job.manifest), film.duration);
  if (edit.frame_rate.num == 0) edit::set_frame_rate(edit, film.video.frame_rate);
  return edit;
}

/// Needs nothing but the edit, the film and the song's file.
void render(Run& run, const edit::Manifest& edit, Lazy& song) {
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

Outcome make_trailer(const Job& job, const StageListener& listener, std::stop_token stop) {
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
  Run run(whole, film, listener, std::move(stop));
  Lazy song(run);
  if (whole.manifest.empty()) {
    run.check_descriptions();
    if (!run.has_edit()) song.start(run.song_wish());  // While the film is surveyed.
    outcome.edit = run.edit([&]() -> const beats::Song& {
      song.start(run.song_wish());
      return song.get();
    });
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
                                        outcome.trailer.filename().string());
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
  return {{"subtitles", has("cues.json", keys.cues)},
          {"survey", has(whole.exact ? "survey.exact.msgpack" : "survey.msgpack", keys.survey)},
          {"scenes", has_scenes},
          {"close look", has("close-look." + whole.vibe.name + ".msgpack", keys.close_look)},
          {"cut", has("cut." + whole.vibe.name + ".json", keys.cut)},
          {"music", false},
          {"sound", false},
          {"render", false},
          {"check", false}};
}

survey::Survey make_survey(const Job& job, const StageListener& listener, std::stop_token stop) {
  check_inputs(job);
  const auto film = media::probe(job.film, job.sound);
  auto whole = complete(job, film);
  whole.review_only = true;
  check_outputs(whole, film);
  tell_sound(film);
  Run run(whole, film, listener, std::move(stop));
  return run.survey(run.cues());
}

}  // namespace cinecut::pipeline
