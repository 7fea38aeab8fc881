#include "cinecut/sound/mix.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/log.h"
#include "cinecut/sound/duck.h"
#include "cinecut/sound/effects.h"
#include "cinecut/sound/film_sound.h"
#include "cinecut/sound/levels.h"
#include "cinecut/sound/loudness.h"
#include "cinecut/sound/signal.h"

namespace cinecut {
namespace {

using namespace std::chrono_literals;

media::Sound laid_in(const MusicSegment& segment, const Song& song) {
  const auto length = static_cast<std::int64_t>(song.sound.frames());
  const std::int64_t start =
      std::clamp<std::int64_t>(mix_frame(segment.source.start.time_since_epoch()), 0, length);
  const std::int64_t end =
      std::clamp<std::int64_t>(mix_frame(segment.source.end.time_since_epoch()), start, length);
  media::Sound part = silence(0);
  part.samples.assign(song.sound.samples.begin() + start * 2, song.sound.samples.begin() + end * 2);
  // The first note is often on the first sample: 3 ms hide the edge and keep its attack.
  fade_edges(part, std::max(mix_frame(segment.fade_in), mix_frame(3ms)),
             std::max(mix_frame(segment.fade_out), mix_frame(8ms)));
  return part;
}

media::Sound music_of(const Manifest& manifest, const Song& song) {
  media::Sound music = silence(mix_frame(manifest.length));
  if (song.sound.samples.empty() || manifest.music.segments.empty()) return music;
  if (song.sound.rate_hz != mix_rate_hz || song.sound.channels != 2) {
    throw base::Error(base::ErrorKind::internal, "the song must be 48 kHz stereo to be mixed.");
  }
  for (const MusicSegment& segment : manifest.music.segments) {
    add_at(music, laid_in(segment, song), mix_frame(segment.start.time_since_epoch()));
  }
  const double measured = integrated_lufs(music);
  if (measured <= -60) return music;
  const auto gain = static_cast<float>(from_db(std::clamp(music_lufs - measured, -24.0, 18.0)));
  for (float& s : music.samples) s *= gain;
  return music;
}

media::Sound effects_of(const Manifest& manifest) {
  media::Sound effects = silence(mix_frame(manifest.length));
  const auto names = effect_names();
  for (std::size_t i = 0; i < manifest.effects.size(); ++i) {
    const Effect& effect = manifest.effects[i];
    if (std::find(names.begin(), names.end(), effect.recipe) == names.end()) {
      base::warn("the manifest's effects[" + std::to_string(i) + "] is left out: there is no \"" +
                 effect.recipe + "\".");
      continue;
    }
    const EffectSound made = make_effect(effect.recipe, static_cast<std::uint32_t>(i));
    const std::int64_t at = mix_frame(effect.time.time_since_epoch() - made.strongest);
    add_at(effects, made.sound, at, from_db(effect.gain_db + effects_db));
  }
  return effects;
}

/// A trailer begins and ends without a click, whatever sounds there.
void soften_ends(Stems& stems) {
  for (media::Sound* stem : {&stems.film, &stems.music, &stems.effects, &stems.voice}) {
    fade_edges(*stem, mix_frame(2ms), mix_frame(12ms));
  }
}

base::Progress part_of(const base::Progress& whole, double from, double to) {
  return {[whole, from, to](double share) { whole(from + (to - from) * share); }, whole.stop};
}

}  // namespace

Stems make_stems(const Manifest& manifest, const media::FilmInfo& film, const Song& song,
                 const Vibe&, const base::Progress& progress) {
  FilmSound clips = clip_sound(manifest, film, part_of(progress, 0, 0.7));
  FilmSound voice = voice_sound(manifest, film, part_of(progress, 0.7, 0.8));
  Stems stems{.film = std::move(clips.sound),
              .music = music_of(manifest, song),
              .effects = effects_of(manifest),
              .voice = std::move(voice.sound)};
  duck(stems.film, voice.speech, {.depth_db = 8});
  std::vector<Span> speech = clips.speech;
  speech.insert(speech.end(), voice.speech.begin(), voice.speech.end());
  duck(stems.music, speech);
  duck(stems.effects, speech, {.depth_db = 4});
  soften_ends(stems);
  progress(1);
  return stems;
}

}  // namespace cinecut
