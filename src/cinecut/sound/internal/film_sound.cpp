#include "cinecut/sound/internal/film_sound.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "cinecut/sound/internal/dynamics.h"
#include "cinecut/sound/internal/levels.h"
#include "cinecut/sound/internal/signal.h"
#include "cinecut/sound/loudness.h"

namespace cinecut::sound {
namespace {

using namespace std::chrono_literals;
using base::Duration;

/// A stretch of the film's sound and where it goes.
struct Piece {
  base::FilmTime source{};
  std::int64_t at = 0;  ///< First frame in the trailer.
  std::int64_t frames = 0;
  std::int64_t fade_in = 0, fade_out = 0;
  bool is_speech = false;
  double level_lufs = 0;
  double gain_db = 0;
};

/// How far a clip's sound reaches over an edge of its picture, and how long it fades there.
struct Edge {
  Duration reach{};
  Duration fade{};
};

constexpr Duration kJoin = 4ms;    // On each side of a hard cut.
constexpr double kSilentDb = -60;  // A clip at this level or lower is not heard.

/// `joint`: how the picture changes at this edge; `is_joined`: another clip follows at once.
/// `reach` may be negative: the sound begins after its picture, or ends before it.
Edge edge_of(edit::Transition joint, Duration transition, Duration reach, bool is_joined) {
  const Duration half = transition / 2;
  if (reach != 0ns) {
    return {reach, std::clamp(std::chrono::abs(reach) / 2, Duration{10ms}, Duration{100ms})};
  }
  if (joint == edit::Transition::crossfade && is_joined) {
    return {std::max(half, kJoin), 2 * std::max(half, kJoin)};
  }
  if (joint != edit::Transition::hard_cut && half > 8ms) return {0ns, half};
  return is_joined ? Edge{kJoin, 2 * kJoin} : Edge{0ns, 2 * kJoin};
}

bool is_joined(const edit::Clip& a, const edit::Clip& b) {
  return std::chrono::abs(b.trailer.start - a.trailer.end) < 5ms;
}

/// Cuts off what lies outside the film or the trailer.
Piece fitted(Piece piece, base::FilmTime begin, base::FilmTime end, base::FilmTime film_end,
             std::int64_t trailer_frames) {
  const std::int64_t lost =
      std::max<std::int64_t>({0, -piece.at, mix_frame(base::FilmTime{} - begin)});
  piece.source = begin + Duration{lost * 1'000'000 / 48};
  piece.at += lost;
  piece.frames = std::min({mix_frame(end - begin) - lost, trailer_frames - piece.at,
                           mix_frame(film_end - piece.source)});
  return piece;
}

Piece piece_of(const edit::Manifest& manifest, std::size_t i, const media::FilmInfo& film) {
  const edit::Clip& clip = manifest.clips[i];
  const edit::Clip* before = i > 0 ? &manifest.clips[i - 1] : nullptr;
  const edit::Clip* after = i + 1 < manifest.clips.size() ? &manifest.clips[i + 1] : nullptr;
  const Edge in = edge_of(clip.transition, clip.transition_length, clip.sound_lead,
                          before != nullptr && is_joined(*before, clip));
  const Edge out = edge_of(after != nullptr ? after->transition : edit::Transition::hard_cut,
                           after != nullptr ? after->transition_length : Duration{},
                           clip.sound_tail, after != nullptr && is_joined(clip, *after));
  Piece piece;
  piece.at = mix_frame((clip.trailer.start - in.reach).time_since_epoch());
  piece.fade_in = mix_frame(in.fade);
  piece.fade_out = mix_frame(out.fade);
  piece.is_speech = !clip.dialogue.empty();
  piece.gain_db = clip.film_sound_db;
  piece.level_lufs = piece.is_speech                   ? kSpeechLufs
                     : manifest.music.segments.empty() ? kBareLufs
                                                       : kAtmosphereLufs;
  const base::FilmTime begin = clip.source.start - in.reach;
  const base::FilmTime end = clip.source.start + clip.trailer.length() + out.reach;
  return fitted(piece, begin, end, base::FilmTime{film.duration}, mix_frame(manifest.length));
}

/// Loudness of a piece; a short one is repeated, since the measure needs 400 ms.
double piece_lufs(const media::Sound& sound) {
  LoudnessMeter meter(sound.rate_hz, sound.channels, {.true_peak = false, .curve = false});
  for (std::size_t frames = 0; frames < kMixRateHz && sound.frames() > 0;) {
    meter.add(sound.samples);
    frames += sound.frames();
  }
  return meter.integrated_lufs();
}

/// Speech comes to its level; of other sound only what is too loud comes down all the way, so that
/// loud scenes stay louder than quiet ones. Hiss is not pulled up.
double levelling_db(double measured_lufs, const Piece& piece) {
  if (measured_lufs < -60) return 0;
  const double wanted = piece.level_lufs - measured_lufs;
  if (piece.is_speech) return std::clamp(wanted, -24.0, 18.0);
  return std::clamp(0.75 * wanted, -24.0, 2.0);
}

void clean(media::Sound& sound, const Piece& piece) {
  apply(media::Biquad::high_pass(piece.is_speech ? 80 : 45, kMixRateHz), sound);
}

void place(FilmSound& heard, media::Sound sound, const Piece& piece) {
  sound.samples.resize(static_cast<std::size_t>(piece.frames) * 2, 0.0f);
  clean(sound, piece);
  if (piece.is_speech) {
    for (const Span& span : speech_spans(sound)) {
      heard.speech.push_back({span.start + piece.at, span.end + piece.at});
    }
  }
  const double gain = levelling_db(piece_lufs(sound), piece) + piece.gain_db;
  fade_edges(sound, piece.fade_in, piece.fade_out);
  add_at(heard.sound, sound, piece.at, from_db(gain));
}

template <typename Each>
void read_pieces(const std::vector<Piece>& pieces, const media::FilmInfo& film,
                 const media::SoundOptions& options, const base::Progress& progress, Each each) {
  std::vector<std::size_t> order(pieces.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return pieces[a].source < pieces[b].source;
  });
  std::erase_if(order, [&](std::size_t i) { return pieces[i].frames <= 0; });
  if (order.empty()) return;
  media::SoundReader reader(film.path, options);
  for (std::size_t done = 0; done < order.size(); ++done) {
    if (progress.stop.stop_requested()) {
      throw base::Error(base::ErrorKind::cancelled, "stopped while reading the film's sound.");
    }
    const Piece& piece = pieces[order[done]];
    const Duration length{piece.frames * 1'000'000 / 48};
    each(reader.read({piece.source, piece.source + length}), piece);
    progress(static_cast<double>(done + 1) / static_cast<double>(order.size()));
  }
}

}  // namespace

