#include "sample_film/sample.h"

#include <span>

#include "base/error.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/seal.h"
#include "media/movie_writer.h"
#include "sample_film/internal/drawer.h"
#include "sample_film/internal/film.h"
#include "sample_film/internal/plan.h"
#include "sample_film/internal/soundtrack.h"
#include "sample_film/internal/truth.h"

namespace sample_film {
namespace {

void write_film(const std::filesystem::path& path, const Script& script, const Plan& plan,
                const Stereo& sound, const SampleOptions& options, const base::Progress& progress) {
  media::MovieWriter writer(
      path, {.width_px = options.width_px,
             .height_px = options.height_px,
             .frame_rate = {kFrameRate, 1},
             .crf = 25,
             .preset = "ultrafast",
             .x264_options = "scenecut=40:aq-mode=0:cabac=1",
             .sound_bits_per_s = 160'000,
             .threads = 4,  // Any other number makes another stream.
             .metadata = {{"title", script.title}, {"comment", base::seal_slot()}}});
  Film film(script, plan, options.width_px, options.height_px);
  Drawer drawer(film, plan, base::thread_count());
  constexpr std::size_t kPerFrame = 2 * kSoundRate / kFrameRate;
  for (std::int64_t n = 0; n < plan.frames; ++n) {
    if (progress.stop.stop_requested())
      throw base::Error(base::ErrorKind::cancelled, "making the sample film was stopped.");
    writer.write(drawer.next());
    writer.write_sound(
        std::span(sound).subspan(static_cast<std::size_t>(n) * kPerFrame, kPerFrame));
    if (n % kFrameRate == 0)
      progress(0.1 + 0.9 * static_cast<double>(n) / static_cast<double>(plan.frames));
  }
  writer.finish([](const auto& complete) { base::seal_file(complete); });
}

/// Subtitles cannot hold a seal: the truth beside them has their hash.
bool are_ours(const SampleFiles& files) {
  const auto there = base::try_read_file(files.subtitles);
  if (!there) return !std::filesystem::exists(files.subtitles);
  return base::is_sealed_file(files.truth) &&
         base::read_file(files.truth).contains(base::content_hash(*there));
}

}  // namespace

SampleFiles make_sample(const std::filesystem::path& folder, const SampleOptions& options,
                        const base::Progress& progress) {
  const SampleFiles files{folder / "sample.mkv", folder / "sample.srt",
                          folder / "sample.truth.json"};
  base::check_can_write(files.film);
  for (const auto& file : {files.film, files.truth})
    base::check_may_replace(file, options.overwrites);
  if (!options.overwrites && !are_ours(files))
    throw base::Error(base::ErrorKind::usage,
                      base::quoted(files.subtitles) +
                          " is there already, and is not as this program wrote it. Choose another "
                          "folder, or add --overwrite to replace it.");
  const Script script = write_script();
  const Plan plan = plan_film(script, options.seconds);
  progress(0.02);
  const auto cues = plan_score(script, plan);
  const auto sound = mix_soundtrack(script, plan, cues);
  progress(0.1);
  const auto subtitles = to_subtitles(plan);
  // The truth comes first: it tells that the subtitles are ours.
  base::write_file_atomically(
      files.truth,
      base::sealed(to_truth(script, plan, cues, options.width_px, options.height_px, subtitles)));
  base::write_file_atomically(files.subtitles, subtitles);
  write_film(files.film, script, plan, sound, options, progress);
  progress(1);
  return files;
}

}  // namespace sample_film
