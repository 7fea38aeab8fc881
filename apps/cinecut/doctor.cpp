// doctor: is this machine ready? sample: a film to try it with.

#include <sys/statvfs.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "base/parallel.h"
#include "base/utf8.h"
#include "cinecut/music/score/font_player.h"
#include "cinecut/subtitles/ocr.h"
#include "cinecut/vibe/vibe.h"
#include "commands.h"
#include "describer.h"
#include "media/support.h"
#include "progress.h"
#include "sample_film/sample.h"
#include "shared/findings.h"

namespace app {
namespace {

double free_gigabytes(const std::filesystem::path& folder) {
  struct statvfs info{};
  if (::statvfs(folder.c_str(), &info) != 0) return 0;
  return static_cast<double>(info.f_bavail) * static_cast<double>(info.f_frsize) / 1e9;
}

double memory_gigabytes() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  double kilobytes = 0;
  while (file >> name >> kilobytes) {
    if (name == "MemAvailable:") return kilobytes / 1e6;
    file.ignore(64, '\n');
  }
  return 0;
}

std::string one_decimal(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", x);
  return text;
}

std::vector<Finding> examine() {
  std::vector<Finding> all;
  all.push_back({"processor", true, std::to_string(base::thread_count()) + " cores", ""});
  const auto memory = memory_gigabytes();
  all.push_back({"memory", memory > 1, one_decimal(memory) + " GB available",
                 "Close other programs: a trailer needs about 0.5 GB."});
  const auto disk = free_gigabytes(".");
  all.push_back({"disk", disk > 1, one_decimal(disk) + " GB free here",
                 "Free some space, or write elsewhere with -o and --work-dir."});
  all.push_back({"FFmpeg", true, media::library_versions(), ""});
  for (const auto* encoder : {"libx264", "aac"})
    all.push_back({std::string("encoder ") + encoder, media::has_encoder(encoder),
                   media::has_encoder(encoder) ? "there" : "missing",
                   "Install an FFmpeg build with it (Debian's has it)."});
  for (const auto* decoder : {"h264", "hevc", "mpeg2video", "vp9", "av1", "aac", "ac3"})
    all.push_back({std::string("decoder ") + decoder, media::has_decoder(decoder),
                   media::has_decoder(decoder) ? "there" : "missing",
                   "Films in this format cannot be read without it."});
  const auto reader = cinecut::subtitles::TextReader::open("en");
  all.push_back({"picture subtitles", true,  // They do without: times are told all the same.
                 reader ? "their words are read" : "only their times are read: " + reader.error(),
                 ""});
  const auto embedder = embedder_choice({});
  all.push_back({"embedding model", true,  // They do without: lists of English words tell.
                 embedder.is_set()
                     ? embedder.name()
                     : "none; `minerva models pull multilingual-e5-small` fetches one",
                 ""});
  const auto font = cinecut::score::find_sound_font();
  all.push_back({"sound font", !font.empty(), font.empty() ? "none found" : font.string(),
                 "Install the package timgm6mb-soundfont, or give a song with --music."});
  return all;
}

int sample(const std::string& folder, const sample_film::SampleOptions& options,
           const Context& context) {
  ProgressDisplay display(progress_style(context.progress));
  display.show({"sample", cinecut::pipeline::StageState::started, 0});
  const auto files = sample_film::make_sample(
      folder, options,
      {[&](double share) {
         display.show({"sample", cinecut::pipeline::StageState::advanced, share});
       },
       context.stop});
  display.show({"sample", cinecut::pipeline::StageState::finished, 1});
  std::printf(
      "film       %s\nsubtitles  %s\ntruth      %s\n", base::visible(files.film.string()).c_str(),
      base::visible(files.subtitles.string()).c_str(), base::visible(files.truth.string()).c_str());
  return 0;
}

}  // namespace

void add_doctor(CLI::App& app, Command& chosen) {
  auto json = std::make_shared<bool>(false);
  auto* command = app.add_subcommand("doctor", "Is this machine ready? What is missing?");
  command->add_flag("--json", *json, "Print JSON");
  command->callback([json, &chosen] {
    chosen = [json] {
      return print_findings(examine(), *json,
                            "Ready: cinecut sample demo makes a film to try it with.");
    };
  });
}

void add_sample(CLI::App& app, Context& context, Command& chosen) {
  struct DoctorSettings {
    std::string folder;
    int seconds = 0, width = 1024;
    bool overwrite = false;
  };
  auto s = std::make_shared<DoctorSettings>();
  auto* command = app.add_subcommand("sample", "Make a film to try things with, about six minutes");
  command->add_option("DIR", s->folder, "Where to write it")->required();
  command->add_option("--seconds", s->seconds, "Only about this much of it")
      ->check(CLI::Range(0, 3600));
  command->add_option("--width", s->width, "Of the picture, in pixels (default: 1024)")
      ->check(CLI::Range(160, 3840));
  command->add_flag("--overwrite", s->overwrite,
                    "Replace files that are there and that cinecut did not make");
  command->footer("\nExample:\n  cinecut sample demo && cinecut demo/sample.mkv --vibe thriller\n");
  command->callback([s, &context, &chosen] {
    chosen = [s, &context] {
      return sample(s->folder,
                    {.width_px = s->width / 2 * 2,
                     .height_px = s->width / 2 * 9 / 16 * 2,
                     .seconds = s->seconds,
                     .overwrites = s->overwrite},
                    context);
    };
  });
}

}  // namespace app
