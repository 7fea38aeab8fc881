#pragma once
// Models for tests. Only _test.cpp files include this.

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace minerva::testing {

/// The file of a model that tools/third_party/models fetches: "smollm2" or "minilm".
inline std::filesystem::path model_file(const std::string& name) {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const auto folder = cache && *cache ? std::filesystem::path(cache)
                                      : std::filesystem::path(home ? home : "") / ".cache";
  const auto file = folder / "cinecut" / "models" / (name + ".gguf");
  if (!std::filesystem::exists(file))
    throw std::runtime_error("There is no \"" + file.string() + "\": run tools/setup test.");
  return file;
}

}  // namespace minerva::testing
