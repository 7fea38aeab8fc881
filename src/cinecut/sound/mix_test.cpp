#include "cinecut/sound/mix.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "base/files.h"
#include "cinecut/sound/internal/effects.h"
#include "cinecut/sound/internal/testing_sounds.h"
#include "cinecut/sound/loudness.h"
#include "media/testing.h"

namespace cinecut::sound {
namespace {

using namespace testing_sounds;  // NOLINT(google-build-using-namespace)
using namespace std::chrono_literals;
using base::film_time;
using base::song_time;
using base::trailer_time;

/// A film that is all sound: what is under test reads nothing else of it.
media::FilmInfo film_of(const media::Sound& sound, const std::string& name) {
  media::FilmInfo film;
  static const testing_media::TempFolder folder;
  film.path = folder / (name + ".wav");
  base::write_file_atomically(film.path, media::encode_wav(sound));
  film.duration = sound.duration();
  film.audio = media::AudioInfo{.codec = "pcm_s24le",
                                .rate_hz = sound.rate_hz,
                                .channels = sound.channels,
                                .layout = sound.channels == 1 ? "mono" : "stereo",
                                .language = {}};
  return film;
}

media::FilmInfo silent_film() {
  media::FilmInfo film;
  film.path = "there-is-no-such-film";
  film.duration = 100s;
  return film;
}

edit::Clip clip(double source_s, double trailer_s, double length_s) {
  edit::Clip c;
  c.source = {film_time(source_s), film_time(source_s + length_s)};
  c.trailer = {trailer_time(trailer_s), trailer_time(trailer_s + length_s)};
  return c;
}

edit::Manifest trailer(base::Duration length, std::vector<edit::Clip> clips) {
  edit::Manifest manifest;
  manifest.length = length;
  manifest.clips = std::move(clips);
  return manifest;
}

beats::Song song_of(media::Sound sound) {
  beats::Song song;
  song.sound = std::move(sound);
  return song;
}

void add_music(edit::Manifest& manifest, double from_s, double to_s, double start_s) {
  manifest.music.segments.push_back(
      {.source = {song_time(from_s), song_time(to_s)}, .start = trailer_time(start_s)});
}

struct Stems {
  media::Sound film, music, effects, voice;
};

Stems stems(const edit::Manifest& manifest, const media::FilmInfo& film,
            const beats::Song& song = {}) {
  Stems all;
  const auto take = [&](Stem stem, media::Sound sound) {
    auto& place = stem == Stem::film    ? all.film
                  : stem == Stem::voice ? all.voice
                  : stem == Stem::music ? all.music
                                        : all.effects;
    place = std::move(sound);
  };
  make_stems(manifest, film, song, take);
  return all;
}

Mix mastered(const edit::Manifest& manifest, const media::FilmInfo& film,
             const beats::Song& song = {}) {
  return make_mix(manifest, film, song, vibe::Vibe{});
}

/// A voice that says something each 700 ms, with pauses.
media::Sound speech(double seconds, double peak_db) {
  media::Sound sound = tone(420, seconds, peak_db);
  for (std::size_t n = 0; n < sound.frames(); ++n) {
    const double t = static_cast<double>(n) / kMixRateHz;
    const double syllable = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * t * 4);
    const double word = std::fmod(t, 0.7) < 0.55 ? 1 : 0;
    for (std::size_t c = 0; c < 2; ++c) {
      sound.samples[n * 2 + c] *= static_cast<float>(syllable * word);
    }
  }
  return sound;
}

double seconds_of_highest(const media::Sound& sound) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    if (std::abs(sound.samples[i]) > std::abs(sound.samples[at])) at = i;
  }
  const std::size_t frame = at / 2;
  return static_cast<double>(frame) / kMixRateHz;
}

TEST(MakeStems, AreAsLongAsTheTrailerToTheSample) {
  const media::FilmInfo film = film_of(noise(3, -20), "length");
  struct {
    base::Duration length;
    std::size_t frames;
  } cases[] = {
      {2s, 96000}, {base::frame_start(47, {24000, 1001}), 94094}, {0s, 0}, {1ns, 0}, {20834ns, 1}};
  for (const auto& c : cases) {
    edit::Manifest manifest = trailer(c.length, {clip(0.5, 0, 1)});
    manifest.effects.push_back({trailer_time(0.5), "act_boundary", 0});
    const Stems made = stems(manifest, film);
    for (const auto* stem : {&made.film, &made.music, &made.effects, &made.voice}) {
      EXPECT_EQ(stem->frames(), c.frames);
    }
    EXPECT_EQ(mastered(manifest, film).programme.frames(), c.frames);
  }
}

