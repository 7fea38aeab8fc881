#include "cinecut/edit/internal/manifest_read.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/log.h"

namespace cinecut::edit {
namespace {

constexpr std::size_t kMostMistakes = 12;
constexpr double kMostPixels = 65536;
constexpr double kMostTracks = 1000;
constexpr Fields::Limits kShare{.least = 0, .most = 1};
constexpr Fields::Limits kGain{.least = -120, .most = 24};

std::string at(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

template <typename Time>
void read_range(Fields& fields, std::string_view start, std::string_view end,
                base::Range<Time>& range) {
  fields.require(start);
  fields.require(end);
  fields.time(start, range.start);
  fields.time(end, range.end);
}

/// "24000/1001", or a number.
void read_rate(Fields& fields, base::Rational& rate) {
  std::string text;
  rate = {0, 1};
  if (!fields.has("frame_rate") || !fields.string("frame_rate", text)) return;
  base::Rational read{0, 1};
  const auto* const end = text.data() + text.size();
  auto done = std::from_chars(text.data(), end, read.num);
  if (done.ec == std::errc{} && done.ptr != end && *done.ptr == '/') {
    done = std::from_chars(done.ptr + 1, end, read.den);
  }
  const bool is_good = done.ec == std::errc{} && done.ptr == end && read.num > 0 && read.den > 0 &&
                       read.num <= 1'000'000'000 && read.den <= 1'000'000'000 &&
                       read.value() >= 1 && read.value() <= 1000;
  if (!is_good) {
    fields.mistake("frame_rate",
                   " must be a fraction such as \"24000/1001\" or \"25/1\", from "
                   "1 to 1000 frames a second, not \"" +
                       text + "\"");
    return;
  }
  rate = read;
}

void read_alternatives(const JsonNode* list, const std::string& path, Clip& clip,
                       Fields::Report& report) {
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    Fields fields(&list->items[i], at(path, i), report);
    auto& a = clip.alternatives.emplace_back();
    read_range(fields, "source_start_s", "source_end_s", a.source);
    fields.number("score", a.score, kShare);
    fields.string("reason", a.reason);
  }
}

void read_signals(const JsonNode* node, const std::string& path, Clip& clip,
                  Fields::Report& report) {
  if (node == nullptr) return;
  Fields fields(node, path, report);
  for (const auto signal : kAllSignals) {
    fields.number(name_of(signal), clip.signals[static_cast<std::size_t>(signal)], kShare);
  }
}

void read_description(const JsonNode* node, const std::string& path, Clip& clip,
                      Fields::Report& report) {
  if (node == nullptr) return;
  Fields fields(node, path, report);
  fields.string("visual_content", clip.description.visual_content);
  fields.string("mood", clip.description.mood);
  fields.string("action", clip.description.action);
  fields.string("setting", clip.description.setting);
}

/// How far sound reaches over an edge of its picture; negative: how far it stays away from it.
void read_reach(Fields& fields, std::string_view key, base::Duration& target) {
  double seconds = 0;
  if (fields.number(key, seconds, {.least = -60, .most = 60})) {
    target = base::from_seconds(seconds);
  }
}

void read_clip(const JsonNode& node, const std::string& path, Clip& clip, Fields::Report& report) {
  Fields fields(&node, path, report);
  read_range(fields, "source_start_s", "source_end_s", clip.source);
  fields.time("trailer_start_s", clip.trailer.start);
  fields.time("trailer_end_s", clip.trailer.end);
  fields.name("part", kParts, clip.part);
  std::int64_t act = clip.part == Part::act_3 || clip.part == Part::button ? 3
                     : clip.part == Part::act_2                            ? 2
                                                                           : 1;
  fields.integer("act", act, {.least = 1, .most = 3});
  clip.act = static_cast<int>(act);
  fields.name("zone", kZones, clip.zone);
  fields.name("beat_type", kBeatTypes, clip.beat_type);
  fields.name("transition", kTransitions, clip.transition);
  fields.time("transition_length_s", clip.transition_length);
  fields.number("score", clip.score, kShare);
  read_signals(fields.object("signals"), fields.path_of("signals"), clip, report);
  fields.string("reason", clip.reason);
  read_description(fields.object("description"), fields.path_of("description"), clip, report);
  fields.string("dialogue", clip.dialogue);
  fields.name("role", kRoles, clip.role);
  fields.number("film_sound_db", clip.film_sound_db, kGain);
  read_reach(fields, "sound_lead_s", clip.sound_lead);
  read_reach(fields, "sound_tail_s", clip.sound_tail);
  read_alternatives(fields.array("alternatives"), fields.path_of("alternatives"), clip, report);
}

/// Reads each object of a list into a new element of `target`.
template <typename T, typename Read>
void read_list(Fields& parent, std::string_view key, std::vector<T>& target, Fields::Report& report,
               Read read) {
  const auto* list = parent.array(key);
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    Fields fields(&list->items[i], at(parent.path_of(key), i), report);
    read(fields, target.emplace_back());
  }
}

void read_music(Fields& parent, MusicUse& music, Fields::Report& report) {
  const auto* node = parent.object("music");
  if (node == nullptr) return;
  Fields fields(node, "music", report);
  fields.string("source", music.source);
  fields.string("title", music.title);
  fields.string("attribution", music.attribution);
  std::int64_t seed = 0;
  fields.integer("seed", seed, {.least = 0, .most = 4294967295.0});
  music.seed = static_cast<std::uint32_t>(seed);
  double made_for = 0;
  if (fields.number("made_for_s", made_for, {.least = 10, .most = 600})) {
    music.made_for = base::from_seconds(made_for);
  }
  read_list(fields, "segments", music.segments, report, [](Fields& f, MusicSegment& s) {
    read_range(f, "source_start_s", "source_end_s", s.source);
    f.require("trailer_start_s");
    f.time("trailer_start_s", s.start);
    f.time("fade_in_s", s.fade_in);
    f.time("fade_out_s", s.fade_out);
  });
}

void read_additions(Fields& root, Manifest& m, Fields::Report& report) {
  read_list(root, "voice", m.voice, report, [](Fields& f, VoiceLine& v) {
    read_range(f, "source_start_s", "source_end_s", v.source);
    f.require("trailer_start_s");
    f.time("trailer_start_s", v.start);
    f.string("text", v.text);
    f.name("role", kRoles, v.role);
  });
  read_list(root, "effects", m.effects, report, [](Fields& f, Effect& e) {
    f.require("time_s");
    f.require("recipe");
    f.time("time_s", e.time);
    f.string("recipe", e.recipe);
    f.number("gain_db", e.gain_db, kGain);
  });
  read_list(root, "titles", m.titles, report, [](Fields& f, Title& t) {
    read_range(f, "trailer_start_s", "trailer_end_s", t.trailer);
    f.string("text", t.text);
    t.kind = "title";
    f.string("kind", t.kind);
    if (t.kind != "title" && t.kind != "card" && t.kind != "end") {
      f.mistake("kind", " is \"" + t.kind + "\"; it may be title, card, end");
    }
  });
}

void read_area(Fields& root, PictureArea& area, Fields::Report& report) {
  const auto* node = root.object("picture_area");
  if (node == nullptr) return;
  Fields fields(node, "picture_area", report);
  const auto pixels = [&](const char* key, int& target, double least) {
    std::int64_t value = 0;
    fields.require(key);
    if (fields.integer(key, value, {.least = least, .most = kMostPixels})) {
      target = static_cast<int>(value);
    }
  };
  pixels("x_px", area.x_px, 0);
  pixels("y_px", area.y_px, 0);
  pixels("width_px", area.width_px, 1);
  pixels("height_px", area.height_px, 1);
}

void read_anchors(Fields& root, Anchors& anchors, Fields::Report& report) {
  const auto* node = root.object("anchors");
  if (node == nullptr) return;
  Fields fields(node, "anchors", report);
  fields.time("begin_s", anchors.begin);
  fields.time("escalation_s", anchors.escalation);
  fields.time("climax_s", anchors.climax);
  fields.string("source", anchors.source);
}

void read_beats(Fields& root, Manifest& m, Fields::Report& report) {
  const auto* node = root.object("beats");
  if (node == nullptr) return;
  Fields fields(node, "beats", report);
  fields.number("bpm", m.bpm, {.least = 0, .most = 1000});
  const auto* list = fields.array("times_s");
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    const auto& item = list->items[i];
    if (item.kind != JsonNode::Kind::number || !(item.number >= 0 && item.number <= 4e6)) {
      fields.mistake(at("times_s", i), " must be a number of seconds from 0 to 4000000");
      return;
    }
    m.beats.push_back(base::trailer_time(item.number));
  }
}

