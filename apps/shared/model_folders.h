#pragma once
// Where both programs look for models.

#include <filesystem>
#include <string>
#include <vector>

namespace app {

/// A variable of the environment; empty if it is not set.
std::string environment(const char* name);

/// ~/.minerva/models, then CINECUT_MODELS_DIR (else ~/models).
std::vector<std::filesystem::path> model_folders();

}  // namespace app
