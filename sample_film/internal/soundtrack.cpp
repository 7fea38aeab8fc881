// The mixture: voices in front, noises and score behind them.

#include "sample_film/internal/soundtrack.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/parallel.h"
#include "sample_film/internal/noise.h"

namespace sample_film {
namespace {

double from_db(double db) { return std::pow(10, db / 20); }

// What the acts sound like: quiet, louder, loud, quiet again; in dB, for all but voices.
double act_level(const Shot& shot) { return shot.act == 1 ? -5.0 : shot.act == 2 ? -2.0 : 0.0; }

double tone_level(Tone tone) {
  switch (tone) {
    case Tone::whisper:
      return -5;
    case Tone::tender:
      return -2;
    case Tone::urgent:
      return 2.5;
    case Tone::threat:
      return 0.5;
    default:
      return 0;
  }
}

double rms(const std::vector<float>& samples) {
  double sum = 0;
  std::size_t loud = 0;
  for (const float s : samples)
    if (std::abs(s) > 0.01f) {
      sum += s * s;
      ++loud;
    }
  return loud == 0 ? 0 : std::sqrt(sum / static_cast<double>(loud));
}

// Takes away rumble and the synthesiser's edge.
std::vector<float> warmed(const std::vector<float>& in) {
  std::vector<float> out(in.size());
  float low = 0, a = 0, b = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    low += 0.0118f * (in[i] - low);  // 90 Hz
    const float x = in[i] - low;
    a += 0.62f * (x - a);
    b += 0.62f * (a - b);
    out[i] = 0.75f * b + 0.25f * x;
  }
  return out;
}

Stereo voices_of(const Plan& plan, std::size_t frames) {
  Stereo out(frames * 2);
  for (const PlannedLine& line : plan.lines) {
    const std::vector<float> voice = warmed(line.speech.samples);
    const double loudness = rms(voice);
    if (loudness <= 0) continue;
    const auto gain = static_cast<float>(from_db(-17 + tone_level(line.line.tone)) / loudness);
    const float pan = line.line.who == Speaker::mara ? -0.12f : 0.12f;
    const auto first = static_cast<std::size_t>(std::llround(line.start * kSoundRate));
    for (std::size_t i = 0; i < voice.size() && first + i < frames; ++i) {
      out[2 * (first + i)] += voice[i] * gain * (1 - pan);
      out[2 * (first + i) + 1] += voice[i] * gain * (1 + pan);
    }
  }
  add_reverb(out, 0.6, 0.22);
  return out;
}

// A level for each block of the film, moving to each shot's within 0.3 s.
std::vector<float> level_curve(const Script& script, const Plan& plan, std::size_t frames,
                               const std::function<double(const Shot&)>& level_of) {
  std::vector<float> curve(frames / kGainBlock + 2);
  double now = 0;
  bool first = true;
  std::size_t shot = 0;
  for (std::size_t block = 0; block < curve.size(); ++block) {
    const auto frame = static_cast<std::int64_t>(block * kGainBlock * kFrameRate / kSoundRate);
    while (shot + 1 < plan.shots.size() && frame >= plan.shots[shot].last) ++shot;
    const double wanted = level_of(script.shots[plan.shots[shot].index]);
    now += (wanted - now) * (first ? 1 : 0.055);
    first = false;
    curve[block] = static_cast<float>(now < 1e-4 ? 0 : now);
  }
  return curve;
}

Stereo noises_of(const Script& script, const Plan& plan, std::size_t frames) {
  Stereo out(frames * 2);
  for (int b = 0; b < static_cast<int>(Bed::count); ++b) {
    const auto curve = level_curve(script, plan, frames, [b](const Shot& s) {
      return s.beds[b] * from_db(act_level(s)) * 0.42;
    });
    if (std::ranges::any_of(curve, [](float g) { return g > 0; }))
      add_bed(static_cast<Bed>(b), curve, out);
  }
  std::uint32_t seed = 1;
  for (const PlannedShot& shot : plan.shots)
    for (const Effect& e : script.shots[shot.index].effects) {
      const std::vector<float> noise = make_noise(e.noise, ++seed * 13);
      const auto gain =
          static_cast<float>(0.42 * e.loudness * from_db(act_level(script.shots[shot.index])));
      const float pan = static_cast<float>(random_at(seed, 1) - 0.5) * 0.6f;
      const auto first = static_cast<std::size_t>(
          (static_cast<double>(shot.first) / kFrameRate + e.at) * kSoundRate);
      for (std::size_t i = 0; i < noise.size() && first + i < frames; ++i) {
        out[2 * (first + i)] += noise[i] * gain * (1 - pan);
        out[2 * (first + i) + 1] += noise[i] * gain * (1 + pan);
      }
    }
  add_reverb(out, 1.1, 0.12);
  return out;
}

// 1 where nobody speaks, lower under voices, moving in a third of a second.
std::vector<float> duck_curve(const Plan& plan, std::size_t frames) {
  std::vector<float> curve(frames / kGainBlock + 2, 1.0f);
  for (const PlannedLine& line : plan.lines)
    for (std::size_t b = 0; b < curve.size(); ++b) {
      const double t = static_cast<double>(b) * kGainBlock / kSoundRate;
      const double outside = std::max({line.start - t, t - line.end(), 0.0});
      curve[b] = std::min(curve[b], static_cast<float>(std::min(1.0, 0.5 + outside * 1.5)));
    }
  return curve;
}

float limited(float x) {
  const float a = std::abs(x);
  if (a < 0.7f) return x;
  return std::copysign(0.7f + 0.24f * std::tanh((a - 0.7f) / 0.24f), x);
}

}  // namespace

Stereo mix_soundtrack(const Script& script, const Plan& plan, const std::vector<Cue>& cues) {
  const auto frames = static_cast<std::size_t>(plan.frames * kSoundRate / kFrameRate);
  Stereo voices, noises, score;
  const std::function<void()> work[] = {[&] { score = play_score(cues, plan.seconds()); },
                                        [&] { noises = noises_of(script, plan, frames); },
                                        [&] { voices = voices_of(plan, frames); }};
  base::parallel_for(3, [&](std::size_t i) { work[i](); });
  const auto duck = duck_curve(plan, frames);
  const auto level = level_curve(script, plan, frames, [](const Shot& s) {
    return s.music_level * from_db(act_level(s)) * 0.9;
  });
  for (std::size_t i = 0; i < frames; ++i) {
    const std::size_t block = i / kGainBlock;
    const float u = static_cast<float>(i % kGainBlock) / kGainBlock;
    const float under = duck[block] + (duck[block + 1] - duck[block]) * u;
    const float music = level[block] + (level[block + 1] - level[block]) * u;
    for (std::size_t c = 2 * i; c < 2 * i + 2; ++c)
      voices[c] = limited(voices[c] + noises[c] * (0.4f + 0.6f * under) + score[c] * music * under);
  }
  return voices;
}

}  // namespace sample_film
