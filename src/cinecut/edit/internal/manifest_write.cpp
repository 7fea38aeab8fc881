#include <charconv>
#include <nlohmann/json.hpp>

#include "cinecut/edit/manifest.h"

namespace cinecut::edit {
namespace {

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

template <typename Number>
std::string plain(Number number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

/// Seconds as a decimal fraction without an exponent, exact.
std::string seconds(base::Duration d) {
  const auto ns = d.count();
  const auto size = ns < 0 ? -static_cast<std::uint64_t>(ns) : static_cast<std::uint64_t>(ns);
  auto digits = std::to_string(size % 1'000'000'000);
  digits.insert(0, 9 - digits.size(), '0');
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  return (ns < 0 ? "-" : "") + std::to_string(size / 1'000'000'000) + "." + digits;
}

template <typename Clock>
std::string seconds(std::chrono::time_point<Clock, base::Duration> t) {
  return seconds(t.time_since_epoch());
}

/// Writes JSON with two blanks of indentation; small things stay on one line, so that a person
/// sees a clip at a glance and a diff shows what was changed.
class Writer {
 public:
  void open(char bracket) {
    begin_item();
    text_ += bracket;
    is_first_ = true;
    indent_ += 2;
  }
  void open(std::string_view key, char bracket) {
    begin_item();
    text_ += json_text(key) + ": " + bracket;
    is_first_ = true;
    indent_ += 2;
  }
  void close(char bracket) {
    indent_ -= 2;
    if (!is_first_) new_line();
    text_ += bracket;
    is_first_ = false;
  }
  /// `json` is finished JSON.
  void item(std::string_view json) {
    begin_item();
    text_ += json;
  }
  void raw(std::string_view key, std::string_view json) {
    begin_item();
    text_ += json_text(key) + ": ";
    text_ += json;
  }
  void string(std::string_view key, std::string_view value) { raw(key, json_text(value)); }
  template <typename Time>
  void time(std::string_view key, Time value) {
    raw(key, seconds(value));
  }
  template <typename Number>
  void number(std::string_view key, Number value) {
    raw(key, plain(value));
  }
  std::string take() { return std::move(text_) + "\n"; }

 private:
  void new_line() {
    text_ += '\n';
    text_.append(indent_, ' ');
  }
  void begin_item() {
    if (text_.empty()) return;
    if (!is_first_) text_ += ',';
    new_line();
    is_first_ = false;
  }

  std::string text_;
  std::size_t indent_ = 0;
  bool is_first_ = true;
};

void write_beats(Writer& w, const Manifest& m) {
  w.open("beats", '{');
  w.number("bpm", m.bpm);
  constexpr std::size_t kPerLine = 8;
  w.open("times_s", '[');
  std::string line;
  for (std::size_t i = 0; i < m.beats.size(); ++i) {
    line += (line.empty() ? "" : ", ") + seconds(m.beats[i]);
    if ((i + 1) % kPerLine == 0 || i + 1 == m.beats.size()) {
      w.item(line);
      line.clear();
    }
  }
  w.close(']');
  w.close('}');
}

std::string signals_line(const Clip& clip) {
  std::string line = "{";
  for (const auto signal : kAllSignals) {
    if (line.size() > 1) line += ", ";
    line +=
        json_text(name_of(signal)) + ": " + plain(clip.signals[static_cast<std::size_t>(signal)]);
  }
  return line + "}";
}

void write_description(Writer& w, const SceneDescription& d) {
  w.open("description", '{');
  w.string("visual_content", d.visual_content);
  w.string("mood", d.mood);
  w.string("action", d.action);
  w.string("setting", d.setting);
  w.close('}');
}

void write_alternatives(Writer& w, const Clip& clip) {
  w.open("alternatives", '[');
  for (const auto& a : clip.alternatives) {
    w.item("{\"source_start_s\": " + seconds(a.source.start) +
           ", \"source_end_s\": " + seconds(a.source.end) + ", \"score\": " + plain(a.score) +
           ", \"reason\": " + json_text(a.reason) + "}");
  }
  w.close(']');
}

void write_clip(Writer& w, const Clip& clip) {
  w.open('{');
  w.time("source_start_s", clip.source.start);
  w.time("source_end_s", clip.source.end);
  w.time("trailer_start_s", clip.trailer.start);
  w.time("trailer_end_s", clip.trailer.end);
  w.string("part", name_of(clip.part));
  w.number("act", clip.act);
  w.string("zone", name_of(clip.zone));
  w.string("beat_type", name_of(clip.beat_type));
  w.string("transition", name_of(clip.transition));
  w.time("transition_length_s", clip.transition_length);
  w.number("score", clip.score);
  w.raw("signals", signals_line(clip));
  w.string("reason", clip.reason);
  write_description(w, clip.description);
  w.string("dialogue", clip.dialogue);
  if (clip.role) w.string("role", name_of(*clip.role));
  w.number("film_sound_db", clip.film_sound_db);
  w.time("sound_lead_s", clip.sound_lead);
  w.time("sound_tail_s", clip.sound_tail);
  write_alternatives(w, clip);
  w.close('}');
}

void write_music(Writer& w, const MusicUse& music) {
  w.open("music", '{');
  w.string("source", music.source);
  w.string("title", music.title);
  w.string("attribution", music.attribution);
  w.number("seed", music.seed);
  if (music.made_for.count() > 0) w.time("made_for_s", music.made_for);
  w.open("segments", '[');
  for (const auto& s : music.segments) {
    w.item("{\"source_start_s\": " + seconds(s.source.start) +
           ", \"source_end_s\": " + seconds(s.source.end) +
           ", \"trailer_start_s\": " + seconds(s.start) + ", \"fade_in_s\": " + seconds(s.fade_in) +
           ", \"fade_out_s\": " + seconds(s.fade_out) + "}");
  }
  w.close(']');
  w.close('}');
}

void write_additions(Writer& w, const Manifest& m) {
  w.open("voice", '[');
  for (const auto& v : m.voice) {
    w.item("{\"source_start_s\": " + seconds(v.source.start) +
           ", \"source_end_s\": " + seconds(v.source.end) +
           ", \"trailer_start_s\": " + seconds(v.start) + ", \"text\": " + json_text(v.text) +
           (v.role ? ", \"role\": " + json_text(name_of(*v.role)) : "") + "}");
  }
  w.close(']');
  w.open("effects", '[');
  for (const auto& e : m.effects) {
    w.item("{\"time_s\": " + seconds(e.time) + ", \"recipe\": " + json_text(e.recipe) +
           ", \"gain_db\": " + plain(e.gain_db) + "}");
  }
  w.close(']');
  w.open("titles", '[');
  for (const auto& t : m.titles) {
    w.item("{\"trailer_start_s\": " + seconds(t.trailer.start) +
           ", \"trailer_end_s\": " + seconds(t.trailer.end) + ", \"text\": " + json_text(t.text) +
           ", \"kind\": " + json_text(t.kind) + "}");
  }
  w.close(']');
}

void write_anchors(Writer& w, const Anchors& anchors) {
  w.open("anchors", '{');
  w.time("begin_s", anchors.begin);
  w.time("escalation_s", anchors.escalation);
  w.time("climax_s", anchors.climax);
  w.string("source", anchors.source);
  w.close('}');
}

void write_area(Writer& w, const PictureArea& area) {
  if (area.width_px <= 0) return;
  w.open("picture_area", '{');
  w.number("x_px", area.x_px);
  w.number("y_px", area.y_px);
  w.number("width_px", area.width_px);
  w.number("height_px", area.height_px);
  w.close('}');
}

}  // namespace

std::string to_json(const Manifest& m) {
  Writer w;
  w.open('{');
  w.string("schema_version", m.schema_version);
  w.string("source", m.film);
  w.string("title", m.film_title);
  w.string("vibe", m.vibe);
  if (m.frame_rate.num > 0) {
    w.string("frame_rate",
             std::to_string(m.frame_rate.num) + "/" + std::to_string(m.frame_rate.den));
  }
  w.time("length_s", m.length);
  write_area(w, m.picture_area);
  if (m.audio_track > 0) w.number("audio_track", m.audio_track);
  write_anchors(w, m.anchors);
  write_beats(w, m);
  w.open("clips", '[');
  for (const auto& clip : m.clips) write_clip(w, clip);
  w.close(']');
  write_music(w, m.music);
  write_additions(w, m);
  w.close('}');
  return w.take();
}

}  // namespace cinecut::edit