FilmSound clip_sound(const edit::Manifest& manifest, const media::FilmInfo& film,
                     const base::Progress& progress) {
  FilmSound heard{silence(mix_frame(manifest.length)), {}};
  if (!film.audio) return heard;
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < manifest.clips.size(); ++i) {
    if (manifest.clips[i].film_sound_db > kSilentDb) {
      pieces.push_back(piece_of(manifest, i, film));
    }
  }
  read_pieces(
      pieces, film, {.rate_hz = kMixRateHz, .channels = 2, .track = film.audio->track}, progress,
      [&](media::Sound sound, const Piece& piece) { place(heard, std::move(sound), piece); });
  return heard;
}

FilmSound voice_sound(const edit::Manifest& manifest, const media::FilmInfo& film,
                      const base::Progress& progress) {
  FilmSound heard{silence(mix_frame(manifest.length)), {}};
  if (!film.audio) return heard;
  std::vector<Piece> pieces;
  for (const edit::VoiceLine& line : manifest.voice) {
    Piece piece{.at = mix_frame(line.start.time_since_epoch()),
                .fade_in = mix_frame(10ms),
                .fade_out = mix_frame(15ms),
                .is_speech = true,
                .level_lufs = kVoiceLufs};
    pieces.push_back(fitted(piece, line.source.start, line.source.end,
                            base::FilmTime{film.duration}, mix_frame(manifest.length)));
  }
  const media::SoundOptions centre{
      .rate_hz = kMixRateHz, .channels = 2, .only_centre = true, .track = film.audio->track};
  read_pieces(pieces, film, centre, progress, [&](media::Sound sound, const Piece& piece) {
    apply(media::Biquad::peak(3200, kMixRateHz, 0.8, 2.5), sound);
    compress(sound, {.threshold_db = -26, .ratio = 2.5, .attack = 5ms, .release = 120ms});
    place(heard, std::move(sound), piece);
    // The whole line, also where it is quiet.
    heard.speech.push_back({piece.at, piece.at + piece.frames});
  });
  return heard;
}

}  // namespace cinecut::sound
