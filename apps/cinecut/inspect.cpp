#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "base/log.h"
#include "base/utf8.h"
#include "cinecut/check/check.h"
#include "cinecut/cut/weights.h"
#include "cinecut/edit/explain.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/music/beats/song.h"
#include "cinecut/pipeline/pipeline.h"
#include "cinecut/reading/reading.h"
#include "cinecut/story/story.h"
#include "cinecut/subtitles/cues.h"
#include "cinecut/vibe/vibe.h"
#include "commands.h"
#include "describer.h"
#include "media/sound.h"
#include "progress.h"
#include "subtitle_flags.h"

namespace app {
namespace {

struct InspectSettings {
  std::string file, work, manifest, vibes_file;
  SubtitleFlags subtitles;
  ReaderFlags reader;
  media::SoundChoice sound;
  bool json = false, csv = false, exact = false, weights = false;
  std::string duration;
  double bpm = 110;
  int clip = -1;
};

CLI::App* add(CLI::App& app, Command& chosen, const std::string& name, const std::string& help,
              Command run) {
  auto* command = app.add_subcommand(name, help);
  command->callback([&chosen, run = std::move(run)] { chosen = run; });
  return command;
}

cinecut::edit::Manifest read_manifest(const std::string& file) {
  return cinecut::edit::manifest_from_json(base::read_file(file, 1 << 26));
}

int survey(const InspectSettings& s, const Context& context) {
  ProgressDisplay display(progress_style(context.progress));
  cinecut::pipeline::Job job;
  job.film = s.file;
  job.work = s.work;
  job.subtitles = subtitle_choice(s.subtitles);
  job.exact = s.exact;
  job.sound = s.sound;
  const NotesShown notes(display);
  const auto result = cinecut::pipeline::make_survey(
      job, [&](const cinecut::pipeline::StageEvent& e) { display.show(e); }, context.stop);
  if (s.json) {
    std::printf("%s\n", cinecut::survey::to_json(result).c_str());
    return 0;
  }
  std::printf("%s: %s, %zu shots, %zu stills\n", base::visible(s.file).c_str(),
              base::to_string(result.film.duration).c_str(), result.shots.size(),
              result.stills.size());
  for (const auto& shot : result.shots)
    std::printf("%s  %6.2f s%s\n", base::to_string(shot.range.start.time_since_epoch()).c_str(),
                base::to_seconds(shot.range.length()), shot.is_credits ? "  credits" : "");
  return 0;
}

int beats(const InspectSettings& s) {
  const auto sound = media::read_song(s.file);
  const auto found = cinecut::beats::find_beats(sound, {.expected_bpm = s.bpm});
  if (s.json) {
    std::printf("%s\n", cinecut::beats::to_json(found).c_str());
    return 0;
  }
  std::printf("%.1f beats a minute, %zu beats, confidence %.2f\n", found.bpm, found.beats.size(),
              static_cast<double>(found.confidence));
  for (const auto& section : found.sections)
    std::printf("%s  %-10s energy %.2f\n",
                base::to_string(section.range.start.time_since_epoch()).c_str(),
                section.label.c_str(), static_cast<double>(section.energy));
  return 0;
}

cinecut::reading::Reading read(const InspectSettings& s,
                               const cinecut::engines::EngineChoice& reader,
                               const std::vector<cinecut::subtitles::Cue>& cues,
                               base::Duration film, ProgressDisplay& display,
                               const Context& context) {
  const std::filesystem::path file = s.file;
  const auto stem = file.stem().string();
  const auto folder = file.parent_path();
  const auto work = s.work.empty() ? folder / base::fitting_name(folder, stem, ".cinecut")
                                   : std::filesystem::path(s.work);
  return cinecut::pipeline::make_reading(
      cues, film, reader, work, stem,
      [&](const cinecut::pipeline::StageEvent& e) { display.show(e); }, context.stop);
}

int structure(const InspectSettings& s, const Context& context) {
  const auto film = base::parse_duration(s.duration).value_or(base::Duration{});
  if (film <= base::Duration{})
    throw base::Error(base::ErrorKind::usage, "--duration " + s.duration +
                                                  ": must be the film's length, as in 5400, 90m or "
                                                  "1:30:00.");
  const auto subtitles = cinecut::subtitles::read_subtitles(s.file, film);
  ProgressDisplay display(progress_style(context.progress));
  display.note("subtitles: " + cinecut::subtitles::describe(subtitles));
  auto anchors = cinecut::story::find_anchors(subtitles.cues, film);
  std::optional<cinecut::reading::Reading> reading;
  if (const auto reader = reader_choice(s.reader); reader.is_set()) {
    const NotesShown notes(display);
    reading = read(s, reader, subtitles.cues, film, display, context);
    anchors = cinecut::reading::blend(*reading, subtitles.cues, anchors);
  }
  if (s.json) {
    auto all = base::parse_json(cinecut::story::to_json(anchors));
    if (reading) all["reading"] = base::parse_json(cinecut::reading::to_text(*reading));
    std::printf("%s\n", all.dump().c_str());
    return 0;
  }
  if (reading) std::printf("story       %s\n", base::visible(reading->logline).c_str());
  std::printf("begin       %s\nescalation  %s\nclimax      %s\nfrom        %s\n",
              base::to_string(anchors.begin.time_since_epoch()).c_str(),
              base::to_string(anchors.escalation.time_since_epoch()).c_str(),
              base::to_string(anchors.climax.time_since_epoch()).c_str(), anchors.source.c_str());
  return 0;
}

/// What the edit's vibe asks for. Nothing: neither built in nor among the user's own.
std::optional<cinecut::vibe::Vibe> vibe_of(const cinecut::edit::Manifest& manifest,
                                           const std::string& own) {
  const auto vibes = vibes_of(own);
  const auto* vibe = cinecut::vibe::vibe_named(vibes, manifest.vibe);
  return vibe == nullptr ? std::nullopt : std::optional(*vibe);
}

int check(const InspectSettings& s, const Context& context) {
  std::optional<cinecut::edit::Manifest> manifest;
  std::optional<cinecut::vibe::Vibe> vibe;
  if (!s.manifest.empty()) {
    manifest = read_manifest(s.manifest);
    vibe = vibe_of(*manifest, s.vibes_file);
  }
  ProgressDisplay display(progress_style(context.progress));
  display.show({"check", cinecut::pipeline::StageState::started, 0});
  const auto report = cinecut::check::check_trailer(
      s.file, manifest, vibe,
      {[&](double share) {
         display.show({"check", cinecut::pipeline::StageState::advanced, share});
       },
       context.stop});
  display.show({"check", cinecut::pipeline::StageState::finished, 1});
  if (s.json) {
    std::printf("%s\n", cinecut::check::to_json(report).c_str());
  } else {
    for (const auto& rule : report.rules)
      std::printf("%s %s\n", rule.holds ? "✓" : "✗", base::visible(rule.sentence).c_str());
  }
  return report.passes() ? 0 : 1;
}

/// Its length; zero: it is not there.
base::Duration film_of(const cinecut::edit::Manifest& manifest) {
  if (manifest.film.empty() || !std::filesystem::exists(manifest.film)) return {};
  return media::probe(manifest.film).duration;
}

int explain_weights(bool as_json) {
  cinecut::cut::Weights weights;
  const auto all = cinecut::cut::list(weights);
  if (as_json) {
    std::printf("%s\n", cinecut::weights::to_json(all).c_str());
  } else {
    std::printf("%s", cinecut::weights::to_table(all).c_str());
  }
  return 0;
}

int explain(const InspectSettings& s) {
  if (s.weights) return explain_weights(s.json);
  if (s.file.empty()) {
    throw base::Error(base::ErrorKind::usage,
                      "Whose clips? Give a manifest: cinecut explain "
                      "film.cinecut/TRAILER_MANIFEST.json");
  }
  const auto manifest = read_manifest(s.file);
  if (s.clip >= 0) {
    std::printf("%s", base::visible(cinecut::edit::explain(manifest, s.clip)).c_str());
    return 0;
  }
  base::Duration film{};
  try {
    film = film_of(manifest);
  } catch (const base::Error& e) {
    base::log(base::LogLevel::info, std::string("The film's length is not told: ") + e.what());
  }
  std::printf("%s", base::visible(cinecut::edit::explain_film(manifest, film)).c_str());
  for (std::size_t i = 0; i < manifest.clips.size(); ++i)
    std::printf("\n%s",
                base::visible(cinecut::edit::explain(manifest, static_cast<int>(i))).c_str());
  return 0;
}

int validate(const InspectSettings& s) {
  const auto manifest = read_manifest(s.file);
  const auto film = film_of(manifest);
  const auto wrong = cinecut::edit::problems(manifest, film);
  for (const auto& one : wrong) std::printf("%s\n", base::visible(one).c_str());
  if (wrong.empty())
    std::printf("%s: valid, %zu clips, %.1f s\n", base::visible(s.file).c_str(),
                manifest.clips.size(), base::to_seconds(manifest.length));
  return wrong.empty() ? 0 : 2;
}

int vibes(const InspectSettings& s) {
  if (s.csv) {
    std::printf("%s", cinecut::vibe::to_csv(cinecut::vibe::built_in_vibes()).c_str());
    return 0;
  }
  if (s.json) {
    auto all = nlohmann::ordered_json::array();
    for (const auto& v : cinecut::vibe::built_in_vibes())
      all.push_back({{"name", v.name},
                     {"loudness_lufs", v.loudness_lufs},
                     {"bpm", v.bpm},
                     {"average_shot_s",
                      {base::to_seconds(v.average_shot[0]), base::to_seconds(v.average_shot[1]),
                       base::to_seconds(v.average_shot[2])}},
                     {"dialogue_share", v.dialogue_share}});
    std::printf("%s\n", all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    return 0;
  }
  std::printf("%-12s %5s  %-16s %s\n", "vibe", "tempo", "shots by act", "dialogue");
  for (const auto& v : cinecut::vibe::built_in_vibes())
    std::printf("%-12s %5.0f  %.1f, %.1f, %.1f s    %3.0f %%\n", v.name.c_str(), v.bpm,
                base::to_seconds(v.average_shot[0]), base::to_seconds(v.average_shot[1]),
                base::to_seconds(v.average_shot[2]), v.dialogue_share * 100);
  return 0;
}

}  // namespace

void add_sound_options(CLI::App& app, media::SoundChoice& sound) {
  app.add_option("--audio-track", sound.track,
                 "Which sound track is heard, counted from 1 among the film's sound tracks")
      ->check(CLI::Range(1, 1000));
  app.add_option("--audio-language", sound.language,
                 "The language that is heard: en, eng or English");
}

void add_inspection(CLI::App& app, Context& context, Command& chosen) {
  const auto s = std::make_shared<InspectSettings>();
  auto* c = add(app, chosen, "survey", "Where the camera cuts, and which stills are worth seeing",
                [s, &context] { return survey(*s, context); });
  c->add_option("FILM", s->file)->required();
  c->add_option("--work-dir", s->work, "Default: <film>.cinecut/ beside the film");
  add_subtitle_flags(*c, s->subtitles);
  add_sound_options(*c, s->sound);
  c->add_flag("--exact", s->exact, "Decode every picture; find every shot change to the frame");
  c->add_flag("--json", s->json, "Print JSON");
  c->footer("\nExample:\n  cinecut survey film.mkv --exact --json > shots.json\n");

  c = add(app, chosen, "beats", "Tempo and beats of a piece of music", [s] { return beats(*s); });
  c->add_option("FILE", s->file)->required();
  c->add_option("--bpm", s->bpm, "What tempo to expect (default: 110)");
  c->add_flag("--json", s->json, "Print JSON");
  c->footer("\nExample:\n  cinecut beats song.flac --json\n");

  c = add(app, chosen, "structure", "Where the story turns, read from subtitles",
          [s, &context] { return structure(*s, context); });
  c->add_option("SUBTITLE", s->file)->required();
  c->add_option("--duration", s->duration, "Of the film: 5400, 90m or 1:30:00")->required();
  add_reader_flags(*c, s->reader);
  c->add_option("--work-dir", s->work,
                "Where a text model's answers are kept (default: <subtitle>.cinecut/ beside it)");
  c->add_flag("--json", s->json, "Print JSON");
  c->footer("\nExample:\n  cinecut structure film.srt --duration 5400 --json\n");

  c = add(app, chosen, "check", "Is a finished trailer in order? Exit code 1 if a rule is broken",
          [s, &context] { return check(*s, context); });
  c->add_option("TRAILER", s->file)->required();
  c->add_option("--manifest", s->manifest, "Check what only the edit can tell, too");
  c->add_option("--vibes", s->vibes_file,
                "The CSV file with vibes of your own that it was made with")
      ->needs("--manifest");
  c->add_flag("--json", s->json, "Print JSON");
  c->footer(
      "\nExample:\n  cinecut check film_trailer_thriller.mp4 --manifest "
      "film.cinecut/TRAILER_MANIFEST.json\n");

  c = add(app, chosen, "explain",
          "From where in the film the trailer takes what, and why each clip was chosen",
          [s] { return explain(*s); });
  auto* manifest = c->add_option("MANIFEST", s->file);
  c->add_option("--clip", s->clip, "Only this one, counted from 0")->needs(manifest);
  auto* weights = c->add_flag("--weights", s->weights,
                              "The numbers that decide every edit, with what each means")
                      ->excludes(manifest);
  c->add_flag("--json", s->json, "Print the weights as JSON")->needs(weights);
  c->footer(
      "\nExamples:\n  cinecut explain film.cinecut/TRAILER_MANIFEST.json --clip 12\n"
      "  cinecut explain --weights\n");

  c = add(app, chosen, "validate", "Is an edited manifest in order?", [s] { return validate(*s); });
  c->add_option("MANIFEST", s->file)->required();
  c->footer("\nExample:\n  cinecut validate film.cinecut/TRAILER_MANIFEST.json\n");

  c = add(app, chosen, "vibes", "The kinds of trailer there are", [s] { return vibes(*s); });
  auto* json = c->add_flag("--json", s->json, "Print JSON");
  c->add_flag("--csv", s->csv, "Print them as --vibes reads them, to copy a row and change it")
      ->excludes(json);
  c->footer("\nExample:\n  cinecut vibes --csv > vibes.csv\n");
}

}  // namespace app
