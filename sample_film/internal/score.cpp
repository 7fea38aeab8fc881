// The score: one motif, carried by a piano in the quiet cues and by everything in the storm.

#include <algorithm>
#include <cmath>
#include <map>

#include "cinecut/music/score/font_player.h"
#include "sample_film/internal/soundtrack.h"

namespace sample_film {
namespace {

enum class Style { still, walk, chase, tender, storm, dawn };

struct CueStart {
  const char* shot;  // The cue begins with it.
  const char* name;
  double bpm;
  Style style;
};

constexpr CueStart kCues[] = {
    {"the headland at dusk", "the keeper", 66, Style::still},
    {"title", "title", 66, Style::tender},
    {"the tower from below", "the tower", 76, Style::walk},
    {"a knock at the door", "the stranger", 69, Style::still},
    {"the harbour at first light", "to town", 92, Style::walk},
    {"the harbour office", "the ledger", 84, Style::still},
    {"three men at the door", "the chase", 138, Style::chase},
    {"quiet in the carriage", "twelve seconds", 63, Style::tender},
    {"the storm comes in", "the dark", 72, Style::still},
    {"the Meridian in the storm", "the storm", 126, Style::storm},
    {"the burning headland", "the blaze", 144, Style::storm},
    {"the sea lets go", "let go", 66, Style::still},
    {"dawn over the headland", "dawn", 72, Style::dawn},
    {"credits", "credits", 72, Style::dawn},
};

const CueStart* style_of(const std::string& name) {
  for (const CueStart& c : kCues)
    if (name == c.name) return &c;
  return nullptr;
}

constexpr int kBeatsPerBar = 4;

enum Player { piano, pad, strings, pizzicato, cello, horn, choir, taiko, drums, bass, count };

struct Chord {
  int root;
  bool is_minor;
};

// D minor: i, VI, III, VII; and D major: I, vi, IV, V.
constexpr Chord kMinor[] = {{50, true}, {46, false}, {53, false}, {48, false}};
constexpr Chord kMajor[] = {{50, false}, {47, true}, {43, false}, {45, false}};
// Beat, steps above the tonic in semitones (minor; the third is raised in major), length in beats.
struct MotifNote {
  double beat;
  int step;
  double length;
};
constexpr MotifNote kMotif[] = {{0, 12, 1.5},   {1.5, 19, 0.5}, {2, 15, 2},   {4, 14, 1.5},
                                {5.5, 12, 0.5}, {6, 7, 2},      {8, 12, 1.5}, {9.5, 19, 0.5},
                                {10, 20, 1},    {11, 19, 1},    {12, 17, 1},  {13, 15, 1},
                                {14, 14, 2}};

class Writer {
 public:
  Writer(cinecut::score::Arrangement& out, const Cue& cue)
      : out_(out), cue_(cue), beat_(60 / cue.bpm) {}

  void note(Player who, double beat, int key, double beats, int velocity) {
    const double start = cue_.start + beat * beat_;
    const double end = std::min(start + beats * beat_ * 0.96, cue_.end + 1.2);
    if (start >= cue_.end - 0.05) return;
    out_.notes.push_back({to_frame(start),
                          std::max<std::int64_t>(to_frame(end) - to_frame(start), 64), who, key,
                          velocity});
  }
  int bars() const {
    return static_cast<int>(std::ceil((cue_.end - cue_.start) / (beat_ * kBeatsPerBar)));
  }

  void pad(Player who, int bar, Chord c, int velocity) {
    const int third = c.is_minor ? 3 : 4;
    for (const int step : {0, 7, 12, 12 + third}) note(who, bar * 4, c.root + step, 4, velocity);
  }
  void motif(Player who, int bar, bool major, int lift, int velocity) {
    for (const MotifNote& m : kMotif) {
      const int in_bar = static_cast<int>(m.beat) / kBeatsPerBar;
      if (in_bar == bar % 4)
        note(who, (bar - in_bar) * kBeatsPerBar + m.beat,
             50 + lift + m.step + (major && m.step == 15 ? 1 : 0) + (major && m.step == 20 ? 1 : 0),
             m.length, velocity);
    }
  }
  void arpeggio(Player who, int bar, Chord c, double step, int lift, int velocity) {
    const int third = c.is_minor ? 3 : 4;
    const int shape[] = {0, 7, 12, 12 + third, 19, 12 + third, 12, 7};
    for (int i = 0; i * step < 4; ++i)
      note(who, bar * 4 + i * step, c.root + lift + shape[i % 8], step, velocity - (i % 2) * 9);
  }

