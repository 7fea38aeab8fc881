#pragma once
// Pictures for commands that ask a model about them.

#include <memory>
#include <string>
#include <vector>

#include "library.h"
#include "minerva/engine/engine.h"
#include "minerva/vision/picture.h"

namespace app {

/// Reads JPEG, PNG or WebP. Throws base::Error: not_found; Fault: invalid_parameter.
minerva::vision::PicturePtr read_image(const std::string& path);

/// How to make the engine of a model that is to see: with the projector of --mmproj, or the one
/// beside the model. Throws Fault: model_not_found.
minerva::engine::EngineOptions seeing_options(const ModelFlags& flags);

/// Puts a question about pictures, as the model's chat template has it, into the request.
void add_question(minerva::engine::Request& request, const minerva::engine::Engine& engine,
                  const std::shared_ptr<const minerva::model::Model>& model,
                  const std::string& system, const std::string& text,
                  const std::vector<minerva::vision::PicturePtr>& pictures);

}  // namespace app
