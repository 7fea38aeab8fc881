// Versions 1.0 and 2.0, written by the earlier system: clips in order, without places on the
// trailer's clock. Its act names are places in the form of the trailer.

#include <algorithm>

#include "base/utf8.h"
#include "cinecut/edit/internal/manifest_read.h"

namespace cinecut::edit {
namespace {

struct Act {
  std::string_view name;
  Part part;
  int act;
};
constexpr std::array<Act, 8> kActs{{{"cold_open", Part::cold_open, 1},
                                    {"act1", Part::act_1, 1},
                                    {"beat_drop", Part::beat_drop, 1},
                                    {"act2", Part::act_2, 2},
                                    {"breath", Part::act_2, 2},
                                    {"act3", Part::act_3, 3},
                                    {"title_card", Part::title, 3},
                                    {"button", Part::button, 3}}};

void read_act(Fields& fields, Clip& clip) {
  std::string name;
  fields.require("act");
  if (!fields.string("act", name)) return;
  for (const auto& act : kActs) {
    if (act.name != name) continue;
    clip.part = act.part;
    clip.act = act.act;
    clip.zone = kZones[static_cast<std::size_t>(act.act - 1)];
    return;
  }
  std::string names;
  for (const auto& act : kActs) names += (names.empty() ? "" : ", ") + std::string(act.name);
  fields.mistake("act", " is \"" + name + "\"; it may be " + names);
}

void read_earlier_clip(const JsonNode& node, const std::string& path, Clip& clip,
                       Fields::Report& report) {
  Fields fields(&node, path, report);
  for (const auto* key : {"source_start_s", "source_end_s", "beat_type"}) fields.require(key);
  fields.time("source_start_s", clip.source.start);
  fields.time("source_end_s", clip.source.end);
  fields.name("beat_type", kBeatTypes, clip.beat_type);
  read_act(fields, clip);
  fields.name("narrative_zone", kZones, clip.zone);
  fields.name("transition", kTransitions, clip.transition);
  fields.string("dialogue_excerpt", clip.dialogue);
  fields.string("reasoning", clip.reason);
  fields.string("visual_analysis", clip.description.visual_content);
  fields.has("subtitle_analysis");
  fields.number("money_shot_score", clip.score, {.least = 0, .most = 1});
}

void read_anchors(const JsonNode* node, Anchors& anchors, Fields::Report& report) {
  if (node == nullptr) return;
  Fields fields(node, "structural_anchors", report);
  fields.time("begin_t", anchors.begin);
  fields.time("escalation_t", anchors.escalation);
  fields.time("climax_t", anchors.climax);
  fields.string("source", anchors.source);
}

void read_music(const JsonNode* node, MusicUse& music, Fields::Report& report) {
  if (node == nullptr) return;
  Fields fields(node, "music_bed", report);
  std::string artist;
  std::string license;
  fields.string("local_path", music.source);
  fields.string("track_name", music.title);
  fields.string("artist_name", artist);
  fields.string("license_ccurl", license);
  for (const auto* key : {"track_id", "bpm"}) fields.has(key);
  music.attribution = "\"" + music.title + "\" by " + artist + ", " + license;
}

std::string present_vibe(std::string_view earlier) {
  auto text = base::lower_ascii(earlier);
  std::ranges::replace(text, ' ', '-');
  return text == "scifi" || text == "sci_fi" ? "sci-fi" : text;
}

}  // namespace

bool is_earlier(const JsonNode& root) {
  const auto* version = root.find("schema_version");
  if (version == nullptr || version->kind != JsonNode::Kind::string) {
    return root.find("source_file") != nullptr;
  }
  return version->text.starts_with("1.") || version->text.starts_with("2.");
}

Manifest read_earlier(const JsonNode& root, Fields::Report& report) {
  Fields fields(&root, "", report);
  Manifest m;
  m.frame_rate = {0, 1};
  for (const auto* key : {"source_file", "vibe", "clips"}) fields.require(key);
  fields.has("schema_version");
  fields.string("source_file", m.film);
  fields.string("vibe", m.vibe);
  m.vibe = present_vibe(m.vibe);
  read_anchors(fields.object("structural_anchors"), m.anchors, report);
  if (const auto* node = fields.object("bpm_grid")) {
    Fields grid(node, "bpm_grid", report);
    grid.number("bpm", m.bpm, {.least = 0, .most = 1000});
    for (const auto* key : {"beat_count", "source"}) grid.has(key);
  }
  if (const auto* list = fields.array("clips")) {
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      read_earlier_clip(list->items[i], "clips[" + std::to_string(i) + "]", m.clips.emplace_back(),
                        report);
    }
  }
  lay_end_to_end(m);
  read_music(fields.object("music_bed"), m.music, report);
  if (!m.music.source.empty()) {
    m.music.segments.push_back({.source = {base::SongTime{}, base::SongTime(m.length)}});
  }
  return m;
}

}  // namespace cinecut::edit
