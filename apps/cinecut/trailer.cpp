#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "base/error.h"
#include "base/files.h"
#include "base/utf8.h"
#include "cinecut/edit/manifest.h"
#include "cinecut/pipeline/pipeline.h"
#include "cinecut/vibe/vibe.h"
#include "commands.h"
#include "describer.h"
#include "progress.h"
#include "subtitle_flags.h"

namespace app {
namespace {

struct TrailerSettings {
  std::string film, vibe, vibes_file, output, work, music, manifest, title;
  SubtitleFlags subtitles;
  media::SoundChoice sound;
  DescriberFlags describer;
  ReaderFlags reader;
  EmbedderFlags embedder;
  std::string length = "120";
  double spoiler_limit = 0.85;
  bool cards = false, exact = false, review = false, overwrite = false, dry_run = false;
};

base::Duration trailer_length(const std::string& text) {
  const auto length = base::parse_duration(text);
  if (!length || *length < std::chrono::seconds(15) || *length > std::chrono::seconds(180))
    throw base::Error(
        base::ErrorKind::usage,
        "--length " + text + ": must be between 15 seconds and 3 minutes, as in 90, 90s or 1:30.");
  return *length;
}

/// Asks on the terminal; throws if there is none.
std::string ask_for_vibe(const std::vector<cinecut::vibe::Vibe>& vibes) {
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDERR_FILENO) == 0)
    throw base::Error(base::ErrorKind::usage,
                      "which vibe? Add --vibe NAME; `cinecut vibes` lists them.");
  std::fprintf(stderr, "Which vibe?\n");
  for (std::size_t i = 0; i < vibes.size(); ++i)
    std::fprintf(stderr, "  %2zu  %s\n", i + 1, vibes[i].name.c_str());
  std::fprintf(stderr, "Number or name: ");
  std::string answer;
  if (!std::getline(std::cin, answer))
    throw base::Error(base::ErrorKind::cancelled, "no vibe was chosen.");
  if (!answer.empty() && answer.find_first_not_of("0123456789") == std::string::npos &&
      answer.size() < 4) {
    const auto n = std::stoul(answer);
    if (n >= 1 && n <= vibes.size()) return vibes[n - 1].name;
  }
  return answer;
}

cinecut::pipeline::Job to_job(const TrailerSettings& s) {
  if (s.film.empty())
    throw base::Error(base::ErrorKind::usage,
                      "which film? For example: cinecut film.mkv --vibe thriller");
  const auto length = trailer_length(s.length);
  if (!(s.spoiler_limit > 0.1 && s.spoiler_limit <= 1))
    throw base::Error(base::ErrorKind::usage,
                      "--spoiler-limit must be above 0.1 and at most 1 (the share of the film that "
                      "may be shown).");
  const auto vibes = vibes_of(s.vibes_file);
  auto name = s.vibe;
  if (name.empty() && !s.manifest.empty())
    name = cinecut::edit::manifest_from_json(base::read_file(s.manifest, 1 << 26)).vibe;
  if (name.empty()) name = ask_for_vibe(vibes);
  return {.film = s.film,
          .vibe = cinecut::vibe::find_vibe(vibes, name),
          .subtitles = subtitle_choice(s.subtitles),
          .output = s.output,
          .work = s.work,
          .music = s.music,
          .manifest = s.manifest,
          .vibes = s.vibes_file,
          .sound = s.sound,
          .title = s.title,
          .length = length,
          .spoiler_limit = s.spoiler_limit,
          .describer = engine_choice(s.describer),
          .reader = reader_choice(s.reader),
          .embedder = embedder_choice(s.embedder),
          .embedder_may_fail = !is_named(s.embedder),
          .has_cards = s.cards,
          .exact = s.exact,
          .review_only = s.review,
          .overwrites = s.overwrite};
}

std::string shown(const std::filesystem::path& path) { return base::visible(path.string()); }

