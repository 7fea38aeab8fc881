#include "shared/model_folders.h"

#include <cstdlib>

namespace app {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::vector<std::filesystem::path> model_folders() {
  const std::filesystem::path home = environment("HOME");
  const auto named = environment("CINECUT_MODELS_DIR");
  return {home / ".minerva" / "models",
          named.empty() ? home / "models" : std::filesystem::path(named)};
}

}  // namespace app
