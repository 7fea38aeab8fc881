// describe: what is to be seen in a picture.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "base/error.h"
#include "commands.h"
#include "library.h"

namespace app {
namespace {

struct Settings {
  std::string image, model, prompt = "Describe this picture.";
};

int describe(const Settings& s) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(s.image, error))
    throw base::Error(base::ErrorKind::not_found, "There is no picture \"" + s.image + "\".");
  if (!s.model.empty()) (void)find_model(s.model);
  throw base::Error(base::ErrorKind::unsupported,
                    "\"" + s.image +
                        "\" cannot be described: this build of minerva has no models that see. "
                        "Text models work: `minerva run`.");
}

}  // namespace

void add_describe(CLI::App& app, Context& /*context*/, Command& chosen) {
  auto s = std::make_shared<Settings>();
  auto* command = app.add_subcommand("describe", "Say what a picture shows (not in this build)");
  command->add_option("IMAGE", s->image, "JPEG or PNG")->required();
  command->add_option("--model", s->model, "A model that sees");
  command->add_option("--prompt", s->prompt, "What to ask about it")->capture_default_str();
  command->footer("\nExample:\n  minerva describe photo.jpg --model qwen2.5-vl-3b\n");
  command->callback([s, &chosen] { chosen = [s] { return describe(*s); }; });
}

}  // namespace app
