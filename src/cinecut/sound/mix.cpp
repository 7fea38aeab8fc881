#include "cinecut/sound/mix.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/log.h"
#include "cinecut/sound/internal/duck.h"
#include "cinecut/sound/internal/effects.h"
#include "cinecut/sound/internal/film_sound.h"
#include "cinecut/sound/internal/levels.h"
#include "cinecut/sound/internal/signal.h"
#include "cinecut/sound/loudness.h"

namespace cinecut::sound {
namespace {

using namespace std::chrono_literals;

void lay_in(media::Sound& music, const edit::MusicSegment& segment, const beats::Song& song) {
  const auto length = static_cast<std::int64_t>(song.sound.frames());
  const std::int64_t start =
      std::clamp<std::int64_t>(mix_frame(segment.source.start.time_since_epoch()), 0, length);
  const std::int64_t end =
      std::clamp<std::int64_t>(mix_frame(segment.source.end.time_since_epoch()), start, length);
  // The first note is often on the first sample: 3 ms hide the edge and keep its attack.
  add_faded(
      music,
      std::span(song.sound.samples)
          .subspan(static_cast<std::size_t>(start) * 2, static_cast<std::size_t>(end - start) * 2),
      mix_frame(segment.start.time_since_epoch()),
      std::max(mix_frame(segment.fade_in), mix_frame(3ms)),
      std::max(mix_frame(segment.fade_out), mix_frame(8ms)));
}

media::Sound music_of(const edit::Manifest& manifest, const beats::Song& song) {
  media::Sound music = silence(mix_frame(manifest.length));
  if (song.sound.samples.empty() || manifest.music.segments.empty()) return music;
  if (song.sound.rate_hz != kMixRateHz || song.sound.channels != 2) {
    throw base::Error(base::ErrorKind::internal, "the song must be 48 kHz stereo to be mixed.");
  }
  for (const edit::MusicSegment& segment : manifest.music.segments) {
    lay_in(music, segment, song);
  }
  const double measured = integrated_lufs(music);
  if (measured <= -60) return music;
  const auto gain = static_cast<float>(from_db(std::clamp(kMusicLufs - measured, -24.0, 18.0)));
  for (float& s : music.samples) s *= gain;
  return music;
}

media::Sound effects_of(const edit::Manifest& manifest) {
  media::Sound effects = silence(mix_frame(manifest.length));
  const auto names = effect_names();
  for (std::size_t i = 0; i < manifest.effects.size(); ++i) {
    const edit::Effect& effect = manifest.effects[i];
    if (std::find(names.begin(), names.end(), effect.recipe) == names.end()) {
      base::warn("the manifest's effects[" + std::to_string(i) + "] is left out: there is no \"" +
                 effect.recipe + "\".");
      continue;
    }
    const EffectSound made = make_effect(effect.recipe, static_cast<std::uint32_t>(i));
    const std::int64_t at = mix_frame(effect.time.time_since_epoch() - made.strongest);
    add_at(effects, made.sound, at, from_db(effect.gain_db + kEffectsDb));
  }
  return effects;
}

/// A trailer begins and ends without a click, whatever sounds there.
media::Sound soft_ended(media::Sound stem) {
  fade_edges(stem, mix_frame(2ms), mix_frame(12ms));
  return stem;
}

}  // namespace

void make_stems(const edit::Manifest& manifest, const media::FilmInfo& film, beats::Song song,
                const StemTaker& take, const base::Progress& progress) {
  std::vector<Span> speech;
  {
    FilmSound clips = clip_sound(manifest, film, part_of(progress, 0, 0.7));
    FilmSound voice = voice_sound(manifest, film, part_of(progress, 0.7, 0.8));
    duck(clips.sound, voice.speech, {.depth_db = 8});
    speech = std::move(clips.speech);
    speech.insert(speech.end(), voice.speech.begin(), voice.speech.end());
    take(Stem::film, soft_ended(std::move(clips.sound)));
    take(Stem::voice, soft_ended(std::move(voice.sound)));
  }
  media::Sound music = music_of(manifest, song);
  song = {};
  duck(music, speech);
  take(Stem::music, soft_ended(std::move(music)));
  media::Sound effects = effects_of(manifest);
  duck(effects, speech, {.depth_db = 4});
  take(Stem::effects, soft_ended(std::move(effects)));
  progress(1);
}

Mix make_mix(const edit::Manifest& manifest, const media::FilmInfo& film, beats::Song song,
             const vibe::Vibe& vibe, const base::Progress& progress) {
  media::Sound sum;
  make_stems(
      manifest, film, std::move(song),
      [&](Stem, media::Sound stem) {
        if (sum.samples.empty())
          sum = std::move(stem);
        else
          add_at(sum, stem, 0);
      },
      progress);
  return master(std::move(sum), vibe);
}

}  // namespace cinecut::sound
