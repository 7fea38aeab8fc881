#include "cinecut/cut/cut.h"

#include "cinecut/cut/casting/draft.h"
#include "cinecut/cut/placing/placing.h"

namespace cinecut {
namespace {

base::Duration made_for(const Song& song, const CutOptions& options) {
  if (song.source != "made") return {};
  return options.score_length > base::Duration{} ? options.score_length : options.length;
}

}  // namespace

Manifest make_cut(const Story& story, const Survey& survey, const std::vector<Scene>& scenes,
                  const std::vector<Cue>& cues, const Song& song, const Vibe& vibe,
                  const CutOptions& options) {
  const Sources sources{story, survey, scenes, cues, song, vibe, options};
  const auto draft = make_draft(sources);
  Manifest m;
  m.film = survey.film.path.string();
  m.vibe = vibe.name;
  m.frame_rate = draft.skeleton.rate;
  m.length = base::frame_start(draft.skeleton.frames(), draft.skeleton.rate);
  m.picture_area = survey.area;
  if (survey.film.audio) m.audio_track = survey.film.audio->track;
  m.anchors = story.anchors;
  m.bpm = draft.skeleton.bpm;
  m.beats = draft.skeleton.beats;
  m.clips = place_clips(sources, draft);
  explain_choices(sources, draft, m.clips);
  m.music = {.source = song.source,
             .title = song.title,
             .attribution = song.attribution,
             .seed = options.seed,
             .made_for = made_for(song, options),
             .segments = draft.skeleton.music};
  m.voice = place_voice(sources, draft, m.clips);
  m.effects = place_effects(draft, m.clips);
  m.titles = place_titles(sources, draft.skeleton);
  for (const auto& title : m.titles) {
    if (title.kind == "title") m.film_title = title.text;
  }
  return m;
}

}  // namespace cinecut
