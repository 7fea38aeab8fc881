#include "cinecut/music/score/font_player.h"

#include <fluidsynth.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "base/log.h"

namespace cinecut::score {
namespace {

constexpr int kRateHz = 48000;
// FluidSynth renders blocks of 64 frames and applies an event at the start of the next one.
constexpr std::int64_t kBlock = 64;
constexpr float kHeadroomDb = 8;

constexpr std::array<const char*, 5> kFontPlaces = {
    "/usr/share/sounds/sf2/TimGM6mb.sf2",   "/usr/local/share/sounds/sf2/TimGM6mb.sf2",
    "/usr/share/sounds/sf2/FluidR3_GM.sf2", "/usr/share/soundfonts/FluidR3_GM.sf2",
    "/usr/share/sounds/sf2/default-GM.sf2",
};

template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* p) const noexcept {
    Free(p);
  }
};
using SettingsPtr = std::unique_ptr<fluid_settings_t, FreeWith<delete_fluid_settings>>;
using SynthPtr = std::unique_ptr<fluid_synth_t, FreeWith<delete_fluid_synth>>;

struct Event {
  enum class Kind { off, level, on };  // In the order in which those of one moment apply.
  std::int64_t at = 0;
  Kind kind = Kind::on;
  int voice = 0;
  int key = 0;
  int value = 0;
};

int midi(float share) { return std::clamp(static_cast<int>(std::lround(share * 127)), 0, 127); }

std::vector<Event> events_of(const Arrangement& a) {
  std::vector<Event> events;
  events.reserve(2 * a.notes.size() + a.swells.size());
  for (const auto& n : a.notes) {
    const int velocity = std::clamp(n.velocity, 1, 127);
    events.push_back({n.start, Event::Kind::on, n.voice, n.key, velocity});
    events.push_back({n.start + std::max(n.length, kBlock), Event::Kind::off, n.voice, n.key, 0});
  }
  for (const auto& s : a.swells) {
    events.push_back({s.at, Event::Kind::level, s.voice, 0, midi(s.level)});
  }
  std::ranges::stable_sort(events, [](const Event& x, const Event& y) {
    return x.at != y.at ? x.at < y.at : x.kind < y.kind;
  });
  return events;
}

SettingsPtr make_settings(int channels) {
  SettingsPtr settings{new_fluid_settings()};
  auto* s = settings.get();
  fluid_settings_setnum(s, "synth.sample-rate", kRateHz);
  fluid_settings_setint(s, "synth.cpu-cores", 1);
  fluid_settings_setint(s, "synth.threadsafe-api", 0);
  fluid_settings_setint(s, "synth.polyphony", 72);
  fluid_settings_setint(s, "synth.midi-channels", channels);
  fluid_settings_setint(s, "synth.chorus.active", 0);
  fluid_settings_setint(s, "synth.reverb.active", 0);
  fluid_settings_setnum(s, "synth.gain", 2.0);
  return settings;
}

void tune_in(fluid_synth_t* synth, int channel, const Voice& v) {
  const int type = v.drums ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC;
  fluid_synth_set_channel_type(synth, channel, type);
  if (v.drums) fluid_synth_bank_select(synth, channel, 128);
  fluid_synth_program_change(synth, channel, v.program);
  fluid_synth_cc(synth, channel, 7, 127);
  fluid_synth_cc(synth, channel, 10, midi(0.5f + 0.5f * v.pan));
  // Centibels, and never below 0 in sum, hence the distance.
  fluid_synth_set_gen(synth, channel, GEN_ATTENUATION, 10 * (kHeadroomDb - v.gain_db));
  fluid_synth_cc(synth, channel, 11, 127);
  // Sends to effects that are off would still be computed.
  fluid_synth_cc(synth, channel, 91, 0);
  fluid_synth_cc(synth, channel, 93, 0);
}

void apply(fluid_synth_t* synth, const Event& e) {
  switch (e.kind) {
    case Event::Kind::on:
      fluid_synth_noteon(synth, e.voice, e.key, e.value);
      break;
    case Event::Kind::off:
      fluid_synth_noteoff(synth, e.voice, e.key);
      break;
    case Event::Kind::level:
      fluid_synth_cc(synth, e.voice, 11, e.value);
      break;
  }
}

void throw_if_stopped(const std::stop_token& stop) {
  if (stop.stop_requested()) {
    throw base::Error(base::ErrorKind::cancelled, "Making the score was stopped.");
  }
}

void quiet_log(int level, const char* message, void*) {
  if (level <= FLUID_ERR) base::warn(std::string("fluidsynth: ") + message);
}

SynthPtr open_synth(fluid_settings_t* settings, const std::filesystem::path& font) {
  SynthPtr synth{new_fluid_synth(settings)};
  if (!synth || fluid_synth_sfload(synth.get(), font.c_str(), 1) == FLUID_FAILED) {
    throw base::Error(base::ErrorKind::unavailable,
                      "The score cannot be made: the sound font " + base::quoted(font) +
                          " cannot be loaded. Install it again (Debian: timgm6mb-soundfont), or "
                          "give a song with --music.");
  }
  return synth;
}

}  // namespace

std::filesystem::path find_sound_font() {
  for (const auto* place : kFontPlaces) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(place, ignored)) return place;
  }
  throw base::Error(base::ErrorKind::unavailable,
                    std::string("The score cannot be made: no General MIDI sound font was found "
                                "(looked for ") +
                        kFontPlaces.front() +
                        " and others). Install one (Debian: timgm6mb-soundfont), or give a song "
                        "with --music.");
}

media::Sound play(const Arrangement& a, const std::filesystem::path& sound_font,
                  const std::stop_token& stop) {
  for (int level = FLUID_PANIC; level < LAST_LOG_LEVEL; ++level) {
    fluid_set_log_function(level, quiet_log, nullptr);
  }
  const int voices = static_cast<int>(a.voices.size());
  const auto settings = make_settings(std::max(16, (voices + 15) / 16 * 16));
  const auto synth = open_synth(settings.get(), sound_font);
  for (int v = 0; v < voices; ++v) {
    tune_in(synth.get(), v, a.voices[static_cast<std::size_t>(v)]);
  }

  media::Sound sound{kRateHz, 2, std::vector<float>(static_cast<std::size_t>(2 * a.frames))};
  const auto events = events_of(a);
  std::size_t next = 0;
  for (std::int64_t at = 0; at < a.frames; at += kBlock) {
    for (; next < events.size() && events[next].at < at + kBlock; ++next) {
      apply(synth.get(), events[next]);
    }
    if (at % (256 * kBlock) == 0) throw_if_stopped(stop);
    const int count = static_cast<int>(std::min(kBlock, a.frames - at));
    float* out = sound.samples.data() + 2 * at;
    fluid_synth_write_float(synth.get(), count, out, 0, 2, out, 1, 2);
  }
  return sound;
}

}  // namespace cinecut::score
