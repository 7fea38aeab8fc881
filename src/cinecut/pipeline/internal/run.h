#pragma once
// A run: the phases of one film, each from the store of the work folder or made now.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/mutex.h"
#include "base/progress.h"
#include "base/time.h"
#include "cinecut/cut/casting/sources.h"
#include "cinecut/descriptions/describe.h"
#include "cinecut/descriptions/descriptions.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/meaning/meaning.h"
#include "cinecut/music/beats/song.h"
#include "cinecut/pipeline/internal/keys.h"
#include "cinecut/pipeline/internal/store.h"
#include "cinecut/pipeline/pipeline.h"
#include "cinecut/reading/reading.h"
#include "cinecut/report/arc.h"
#include "cinecut/story/story.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/survey/survey.h"

namespace cinecut::pipeline {

/// What the cut is made from.
struct Material {
  std::vector<subtitles::Cue> cues;
  survey::Survey survey;  ///< With exact borders where it matters.
  std::vector<descriptions::Scene> scenes;
  std::optional<reading::Reading> reading;  ///< Nothing: nobody was asked to read.
  meaning::Meaning meaning;
};

/// What song is wanted: a file, or a score made for a trailer of that length.
struct SongWish {
  std::filesystem::path file;
  base::Duration length{};
  std::uint32_t seed = 0;
};

/// What the descriptions of a film were made from, to tell whether kept ones still count.
descriptions::Provenance provenance_of(const Job& job);

/// One run: the store, the keys, and whom to tell.
class Run {
 public:
  Run(Job job, media::FilmInfo film, const OnStage& on_stage, std::stop_token stop)
      : job_(std::move(job)),
        film_(std::move(film)),
        keys_(make_keys(job_, film_)),
        store_(job_.work),
        on_stage_(on_stage),
        stop_(std::move(stop)) {}

  const Job& job() const { return job_; }
  const media::FilmInfo& film() const { return film_; }

  // Each from the store, or made now and stored.
  std::vector<subtitles::Cue> cues();
  survey::Survey survey(const std::vector<subtitles::Cue>& cues);
  Material material(std::vector<subtitles::Cue> known);

  /// Before anything is taken from the store: what was made from descriptions that are no longer
  /// there does not count any more.
  void check_descriptions();

  /// The edit, from the store or made now. `song` is asked for only if it is needed.
  edit::Manifest edit(const std::function<const beats::Song&()>& song);

  bool has_edit() const;

  /// What the store holds of the film over its time.
  report::Arc arc() const;

  /// Says so, and why, if cards were asked for and the edit has none.
  void tell_of_cards(const edit::Manifest& edit) const;

  /// Writes the manifest for people. One that they edited in place is kept beside it.
  std::filesystem::path publish(const std::string& manifest) const;

  /// The song of an edit that is still to be made.
  SongWish song_wish() const;
  beats::Song make_song(const SongWish& wish, const base::Progress& progress) const;

  /// What `make` returns; `on_stage` hears when the stage begins, advances and ends.
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
  survey::Survey refined(Material known, const base::Progress& progress) const;

  std::optional<reading::Reading> reading(const std::vector<subtitles::Cue>& cues);

  meaning::Meaning meaning(const std::vector<subtitles::Cue>& cues,
                           const std::vector<descriptions::Scene>& scenes);

  std::vector<descriptions::Scene> scenes_by_measures(const survey::Survey& seen,
                                                      const std::vector<subtitles::Cue>& cues);

  std::vector<descriptions::Scene> scenes_by_model(const survey::Survey& seen,
                                                   const std::vector<subtitles::Cue>& cues);

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

  story::StoryOptions story_options() const;
  /// A film that carries only a shorter trailer gets a score for that.
  base::Duration score_length() const;
  casting::CutOptions cut_options() const;

  void tell(const StageEvent& event);

  Job job_;
  media::FilmInfo film_;
  Keys keys_;
  Store store_;
  const OnStage& on_stage_;
  std::stop_token stop_;
  base::Mutex mutex_;  ///< Held while on_stage is called.
};

}  // namespace cinecut::pipeline