TEST(MakeStems, PutFilmSoundWhereItsPictureIs) {
  media::Sound sound = noise(8, -70);
  sound.samples[static_cast<std::size_t>(5.25 * kMixRateHz) * 2] = 0.9f;
  const media::FilmInfo film = film_of(sound, "exact");
  const Stems made = stems(trailer(6s, {clip(1, 0, 2), clip(4.5, 2, 2)}), film);
  EXPECT_NEAR(seconds_of_highest(made.film), 2.75, 1.5 / kMixRateHz);
}

TEST(MakeStems, CutWithoutAClick) {
  // A low tone shows every step; the clips cut it at unlucky phases.
  const media::FilmInfo film = film_of(tone(110, 20, -6), "click");
  std::vector<edit::Clip> clips;
  clips.reserve(8);
  for (int i = 0; i < 8; ++i) clips.push_back(clip(1.003 * i + 0.0017 * i * i, i * 0.75, 0.75));
  const Stems made = stems(trailer(8s, clips), film);
  const double natural = highest(made.film) * 2 * std::numbers::pi * 110 / kMixRateHz;
  EXPECT_LT(largest_step(made.film), natural * 1.5);
  EXPECT_LT(std::abs(made.film.samples[0]), 1e-3f);
}

TEST(MakeStems, JoinHardCutsWithoutAHole) {
  const media::FilmInfo film = film_of(noise(20, -12), "hole");
  const Stems made = stems(trailer(4s, {clip(2, 0, 2), clip(11, 2, 2)}), film);
  EXPECT_NEAR(rms_db(made.film, 1.99, 2.01), rms_db(made.film, 0.5, 1.5), 1.0);
}

TEST(MakeStems, CrossfadeSoundWithThePicture) {
  media::Sound sound = silence(20 * kMixRateHz);
  add_at(sound, tone(250, 10, -12), 0);
  add_at(sound, tone(1000, 10, -12), 10 * kMixRateHz);
  const media::FilmInfo film = film_of(sound, "crossfade");
  edit::Manifest manifest = trailer(6s, {clip(2, 0, 3), clip(14, 3, 3)});
  manifest.clips[1].transition = edit::Transition::crossfade;
  manifest.clips[1].transition_length = 1s;
  const media::Sound heard = stems(manifest, film).film;
  const double before = rms_db(heard, 1, 2), after = rms_db(heard, 4, 5);
  EXPECT_NEAR(before, after, 1.5);
  EXPECT_NEAR(rms_db(heard, 2.95, 3.05), (before + after) / 2, 1);
  // Both are there in the middle, only one outside.
  media::Sound low = heard;
  apply(media::Biquad::low_pass(400, kMixRateHz), low);
  EXPECT_NEAR(rms_db(low, 2.9, 3.1), before - 3, 1);
  EXPECT_LT(rms_db(low, 3.6, 4), before - 12);
}

TEST(MakeStems, FadeSoundThroughBlack) {
  const media::FilmInfo film = film_of(noise(20, -12), "black");
  edit::Manifest manifest = trailer(6s, {clip(2, 0, 3), clip(12, 3, 3)});
  manifest.clips[1].transition = edit::Transition::fade_to_black;
  manifest.clips[1].transition_length = 1s;
  const media::Sound heard = stems(manifest, film).film;
  EXPECT_LT(rms_db(heard, 2.98, 3.02), rms_db(heard, 1, 2) - 20);
  EXPECT_NEAR(rms_db(heard, 3.6, 5), rms_db(heard, 1, 2), 1);
}

TEST(MakeStems, LetSoundLeadAndTrailItsPicture) {
  const media::FilmInfo film = film_of(noise(20, -12), "lead");
  edit::Manifest manifest = trailer(8s, {clip(2, 1, 2), clip(12, 5, 2)});
  manifest.clips[0].sound_tail = 400ms;
  manifest.clips[1].sound_lead = 300ms;
  const media::Sound heard = stems(manifest, film).film;
  const double full = rms_db(heard, 1.5, 2.5);
  EXPECT_LT(rms_db(heard, 0, 0.99), -100);
  EXPECT_GT(rms_db(heard, 3.0, 3.15), full - 1);
  EXPECT_LT(rms_db(heard, 3.41, 4.69), -100);
  EXPECT_GT(rms_db(heard, 4.86, 5.0), full - 1);
  EXPECT_LT(rms_db(heard, 7.01, 8), -100);
}