/// Whether the clips say where they stand in the trailer: all, or none.
bool have_places(const JsonNode& clips, Fields::Report& report) {
  std::size_t with = 0;
  std::string lacking;
  for (std::size_t i = 0; i < clips.items.size(); ++i) {
    for (const auto* key : {"trailer_start_s", "trailer_end_s"}) {
      if (clips.items[i].find(key) != nullptr) {
        ++with;
      } else if (lacking.empty()) {
        lacking = at("clips", i) + "." + key;
      }
    }
  }
  if (with > 0 && !lacking.empty()) {
    report.mistakes.push_back({lacking, lacking + " is missing: either every clip has "
                                                  "trailer_start_s and trailer_end_s, or none "
                                                  "has and clips are laid end to end"});
  }
  return with > 0;
}

void read_clips(Fields& root, Manifest& m, Fields::Report& report) {
  root.require("clips");
  const auto* list = root.array("clips");
  if (list == nullptr) return;
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    read_clip(list->items[i], at("clips", i), m.clips.emplace_back(), report);
  }
  if (!have_places(*list, report)) lay_end_to_end(m);
}

Manifest read_current(const JsonNode& root, Fields::Report& report) {
  Fields fields(&root, "", report);
  Manifest m;
  fields.string("schema_version", m.schema_version);
  if (!m.schema_version.starts_with("3.")) {
    fields.mistake("schema_version",
                   " is \"" + m.schema_version + "\"; this program reads 1.0, 2.0 and 3.x");
  }
  m.schema_version = Manifest{}.schema_version;
  fields.require("source");
  fields.require("vibe");
  fields.string("source", m.film);
  fields.string("title", m.film_title);
  fields.string("vibe", m.vibe);
  read_rate(fields, m.frame_rate);
  fields.time("length_s", m.length);
  read_area(fields, m.picture_area, report);
  std::int64_t track = 0;
  if (fields.integer("audio_track", track, {.least = 1, .most = kMostTracks}))
    m.audio_track = static_cast<int>(track);
  read_anchors(fields, m.anchors, report);
  read_beats(fields, m, report);
  read_clips(fields, m, report);
  read_music(fields, m.music, report);
  read_additions(fields, m, report);
  if (!fields.has("length_s")) {
    for (const auto& t : m.titles) m.length = std::max(m.length, t.trailer.end.time_since_epoch());
    for (const auto& c : m.clips) m.length = std::max(m.length, c.trailer.end.time_since_epoch());
  }
  return m;
}

