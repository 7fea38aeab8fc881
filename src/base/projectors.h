#pragma once
// Which projector belongs to which model that sees: told by the names that people and hubs give the
// files.

#include <filesystem>
#include <string>
#include <vector>

namespace base {

/// "mmproj-model-f16", "llava-v1.5-7b-mmproj-Q4_0", "NAME.mmproj": a projector, not a model.
bool is_projector_name(const std::string& stem);

/// The projector among `files`, all of one folder with the model, which is among them; empty: none.
/// One whose name says nothing ("mmproj-model-f16") belongs to the only model of its folder.
std::filesystem::path projector_of(const std::filesystem::path& model,
                                   const std::vector<std::filesystem::path>& files);

/// The same, looking at the folder of the model.
std::filesystem::path projector_beside(const std::filesystem::path& model);

}  // namespace base
