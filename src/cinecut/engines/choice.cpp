#include "cinecut/engines/choice.h"

#include <system_error>

namespace cinecut::engines {
namespace {

std::string identity_of(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  const auto changed = std::filesystem::last_write_time(path, error).time_since_epoch().count();
  return path.stem().string() + " " + std::to_string(error ? 0 : size) + " " +
         std::to_string(error ? 0 : changed);
}

}  // namespace

std::string EngineChoice::identity() const {
  if (!endpoints.empty()) return "endpoint model " + endpoint_model;
  const auto text = identity_of(model);
  return projector.empty() ? text : text + ", " + identity_of(projector);
}

std::string EngineChoice::name() const {
  const auto name = model.empty() ? endpoint_model : model.stem().string();
  return name.empty() ? "model" : name;
}

}  // namespace cinecut::engines
