#include "cinecut/pipeline/keys.h"

#include <system_error>

#include "base/hash.h"
#include "cinecut/pipeline/store.h"
#include "cinecut/survey/survey.h"

namespace cinecut {
namespace {

// Raised when a phase would make something else of the same input.
constexpr const char* kCuesVersion = "1";
constexpr const char* kSurveyVersion = "5";
constexpr const char* kScenesVersion = "2";
constexpr const char* kMusicVersion = "3";
constexpr const char* kCutVersion = "5";

/// Which file this is, without reading it: its size and time of change.
std::string identity(const std::filesystem::path& path) {
  if (path.empty()) return {};
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) return "missing " + path.string();
  const auto time = std::filesystem::last_write_time(path, error).time_since_epoch().count();
  return std::filesystem::absolute(path).string() + " " + std::to_string(size) + " " +
         std::to_string(time);
}

/// Subtitle files that are used without being named.
std::string files_beside(const std::filesystem::path& film) {
  std::string all;
  for (const auto* extension : {".srt", ".ass", ".ssa", ".vtt"}) {
    auto path = film;
    path.replace_extension(extension);
    all += identity(path) + "\n";
  }
  return all;
}

std::string describe(const Vibe& v) {
  std::string text = v.name;
  for (const double x :
       {v.temperature_shift, v.saturation, v.contrast, v.brightness, v.loudness_lufs,
        base::to_seconds(v.average_shot[0]), base::to_seconds(v.average_shot[1]),
        base::to_seconds(v.average_shot[2]), v.dialogue_share, v.bpm, v.bpm_min, v.bpm_max})
    text += " " + std::to_string(x);
  return text + " " + std::to_string(v.shots_min) + " " + std::to_string(v.shots_max) + " " +
         std::string(name_of(v.primary)) + " " + std::string(name_of(v.secondary));
}

}  // namespace

Keys make_keys(const Job& job, const media::FilmInfo& film) {
  Keys keys;
  const auto vibe = describe(job.vibe);
  keys.seed = static_cast<std::uint32_t>(
      std::stoul(base::content_hash(film.path.stem().string() + "\n" + job.vibe.name).substr(0, 8),
                 nullptr, 16));
  keys.cues = make_key({"cues", kCuesVersion, identity(film.path),
                        job.subtitles.empty() ? files_beside(film.path) : identity(job.subtitles)});
  keys.survey = make_key({"survey", kSurveyVersion, std::to_string(kSurveyFormat), keys.cues,
                          job.exact ? "exact" : "default"});
  keys.scenes = make_key({"scenes", kScenesVersion, keys.survey,
                          job.describer.is_set() ? job.describer.describer() : "measures"});
  keys.close_look =
      make_key({"close look", kCutVersion, keys.scenes, vibe, std::to_string(job.spoiler_limit),
                std::to_string(job.length.count())});
  keys.cut = make_key(
      {"cut", kCutVersion, kMusicVersion, keys.close_look, identity(job.music), job.title});
  return keys;
}

}  // namespace cinecut