[[noreturn]] void fail(const JsonNode& root, const std::vector<Mistake>& mistakes) {
  std::string text;
  for (std::size_t i = 0; i < mistakes.size() && i < kMostMistakes; ++i) {
    if (!text.empty()) text += "\n";
    text +=
        "line " + std::to_string(line_of(root, mistakes[i].field)) + ": " + mistakes[i].sentence;
  }
  if (mistakes.size() > kMostMistakes) {
    text += "\nand " + std::to_string(mistakes.size() - kMostMistakes) + " more mistakes";
  }
  throw base::Error(base::ErrorKind::usage, text);
}

}  // namespace

void lay_end_to_end(Manifest& m) {
  base::TrailerTime end{};
  for (auto& clip : m.clips) {
    clip.trailer.start = end;
    clip.trailer.end = end += std::max(clip.source.length(), base::Duration{});
  }
  m.length = std::max(m.length, end.time_since_epoch());
}

void set_frame_rate(Manifest& m, base::Rational rate) {
  const auto snap = [rate](auto& time) { time = base::snapped(time, rate); };
  m.frame_rate = rate;
  base::TrailerTime length(m.length);
  snap(length);
  for (auto& clip : m.clips) {
    snap(clip.trailer.start);
    snap(clip.trailer.end);
    length = std::max(length, clip.trailer.end);
  }
  for (auto& title : m.titles) {
    snap(title.trailer.start);
    snap(title.trailer.end);
  }
  m.length = length.time_since_epoch();
}

Manifest manifest_from_json(std::string_view json, base::Duration film) {
  const auto root = parse_json(json);
  Fields::Report report;
  auto manifest = is_earlier(root) ? read_earlier(root, report) : read_current(root, report);
  if (!report.mistakes.empty()) fail(root, report.mistakes);
  if (manifest.frame_rate.num > 0) set_frame_rate(manifest, manifest.frame_rate);
  if (const auto mistakes = find_mistakes(manifest, film); !mistakes.empty()) fail(root, mistakes);
  if (report.unknown_keys > 0) {
    base::warn("The manifest has " + std::to_string(report.unknown_keys) +
               " fields that are not known and were ignored; the first is \"" +
               report.first_unknown + "\".");
  }
  return manifest;
}

}  // namespace cinecut::edit
