#pragma once
// Models for tests. Only _test.cpp files include this.

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace minerva::model::testing {

inline std::filesystem::path model_folder() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const auto folder = cache && *cache ? std::filesystem::path(cache)
                                      : std::filesystem::path(home ? home : "") / ".cache";
  return folder / "cinecut" / "models";
}

/// A model that sees, made by tools/third_party/vision_models.py ("llava"), and its projector.
struct VisionFiles {
  std::filesystem::path model, projector;
};
inline VisionFiles vision_files(const std::string& kind) {
  VisionFiles newest;
  std::filesystem::file_time_type when{};
  for (const auto& entry : std::filesystem::directory_iterator(model_folder())) {
    const auto folder = entry.path() / kind;
    const auto file = folder / (kind + ".gguf");
    if (!entry.path().filename().string().starts_with("vision-") || !std::filesystem::exists(file))
      continue;
    const auto written = std::filesystem::last_write_time(file);
    if (!newest.model.empty() && written <= when) continue;
    newest = {file, folder / ("mmproj-" + kind + ".gguf")};
    when = written;
  }
  if (newest.model.empty())
    throw std::runtime_error("There is no model vision-" + kind + ": run tools/setup test.");
  return newest;
}

/// The file of a model that tools/third_party/models fetches: "smollm2" or "minilm".
inline std::filesystem::path model_file(const std::string& name) {
  const auto file = model_folder() / (name + ".gguf");
  if (!std::filesystem::exists(file))
    throw std::runtime_error("There is no \"" + file.string() + "\": run tools/setup test.");
  return file;
}

}  // namespace minerva::model::testing
