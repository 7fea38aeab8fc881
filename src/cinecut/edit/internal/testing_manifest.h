#pragma once
// For tests: a manifest by hand.

#include "cinecut/edit/manifest.h"

namespace cinecut::edit {

inline constexpr base::Rational kRate{24000, 1001};

inline base::TrailerTime frame(std::int64_t n) {
  return base::TrailerTime(base::frame_start(n, kRate));
}

/// From that second of the film, in these pictures of the trailer.
inline Clip clip_at(double film_s, std::int64_t first, std::int64_t end) {
  Clip clip;
  clip.trailer = {frame(first), frame(end)};
  clip.source = {base::film_time(film_s), base::film_time(film_s) + clip.trailer.length()};
  clip.zone = Zone::escalation;
  clip.beat_type = BeatType::money_shot;
  clip.score = 0.625f;
  clip.signals = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f};
  clip.reason = "A \"fire\", seen\nfrom afar — näher.";
  clip.description = {"a house on fire", "tense", "running", "a street at night"};
  return clip;
}

/// An edit of three clips, with something in every field.
inline Manifest sample_manifest() {
  using namespace std::chrono_literals;
  Manifest m;
  m.film = "films/The \"Film\".mkv";
  m.film_title = "Über allen Gipfeln";
  m.vibe = "action";
  m.frame_rate = kRate;
  m.length = base::frame_start(480, kRate);
  m.anchors = {base::film_time(30), base::film_time(300.000000001), base::film_time(500), "priors"};
  m.bpm = 127.99999;
  for (int i = 0; i < 20; ++i) m.beats.push_back(base::trailer_time(i * 0.46875));
  m.clips = {clip_at(12.345678901, 0, 100), clip_at(100, 100, 148), clip_at(200, 240, 400)};
  m.clips[1].transition = Transition::crossfade;
  m.clips[1].transition_length = 500ms;
  m.clips[1].alternatives = {{{base::film_time(50), base::film_time(52)}, 0.5f, "It is dark."}};
  m.clips[2].part = Part::act_3;
  m.clips[2].act = 3;
  m.clips[2].film_sound_db = -6.5;
  m.clips[2].sound_lead = 250ms;
  m.clips[2].sound_tail = 1ns;
  m.clips[2].dialogue = "ANNA: Run!";
  m.clips[2].role = Role::threat;
  m.picture_area = {0, 138, 1920, 804};
  m.audio_track = 2;
  m.music = {"made", "Score", "",
             7,      20s,     {{{base::song_time(0), base::song_time(10)}, {}, 10ms, 2s}}};
  m.voice = {{{base::film_time(40), base::film_time(41.5)}, base::trailer_time(5), "We are late."}};
  m.effects = {{base::trailer_time(4.171), "hard_cut", -3}};
  m.titles = {{{frame(150), frame(230)}, "Nobody was told", "card"},
              {{frame(400), frame(450)}, "The Film", "title"},
              {{frame(450), frame(480)}, "", "end"}};
  return m;
}

}  // namespace cinecut::edit