TEST(MakeStems, LetSoundBeginAfterItsPictureAndEndBeforeIt) {
  const media::FilmInfo film = film_of(noise(20, -12), "late");
  edit::Manifest manifest = trailer(4s, {clip(2, 0, 2), clip(12, 2, 2)});
  manifest.clips[1].sound_lead = -200ms;
  manifest.clips[1].sound_tail = -300ms;
  const media::Sound heard = stems(manifest, film).film;
  const double full = rms_db(heard, 0.5, 1.5);
  EXPECT_LT(rms_db(heard, 2.01, 2.19), -100);
  EXPECT_GT(rms_db(heard, 2.31, 3.5), full - 1);
  EXPECT_LT(rms_db(heard, 3.71, 4), -100);
}

TEST(MakeStems, LeaveOutClipsThatAreNotToBeHeard) {
  const media::FilmInfo film = film_of(noise(20, -12), "mute");
  edit::Manifest manifest = trailer(4s, {clip(2, 0, 2), clip(12, 2, 2)});
  manifest.clips[1].film_sound_db = -60;
  const media::Sound heard = stems(manifest, film).film;
  EXPECT_LT(rms_db(heard, 2.01, 4), -119);
}

TEST(MakeStems, BringSpeechToOneLevel) {
  media::Sound sound = silence(20 * kMixRateHz);
  add_at(sound, speech(5, -28), 2 * kMixRateHz);
  add_at(sound, speech(5, -8), 10 * kMixRateHz);
  const media::FilmInfo film = film_of(sound, "speech");
  edit::Manifest manifest = trailer(10s, {clip(2, 0, 5), clip(10, 5, 5)});
  for (edit::Clip& c : manifest.clips) c.dialogue = "Come with me.";
  const media::Sound heard = stems(manifest, film).film;
  EXPECT_NEAR(rms_db(heard, 0.1, 4.9), rms_db(heard, 5.1, 9.9), 1);
}

TEST(MakeStems, KeepUnspokenSoundUnderSpeechAndLoudAboveQuiet) {
  media::Sound sound = silence(30 * kMixRateHz);
  add_at(sound, noise(10, -8), 0);
  add_at(sound, noise(10, -30), 10 * kMixRateHz);
  add_at(sound, speech(10, -14), 20 * kMixRateHz);
  const media::FilmInfo film = film_of(sound, "under");
  edit::Manifest manifest = trailer(9s, {clip(1, 0, 3), clip(12, 3, 3), clip(22, 6, 3)});
  manifest.clips[2].dialogue = "Listen.";
  add_music(manifest, 0, 9, 0);
  const media::Sound heard = stems(manifest, film, song_of(noise(9, -12))).film;
  EXPECT_GT(rms_db(heard, 0.5, 2.5), rms_db(heard, 3.5, 5.5) + 2);
  EXPECT_GT(rms_db(heard, 6.5, 8.5), rms_db(heard, 0.5, 2.5));
}

TEST(MakeStems, FollowTheClipsLevel) {
  const media::FilmInfo film = film_of(noise(20, -12), "level");
  edit::Manifest manifest = trailer(6s, {clip(2, 0, 3), clip(12, 3, 3)});
  manifest.clips[1].film_sound_db = -9;
  const media::Sound heard = stems(manifest, film).film;
  EXPECT_NEAR(rms_db(heard, 3.5, 5.5), rms_db(heard, 0.5, 2.5) - 9, 0.5);
}

