#include "cinecut/cut/cut.h"

#include "cinecut/cut/casting/draft.h"
#include "cinecut/cut/placing/placing.h"

namespace cinecut::cut {
namespace {

base::Duration made_for(const beats::Song& song, const casting::CutOptions& options) {
  if (song.source != "made") return {};
  return options.score_length > base::Duration{} ? options.score_length : options.length;
}

}  // namespace

edit::Manifest make_cut(const story::Story& story, const survey::Survey& survey,
                        const std::vector<descriptions::Scene>& scenes,
                        const std::vector<subtitles::Cue>& cues, const beats::Song& song,
                        const vibe::Vibe& vibe, const casting::CutOptions& options,
                        const Weights& weights) {
  const casting::Sources sources{story, survey,  scenes,       cues,           song,
                                 vibe,  options, weights.grid, weights.casting};
  const auto draft = casting::make_draft(sources);
  edit::Manifest m;
  m.film = survey.film.path.string();
  m.vibe = vibe.name;
  m.frame_rate = draft.skeleton.rate;
  m.length = base::frame_start(draft.skeleton.frames(), draft.skeleton.rate);
  m.picture_area = survey.area;
  if (survey.film.audio) m.audio_track = survey.film.audio->track;
  m.anchors = story.anchors;
  m.bpm = draft.skeleton.bpm;
  m.beats = draft.skeleton.beats;
  m.clips = placing::place_clips(sources, draft, weights.placing);
  placing::explain_choices(sources, draft, m.clips);
  m.music = {.source = song.source,
             .title = song.title,
             .attribution = song.attribution,
             .seed = options.seed,
             .made_for = made_for(song, options),
             .segments = draft.skeleton.music};
  m.voice = placing::place_voice(sources, m.clips, weights.placing.voice);
  m.effects = placing::place_effects(draft, m.clips, weights.placing.effect);
  m.titles = placing::place_titles(sources, draft.skeleton);
  for (const auto& title : m.titles) {
    if (title.kind == "title") m.film_title = title.text;
  }
  return m;
}

}  // namespace cinecut::cut