int print_plan(const cinecut::pipeline::Job& job) {
  const auto whole = cinecut::pipeline::complete(job, media::probe(job.film, job.sound));
  std::printf("film       %s\nvibe       %s\nlength     %.0f s\nwork       %s\ntrailer    %s\n",
              shown(whole.film).c_str(), whole.vibe.name.c_str(), base::to_seconds(whole.length),
              shown(whole.work).c_str(), shown(whole.output).c_str());
  for (const auto& stage : cinecut::pipeline::plan_trailer(job))
    std::printf("%-10s %s\n", stage.stage.c_str(), stage.is_reused ? "kept from before" : "to do");
  return 0;
}

void print_outcome(const cinecut::pipeline::Outcome& outcome) {
  const auto relative = [](const std::filesystem::path& path) {
    const auto near = path.lexically_proximate(std::filesystem::current_path());
    return shown(near.string().size() < path.string().size() ? near : path);
  };
  if (!outcome.trailer.empty()) std::printf("trailer   %s\n", relative(outcome.trailer).c_str());
  std::printf("manifest  %s\n", relative(outcome.manifest).c_str());
  if (!outcome.report.empty()) std::printf("report    %s\n", relative(outcome.report).c_str());
}

int make(const TrailerSettings& settings, const Context& context) {
  const auto job = to_job(settings);
  if (settings.dry_run) return print_plan(job);
  ProgressDisplay display(progress_style(context.progress));
  const NotesShown notes(display);
  const auto outcome = cinecut::pipeline::make_trailer(
      job, [&](const cinecut::pipeline::StageEvent& event) { display.show(event); }, context.stop);
  for (const auto& rule : outcome.check.rules)
    if (!rule.holds) display.note(rule.sentence);
  print_outcome(outcome);
  return 0;
}

}  // namespace

std::vector<cinecut::vibe::Vibe> vibes_of(const std::string& file) {
  return file.empty() ? cinecut::vibe::built_in_vibes()
                      : cinecut::vibe::vibes_with(base::read_file(file, 1 << 20));
}

Command add_trailer(CLI::App& app, Context& context) {
  auto s = std::make_shared<TrailerSettings>();
  app.add_option("FILM", s->film, "The film: any container and codec FFmpeg reads");
  app.add_option("--vibe", s->vibe, "What kind of trailer: `cinecut vibes` lists them");
  app.add_option("--vibes", s->vibes_file, "A CSV file with vibes of your own");
  add_subtitle_flags(app, s->subtitles);
  add_sound_options(app, s->sound);
  app.add_option("-o,--output", s->output, "Default: <film>_trailer_<vibe>.mp4 beside the film");
  app.add_option("--work-dir", s->work, "What is kept between runs (default: <film>.cinecut/)");
  app.add_option("--music", s->music, "A song of yours (default: a score made for the vibe)");
  app.add_option("--length", s->length,
                 "Of the trailer: 90, 90s or 1:30, from 15 s to 3 min (default: 2:00)");
  app.add_option("--title", s->title, "On the title card (default: from the file)");
  app.add_flag("--cards", s->cards,
               "A few words on black between the parts, of what a text model reads");
  app.add_option("--manifest", s->manifest, "Render this edit instead of making one");
  app.add_option("--spoiler-limit", s->spoiler_limit,
                 "Nothing after this share of the film (default: 0.85; 1 allows all)");
  app.add_flag("--exact", s->exact, "Look at every picture of the film (slower)");
  app.add_flag("--review", s->review, "Stop when the manifest is written");
  app.add_flag("--overwrite", s->overwrite,
               "Replace files that are there and that cinecut did not make");
  add_describer_flags(app, s->describer);
  add_reader_flags(app, s->reader);
  add_embedder_flags(app, s->embedder);
  app.add_flag("--dry-run", s->dry_run, "Say what would be done, and do nothing");
  return [s, &context] { return make(*s, context); };
}

}  // namespace app