TEST(MakeStems, MusicMakesRoomForSpeechAndOnlyThere) {
  media::Sound sound = noise(20, -40);
  add_at(sound, speech(4, -12), 8 * kMixRateHz);
  const media::FilmInfo film = film_of(sound, "duck");
  edit::Manifest manifest = trailer(12s, {clip(1, 0, 4), clip(8, 4, 4), clip(15, 8, 4)});
  manifest.clips[1].dialogue = "It was you.";
  add_music(manifest, 0, 12, 0);
  const media::Sound music = stems(manifest, film, song_of(noise(12, -12))).music;
  const double full = rms_db(music, 1, 3);
  const double depth = full - rms_db(music, 4.1, 7.4);
  EXPECT_GE(depth, 9);
  EXPECT_LE(depth, 12);
  EXPECT_NEAR(rms_db(music, 9, 11), full, 0.2);
}

TEST(MakeStems, LayMusicInWithFadesAndLeaveTheGapSilent) {
  edit::Manifest manifest = trailer(12s, {});
  add_music(manifest, 0, 4, 0);
  add_music(manifest, 6, 10, 8);
  manifest.music.segments[0].fade_out = 500ms;
  const media::FilmInfo film = silent_film();
  const Stems made = stems(manifest, film, song_of(tone(220, 10, -12)));
  EXPECT_LT(rms_db(made.music, 4.0, 8.0), -119);
  EXPECT_NEAR(rms_db(made.music, 3.74, 3.76), rms_db(made.music, 1, 3) - 3, 0.7);
  EXPECT_GT(rms_db(made.music, 8.02, 9), rms_db(made.music, 1, 3) - 0.2);
  EXPECT_LT(largest_step(made.music), 0.05);
  const Mix mix = mastered(manifest, film, song_of(tone(220, 10, -12)));
  EXPECT_LT(rms_db(mix.programme, 4.01, 7.99), -100);
}

TEST(MakeStems, TakeASongThatIsTooShort) {
  edit::Manifest manifest = trailer(6s, {});
  add_music(manifest, 1, 60, 0);
  add_music(manifest, 90, 95, 3);
  const Stems made = stems(manifest, silent_film(), song_of(tone(220, 2, -12)));
  EXPECT_GT(rms_db(made.music, 0.1, 0.9), -40);
  EXPECT_LT(rms_db(made.music, 1.1, 6), -119);
}

TEST(MakeStems, PutAnEffectsStrongestInstantOnItsTime) {
  edit::Manifest manifest = trailer(10s, {});
  manifest.effects = {{trailer_time(5), "act_boundary", 0}};
  const media::Sound heard = stems(manifest, silent_film()).effects;
  const EffectSound alone = make_effect("act_boundary", 0);
  EXPECT_NEAR(seconds_of_highest(heard),
              5 + seconds_of_highest(alone.sound) - base::to_seconds(alone.strongest), 0.001);
  EXPECT_GT(rms_db(heard, 4.7, 4.95), -40);  // The riser comes before.
  EXPECT_LT(rms_db(heard, 0, 3.9), -119);
}

TEST(MakeStems, TakeEffectsAtTheEndsAndLeaveOutUnknownOnes) {
  edit::Manifest manifest = trailer(3s, {});
  manifest.effects = {{trailer_time(0), "act_boundary", 0},
                      {trailer_time(3), "impact", 0},
                      {trailer_time(1.5), "kazoo", 0},
                      {trailer_time(400), "hard_cut", 0}};
  const media::Sound heard = stems(manifest, silent_film()).effects;
  EXPECT_LT(std::abs(heard.samples.front()), 0.02f);
  EXPECT_LT(std::abs(heard.samples.back()), 0.01f);
}

TEST(MakeStems, SpeakVoiceLinesAtTheirTimeOverSofterSurroundings) {
  media::Sound sound = noise(20, -20);
  add_at(sound, speech(2, -6), 14 * kMixRateHz);
  const media::FilmInfo film = film_of(sound, "voice");
  edit::Manifest manifest = trailer(8s, {clip(1, 0, 8)});
  manifest.voice.push_back({{film_time(14), film_time(16)}, trailer_time(3), "Nobody came back."});
  add_music(manifest, 0, 8, 0);
  const Stems made = stems(manifest, film, song_of(noise(8, -12)));
  EXPECT_LT(rms_db(made.voice, 0, 2.99), -119);
  EXPECT_GT(rms_db(made.voice, 3, 5), -35);
  EXPECT_LT(rms_db(made.voice, 5.01, 8), -119);
  EXPECT_NEAR(rms_db(made.film, 3.1, 4.9), rms_db(made.film, 1, 2.5) - 8, 0.5);
  EXPECT_NEAR(rms_db(made.music, 3.1, 4.9), rms_db(made.music, 1, 2.5) - 10.5, 0.5);
}

