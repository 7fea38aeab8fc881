#pragma once
// Which model files there are.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace minerva::pool {

struct ModelFile {
  std::string name;
  std::filesystem::path path;  ///< Of a model in several files, the first.
  std::uint64_t bytes = 0;     ///< Of all its files.
  std::chrono::system_clock::time_point created{};
  std::filesystem::path projector;  ///< Of a model that sees; empty: none was found beside it.
};

/// The models in these folders and one level below, and these files besides, by name. Projectors
/// ("mmproj…") are not models, but belong to one. What cannot be read is passed over.
std::vector<ModelFile> find_models(const std::vector<std::filesystem::path>& folders,
                                   const std::vector<std::filesystem::path>& files);

}  // namespace minerva::pool
