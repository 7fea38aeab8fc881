#include "images.h"

#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/projectors.h"
#include "minerva/model/chat.h"
#include "minerva/vision/prompt_parts.h"

namespace app {

minerva::vision::PicturePtr read_image(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    throw base::Error(base::ErrorKind::not_found, "There is no picture \"" + path + "\".");
  constexpr std::size_t kMost = std::size_t{100} << 20;
  return minerva::vision::decode_picture(base::read_file(path, kMost), "\"" + path + "\"",
                                         {.bytes = kMost});
}

minerva::engine::EngineOptions seeing_options(const ModelFlags& flags) {
  minerva::engine::EngineOptions options{.context = flags.context_options()};
  const auto model = find_model(flags.model);
  options.projector = flags.projector.empty() ? base::projector_beside(model)
                                              : std::filesystem::path(flags.projector);
  options.vision.use_gpu = flags.load.gpu_layers != 0;
  if (options.projector.empty())
    throw minerva::model::Fault(
        minerva::model::FaultKind::model_not_found,
        "\"" + flags.model +
            "\" does not see pictures: there is no projector (mmproj-….gguf) "
            "beside it. Name its file with --mmproj, or choose another model: "
            "`minerva models` tells which see.");
  return options;
}

void add_question(minerva::engine::Request& request, const minerva::engine::Engine& engine,
                  const std::shared_ptr<const minerva::model::Model>& model,
                  const std::string& system, const std::string& text,
                  const std::vector<minerva::vision::PicturePtr>& pictures) {
  std::vector<minerva::model::ChatMessage> messages;
  if (!system.empty()) messages.push_back({.role = "system", .content = system});
  minerva::model::ChatMessage question{.role = "user", .content = ""};
  question.parts.push_back({text});
  for (std::size_t i = 0; i < pictures.size(); ++i)
    question.parts.push_back({"", static_cast<int>(i)});
  messages.push_back(std::move(question));
  const auto prompt = minerva::model::ChatTemplate(model).apply(messages);
  auto seen = engine.projector()->tokenize(minerva::vision::parts_of(prompt, pictures));
  request.prompt = std::move(seen.tokens);
  request.pictures = std::move(seen.pictures);
  request.stop.insert(request.stop.end(), prompt.stop.begin(), prompt.stop.end());
}

}  // namespace app