TEST(MakeStems, OfASilentFilmHaveMusicAndEffectsOnly) {
  edit::Manifest manifest = trailer(6s, {clip(2, 0, 3), clip(12, 3, 3)});
  manifest.clips[0].dialogue = "Nobody hears this.";
  manifest.voice.push_back({{film_time(5), film_time(6)}, trailer_time(1), "Nor this."});
  manifest.effects.push_back({trailer_time(3), "hard_cut", 0});
  add_music(manifest, 0, 6, 0);
  const Stems made = stems(manifest, silent_film(), song_of(noise(6, -12)));
  EXPECT_EQ(highest(made.film), 0);
  EXPECT_EQ(highest(made.voice), 0);
  EXPECT_GT(highest(made.effects), 0.1);
  EXPECT_NEAR(rms_db(made.music, 0.5, 2), rms_db(made.music, 4, 5), 0.2);
  const Mix mix = mastered(manifest, silent_film(), song_of(noise(6, -12)));
  EXPECT_NEAR(integrated_lufs(mix.programme), -16, 0.3);
}

TEST(MakeStems, TakeAMonoFilmAt44100) {
  media::Sound mono{.rate_hz = 44100, .channels = 1, .samples = {}};
  mono.samples.resize(44100u * 6);
  for (std::size_t n = 0; n < mono.samples.size(); ++n) {
    mono.samples[n] = 0.3f * std::sin(0.06f * static_cast<float>(n % 44100));
  }
  const media::FilmInfo film = film_of(mono, "mono");
  const Stems made = stems(trailer(3s, {clip(2, 0, 3)}), film);
  EXPECT_EQ(made.film.frames(), 144000u);
  EXPECT_GT(rms_db(made.film, 0.5, 2.5), -40);
  for (std::size_t n = 0; n < made.film.frames(); n += 100) {
    ASSERT_NEAR(made.film.samples[n * 2], made.film.samples[n * 2 + 1], 1e-6f);
  }
}

TEST(MakeStems, TakeClipsThatReachOverTheFilmsEnds) {
  const media::FilmInfo film = film_of(noise(5, -12), "ends");
  edit::Manifest manifest =
      trailer(6s, {clip(0, 1, 1), clip(4, 2, 1), clip(4.5, 3, 2), clip(9, 5, 1)});
  manifest.clips[0].sound_lead = 500ms;
  manifest.clips[1].sound_tail = 900ms;
  manifest.clips[3].sound_lead = 100ms;
  const media::Sound heard = stems(manifest, film).film;
  EXPECT_LT(rms_db(heard, 0, 0.999), -119);
  EXPECT_GT(rms_db(heard, 1.1, 2.9), -50);
  EXPECT_LT(rms_db(heard, 3.6, 6), -119);
  for (const float s : heard.samples) ASSERT_TRUE(std::isfinite(s));
}

TEST(MakeStems, AreTheSameEveryTime) {
  const media::FilmInfo film = film_of(noise(10, -12), "same");
  edit::Manifest manifest = trailer(4s, {clip(5, 0, 2), clip(1, 2, 2)});
  manifest.effects.push_back({trailer_time(2), "hard_cut", 0});
  const Stems a = stems(manifest, film), b = stems(manifest, film);
  EXPECT_EQ(a.film.samples, b.film.samples);
  EXPECT_EQ(a.effects.samples, b.effects.samples);
}

TEST(MakeStems, StopWhenAskedAndTellHowFarTheyAre) {
  const media::FilmInfo film = film_of(noise(4, -12), "stop");
  const edit::Manifest manifest = trailer(2s, {clip(0, 0, 1), clip(2, 1, 1)});
  std::vector<double> shares;
  const auto take = [](Stem, const media::Sound&) {};
  make_stems(manifest, film, {}, take, {[&](double s) { shares.push_back(s); }, {}});
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_EQ(shares.back(), 1);
  std::stop_source stop;
  stop.request_stop();
  try {
    make_stems(manifest, film, {}, take, {{}, stop.get_token()});
    FAIL();
  } catch (const base::Error& e) {
    EXPECT_EQ(e.kind(), base::ErrorKind::cancelled);
  }
}

}  // namespace
}  // namespace cinecut::sound
