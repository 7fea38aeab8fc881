#include "cinecut/vibe/internal/columns.h"

#include <algorithm>

#include "base/utf8.h"
#include "cinecut/vibe/internal/column_kinds.h"

namespace cinecut::vibe {
namespace {

// NOLINTNEXTLINE(google-build-using-namespace): the words that the table below is written in.
using namespace column_kinds;

void read_name(Vibe& v, const Field& f) {
  if (f.text.empty()) fail(f, "the name is empty.");
  if (f.text.size() > 64) fail(f, "the name is longer than 64 bytes.");
  // It becomes a part of file names.
  for (const char c : f.text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f ||
        std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos)
      fail(f,
           "the name becomes a part of file names and may not hold / \\ : * ? "
           "\" < > | or control characters.");
  if (f.text.front() == '.') fail(f, "the name may not begin with a dot.");
  v.name = f.text;
}

Column seconds(std::string_view name, std::size_t act) {
  return {name, Need::required_unless_like,
          [=](Vibe& v, const Field& f) {
            v.average_shot[act] = base::from_seconds(read_number(f, name, 0.25, 60));
          },
          [=](const Vibe& v) { return written(base::to_seconds(v.average_shot[act])); }};
}

/// A feeling that is wished for; what says nothing of a feeling cannot be.
Column feeling(std::string_view name, std::optional<edit::Emotion> Vibe::* wish) {
  constexpr std::string_view kNone = "none";
  return {name, Need::optional,
          [=](Vibe& v, const Field& f) {
            const auto found = edit::value_named(edit::kEmotions, f.text);
            if ((!found && f.text != kNone) || found == edit::Emotion::neutral)
              fail_with_choices(f, name,
                                {"intense", "romantic", "negative", "comedic", "positive", "none"});
            v.*wish = found;
          },
          [=](const Vibe& v) { return std::string(v.*wish ? edit::name_of(*(v.*wish)) : kNone); }};
}

void read_fonts(Vibe& v, const Field& f) {
  const bool has_control = std::ranges::any_of(
      f.text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (f.text.size() > 256 || has_control || !base::is_utf8(f.text))
    fail(f, "title_fonts must be names of fonts with commas between, of 256 bytes at most.");
  v.titles.fonts = f.text;
}

void read_figure(Vibe& v, const Field& f) {
  if (f.text.size() > 64 || f.text.find_first_not_of("0123456789.") != std::string::npos)
    fail(f, "figure must be 1 to 64 steps from 0 to 9 or dots, not \"" + shortened(f.text) + "\".");
  v.palette.figure = f.text;
}

std::vector<Column> first_columns() {
  constexpr auto need = Need::required_unless_like;
  return {
      {"name", Need::required, read_name, [](const Vibe& v) { return v.name; }},
      number("temp_shift", need, &Vibe::temperature_shift, -0.5, 0.5),
      number("saturation", need, &Vibe::saturation, 0, 3),
      number("contrast", need, &Vibe::contrast, 0.1, 3),
      number("brightness", need, &Vibe::brightness, -0.5, 0.5),
      number("lufs_target", need, &Vibe::loudness_lufs, -40, -6),
      seconds("act1_avg_cut_s", 0),
      seconds("act2_avg_cut_s", 1),
      seconds("act3_avg_cut_s", 2),
      whole_number("clip_count_min", need, &Vibe::shots_min, 1, 1000),
      whole_number("clip_count_max", need, &Vibe::shots_max, 1, 1000),
      number("dialogue_ratio", need, &Vibe::dialogue_share, 0, 1),
      choice("primary_transition", need, &Vibe::primary, edit::kTransitions),
      choice("secondary_transition", need, &Vibe::secondary, edit::kTransitions),
      number("bpm", need, &Vibe::bpm, 30, 300),
      number("bpm_min", need, &Vibe::bpm_min, 30, 300),
      number("bpm_max", need, &Vibe::bpm_max, 30, 300),
      number("lufs_tolerance", Need::optional, &Vibe::loudness_tolerance_lu, 0.1, 10),
      feeling("feeling_1", &Vibe::first_feeling),
      feeling("feeling_2", &Vibe::second_feeling),
  };
}

std::vector<Column> title_columns() {
  const auto of = [](auto field) { return in(&Vibe::titles, field); };
  constexpr auto need = Need::optional;
  return {
      {"title_fonts", need, read_fonts, [](const Vibe& v) { return v.titles.fonts; }},
      whole_number("title_weight", need, of(&TitleStyle::weight), 100, 900),
      yes_or_no("title_capitals", of(&TitleStyle::is_upper)),
      number("title_tracking", need, of(&TitleStyle::tracking), 0, 2),
      number("title_height", need, of(&TitleStyle::height), 0.02, 0.5),
      colour("title_top", of(&TitleStyle::top)),
      colour("title_bottom", of(&TitleStyle::bottom)),
      colour("title_glow", of(&TitleStyle::glow)),
      number("title_glow_strength", need, of(&TitleStyle::glow_strength), 0, 1),
      number("title_attack_s", need, of(&TitleStyle::attack_s), 0, 10),
  };
}

std::vector<Column> music_columns() {
  const auto of = [](auto field) { return in(&Vibe::palette, field); };
  constexpr auto need = Need::optional;
  return {
      choice("mood", need, of(&Palette::mood), kMoods),
      choice("motif", need, of(&Palette::motif), kInstruments),
      choice("pulse", need, of(&Palette::pulse), kInstruments),
      choice("pad", need, of(&Palette::pad), kInstruments),
      choice("ostinato", need, of(&Palette::ostinato), kInstruments),
      choice("second", need, of(&Palette::second), kInstruments),
      choice("counter", need, of(&Palette::counter), kInstruments),
      choice("lead", need, of(&Palette::lead), kInstruments),
      choice("brass", need, of(&Palette::brass), kInstruments),
      choice("choir", need, of(&Palette::choir), kInstruments),
      choice("bass", need, of(&Palette::bass), kInstruments),
      {"figure", need, read_figure, [](const Vibe& v) { return v.palette.figure; }},
      choice("drums", need, of(&Palette::drums), kDrums),
      choice("hit", need, of(&Palette::hit), kHitStyles),
      number("weight", need, of(&Palette::weight), 0, 1),
      number("tension", need, of(&Palette::tension), 0, 1),
      yes_or_no("clock", of(&Palette::clock)),
  };
}

}  // namespace

const std::vector<Column>& columns() {
  static const std::vector<Column> all = [] {
    auto some = first_columns();
    for (const auto& more : {title_columns(), music_columns()})
      some.insert(some.end(), more.begin(), more.end());
    return some;
  }();
  return all;
}

}  // namespace cinecut::vibe
