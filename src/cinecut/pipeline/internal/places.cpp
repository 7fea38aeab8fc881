#include "cinecut/pipeline/internal/places.h"

#include <unistd.h>

#include <algorithm>
#include <system_error>

#include "base/error.h"
#include "base/files.h"
#include "base/seal.h"
#include "cinecut/pipeline/internal/store.h"
#include "media/movie_writer.h"
#include "media/sound.h"

namespace cinecut::pipeline {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& why) { throw base::Error(base::ErrorKind::usage, why); }

struct Named {
  std::string what;  ///< "the film"
  fs::path path;
};

std::vector<Named> inputs_of(const Job& job) {
  std::vector<Named> all = {{"the film", job.film},
                            {"the subtitles", job.subtitles.file},
                            {"the song", job.music},
                            {"the manifest", job.manifest},
                            {"the file of vibes", job.vibes},
                            {"the model", job.describer.model},
                            {"its projector", job.describer.projector},
                            {"the text model", job.reader.model}};
  std::erase_if(all, [](const Named& one) { return one.path.empty(); });
  return all;
}

/// Files that this run may replace. Without a trailer (--review) there is only the work folder.
std::vector<Named> outputs_of(const Job& job) {
  std::vector<Named> all;
  if (!job.review_only)
    all = {{"the trailer", job.output}, {"the report", report_path(job.output)}};
  for (const auto& name : work_files(job)) all.push_back({"what is kept", job.work / name});
  return all;
}

void check_none_is_an_input(const Job& job) {
  for (const auto& output : outputs_of(job))
    for (const auto& input : inputs_of(job))
      if (base::are_same_file(output.path, input.path))
        refuse("cannot write " + output.what + " to " + base::quoted(output.path) + ": that is " +
               input.what + " itself. Choose another place with " +
               (output.what == "what is kept" ? "--work-dir." : "-o."));
}

void check_work_folder(const fs::path& folder) {
  try {
    base::check_can_write(folder / Store::kLockName);
  } catch (const base::Error& e) {
    throw base::Error(e.kind(), std::string(e.what()) + " --work-dir chooses the work folder.");
  }
}

/// A folder with files of ours has the lock of the first run in it.
void check_work_folder_is_ours(const Job& job) {
  if (job.overwrites || fs::exists(job.work / Store::kLockName)) return;
  for (const auto& name : work_files(job))
    if (fs::exists(job.work / name) && name != kManifestFile)
      refuse(
          base::quoted(job.work / name) +
          " is there already and was not made by cinecut, which would replace it. Choose another "
          "folder with --work-dir, or add --overwrite.");
}

/// Bytes of the trailer, about: 0.08 bits a pixel, which is little for grain and much for drawings.
std::uintmax_t trailer_bytes(const Job& job, const media::FilmInfo& film) {
  const double pixels = static_cast<double>(film.video.display_width_px) *
                        film.video.display_height_px * film.video.frame_rate.value();
  const double bits_per_s = 0.08 * pixels + media::MovieOptions{}.sound_bits_per_s;
  return static_cast<std::uintmax_t>(bits_per_s / 8 * base::to_seconds(job.length));
}

/// Bytes that are kept of a film, about: stills are most of it.
std::uintmax_t kept_bytes(const media::FilmInfo& film) {
  return static_cast<std::uintmax_t>(2000 * base::to_seconds(film.duration)) + (64 << 10);
}

void check_room(const fs::path& path, std::uintmax_t needed) {
  const auto free = base::free_bytes(path);
  if (!free || *free >= needed) return;
  const auto megabytes = [](std::uintmax_t bytes) {
    return std::to_string((bytes + 999'999) / 1'000'000) + " MB";
  };
  throw base::Error(base::ErrorKind::unavailable,
                    "there is not enough space for " + base::quoted(path) + ": about " +
                        megabytes(needed) + " are needed and " + megabytes(*free) +
                        " are free. Make room on that disk, or choose another place.");
}

}  // namespace

fs::path report_path(const fs::path& trailer) {
  auto path = trailer;
  return path.replace_extension(".html");
}

std::vector<std::string> work_files(const Job& job) {
  std::vector<std::string> all;
  if (!job.manifest.empty()) return all;  // Nothing is kept.
  const std::vector<std::string> stored = {"cues.json",
                                           "survey.msgpack",
                                           "survey.exact.msgpack",
                                           "scenes.msgpack",
                                           "reading.json",
                                           "close-look." + job.vibe.name + ".msgpack",
                                           "cut." + job.vibe.name + ".json",
                                           kManifestFile};
  for (const auto& name : stored) {
    all.push_back(name);
    all.push_back(name + ".key");
  }
  all.push_back(journal_path(job).filename().string());
  all.push_back(reading::journal_path(job.work, job.film.stem().string()).filename().string());
  return all;
}

void check_inputs(const Job& job) {
  for (const auto& [what, path] : inputs_of(job)) {
    std::error_code error;
    const auto status = fs::status(path, error);
    if (!fs::exists(status))
      throw base::Error(
          base::ErrorKind::not_found,
          "cannot find " + what + " " + base::quoted(path) +
              (error && error != std::errc::no_such_file_or_directory ? " (" + error.message() + ")"
                                                                      : std::string()) +
              ". Check the name.");
    if (fs::is_directory(status))
      refuse("cannot read " + what + " " + base::quoted(path) +
             ": it is a folder. Name the file in it.");
    if (::access(path.c_str(), R_OK) != 0)
      throw base::Error(base::ErrorKind::not_found,
                        "cannot read " + what + " " + base::quoted(path) + ": " +
                            std::generic_category().message(errno) + ".");
  }
  if (!job.music.empty()) media::SoundReader(job.music);  // Throws if nothing in it can be heard.
}

void check_outputs(const Job& job, const media::FilmInfo& film) {
  check_none_is_an_input(job);
  check_work_folder_is_ours(job);
  check_work_folder(job.work);
  auto needed = kept_bytes(film);
  if (job.review_only) return check_room(job.work / Store::kLockName, needed);

  base::check_can_write(job.output);
  media::check_movie_name(job.output);
  base::check_can_write(report_path(job.output));
  for (const auto& path : {job.output, report_path(job.output)})
    base::check_may_replace(path, job.overwrites);
  check_room(job.work / Store::kLockName, needed);
  check_room(job.output, trailer_bytes(job, film));
}

}  // namespace cinecut::pipeline