 private:
  static std::int64_t to_frame(double seconds) { return std::llround(seconds * kSoundRate); }
  cinecut::score::Arrangement& out_;
  const Cue& cue_;
  double beat_;
};

void write_quiet(Writer& w, Style style) {
  for (int bar = 0; bar < w.bars(); ++bar) {
    const bool major = style == Style::dawn;
    const Chord c = major ? kMajor[bar % 4] : kMinor[bar % 4];
    w.pad(Player::pad, bar, c, style == Style::still ? 52 : 58);
    if (style == Style::still) {
      w.note(Player::cello, bar * 4, c.root - 12, 4, 60);
      if (bar % 4 < 2) w.motif(Player::piano, bar, false, 12, 46);
      continue;
    }
    w.motif(Player::piano, bar, major, 12, 62);
    w.arpeggio(Player::piano, bar, c, 1, 0, 44);
    if (bar >= 2) w.pad(Player::strings, bar, c, major ? 66 : 56);
    if (major && bar >= 4) w.pad(Player::choir, bar, c, 58);
    w.note(Player::cello, bar * 4, c.root - 12, 4, 58);
  }
}

void write_walk(Writer& w) {
  for (int bar = 0; bar < w.bars(); ++bar) {
    const Chord c = kMinor[bar % 4];
    w.pad(Player::pad, bar, c, 48);
    w.arpeggio(Player::pizzicato, bar, c, 0.5, 12, 62);
    w.note(Player::cello, bar * 4, c.root - 12, 2, 62);
    w.note(Player::cello, bar * 4 + 2, c.root - 5, 2, 56);
    if (bar % 8 >= 4) w.motif(Player::piano, bar, false, 12, 58);
  }
}

void write_fast(Writer& w, bool storm) {
  for (int bar = 0; bar < w.bars(); ++bar) {
    const Chord c = kMinor[bar / 2 % 4];
    w.arpeggio(Player::strings, bar, c, 0.25, 12, storm ? 84 : 76);
    for (int i = 0; i < 8; ++i)
      w.note(Player::bass, bar * 4 + i * 0.5, c.root - 12, 0.4, i % 2 == 0 ? 96 : 78);
    for (const double beat : {0.0, 1.5, 2.0, 3.5})
      w.note(Player::taiko, bar * 4 + beat, beat == 0 ? 38 : 45, 0.5, beat == 0 ? 122 : 96);
    for (int beat = 0; beat < 4; ++beat) {
      w.note(Player::drums, bar * 4 + beat, beat % 2 == 0 ? 36 : 38, 0.5, beat == 0 ? 118 : 96);
      for (int i = 0; i < 2; ++i) w.note(Player::drums, bar * 4 + beat + 0.5 * i, 42, 0.3, 58);
    }
    if (bar % 8 == 0) w.note(Player::drums, bar * 4, 49, 2, 100);
    if (!storm) continue;
    w.motif(Player::horn, bar, false, 0, 96);
    w.motif(Player::strings, bar, false, 12, 88);
    if (bar % 4 >= 2) w.pad(Player::choir, bar, c, 84);
  }
}

void write_cue(cinecut::score::Arrangement& out, const Cue& cue) {
  const CueStart* start = style_of(cue.name);
  if (start == nullptr) return;
  Writer w(out, cue);
  switch (start->style) {
    case Style::walk:
      return write_walk(w);
    case Style::chase:
      return write_fast(w, false);
    case Style::storm:
      return write_fast(w, true);
    default:
      return write_quiet(w, start->style);
  }
}

}  // namespace

std::vector<Cue> plan_score(const Script& script, const Plan& plan) {
  std::vector<Cue> cues;
  for (const PlannedShot& shot : plan.shots)
    for (const CueStart& c : kCues)
      if (script.shots[shot.index].name == c.shot)
        cues.push_back(
            {.name = c.name, .start = static_cast<double>(shot.first) / kFrameRate, .bpm = c.bpm});
  for (std::size_t i = 0; i < cues.size(); ++i) {
    Cue& cue = cues[i];
    cue.end = i + 1 < cues.size() ? cues[i + 1].start : plan.seconds();
    for (int beat = 0; cue.start + beat * 60 / cue.bpm < cue.end - 0.1; ++beat) {
      cue.beats.push_back(cue.start + beat * 60 / cue.bpm);
      if (beat % kBeatsPerBar == 0) cue.downbeats.push_back(cue.beats.back());
    }
  }
  return cues;
}

Stereo play_score(const std::vector<Cue>& cues, double seconds) {
  cinecut::score::Arrangement a;
  a.voices.resize(Player::count);
  a.voices[Player::piano] = {.program = 0, .pan = -0.1f, .gain_db = -0.9f};
  a.voices[Player::pad] = {.program = 89, .gain_db = -4.4f};
  a.voices[Player::strings] = {.program = 48, .pan = -0.25f, .gain_db = -2.5f};
  a.voices[Player::pizzicato] = {.program = 45, .pan = 0.25f, .gain_db = -1.9f};
  a.voices[Player::cello] = {.program = 42, .pan = 0.2f, .gain_db = -1.9f};
  a.voices[Player::horn] = {.program = 60, .pan = 0.15f, .gain_db = -1.4f};
  a.voices[Player::choir] = {.program = 52, .gain_db = -3.1f};
  a.voices[Player::taiko] = {.program = 116};
  a.voices[Player::drums] = {.program = 48, .drums = true, .gain_db = -3.1f};
  a.voices[Player::bass] = {.program = 43, .gain_db = -0.9f};
  for (const Cue& cue : cues) write_cue(a, cue);
  a.frames = std::llround(seconds * kSoundRate);
  return cinecut::score::play(a, cinecut::score::find_sound_font()).samples;
}

}  // namespace sample_film
