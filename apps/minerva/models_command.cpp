// models: which there are, and fetching more.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "base/json.h"
#include "base/utf8.h"
#include "commands.h"
#include "library.h"
#include "minerva/fetch/download.h"
#include "minerva/fetch/hub.h"
#include "minerva/pool/pool.h"
#include "shared/model_folders.h"
#include "shared/short_time.h"

namespace app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kModelsExamples = R"(
Examples:
  minerva models
  minerva models known                       names that can be pulled, and the memory they need
  minerva models pull qwen2.5-vl-3b
  minerva models pull ggml-org/gemma-3-4b-it-GGUF:Q4_K_M
  minerva models pull https://example.org/model.gguf --sha256 0123…
)";

// What a running server has loaded.

struct Running {
  bool is_there = false;
  nlohmann::ordered_json models = nlohmann::ordered_json::object();  ///< By name.
};

Running ask_server(const std::string& server) {
  Running running;
  try {
    const auto text = minerva::fetch::get_text(server + "/v1/models",
                                               {.token = environment("MINERVA_API_KEY")}, 1 << 20);
    const auto reply = base::parse_json(text);
    if (!reply.is_object() || !reply.contains("data") || !reply["data"].is_array()) return running;
    running.is_there = true;
    for (const auto& model : reply["data"])
      if (model.is_object() && model.contains("id") && model["id"].is_string())
        running.models[model["id"].get<std::string>()] = model;
  } catch (const base::Error&) {  // NOLINT(bugprone-empty-catch)
    // No server is the usual case; one that sends no JSON is none of ours.
  }
  return running;
}

std::string state_in(const Running& running, const std::string& name) {
  if (!running.is_there) return "-";
  const auto model = running.models.find(name);
  if (model == running.models.end()) return "not served";
  for (const auto* key : {"state", "status"})
    if (const auto state = model->find(key); state != model->end() && state->is_string())
      return state->get<std::string>();
  return "served";
}

struct ListSettings {
  bool json = false;
  std::vector<std::string> folders;
  std::string server = "http://127.0.0.1:11434";
};

struct Listed {
  minerva::pool::ModelStatus status;
  std::uint64_t memory_bytes = 0;
  std::string problem;  ///< Why it cannot be loaded; empty: it can.
  std::string state;
};

std::vector<Listed> list_models(const ListSettings& s, const Running& running) {
  auto folders = model_folders();
  folders.insert(folders.begin(), s.folders.begin(), s.folders.end());
  minerva::pool::Pool pool({.folders = folders});
  pool.rescan();
  std::vector<Listed> all;
  for (auto& status : pool.models()) {
    Listed one{.status = status, .state = state_in(running, status.name)};
    try {
      one.memory_bytes = pool.estimate(status.name).total_bytes();
    } catch (const base::Error& e) {
      one.problem = e.what();
      one.state = "damaged";
    }
    all.push_back(std::move(one));
  }
  return all;
}

void print_models(const std::vector<Listed>& all, const Running& running) {
  std::size_t width = 4;
  for (const auto& m : all) width = std::max(width, m.status.name.size());
  const auto w = static_cast<int>(width);
  std::printf("%-*s  %10s  %10s  %-4s  %-10s  %s\n", w, "name", "file", "memory", "sees", "state",
              "path");
  for (const auto& m : all)
    std::printf("%-*s  %10s  %10s  %-4s  %-10s  %s\n", w, base::visible(m.status.name).c_str(),
                short_size(m.status.file_bytes).c_str(),
                m.problem.empty() ? short_size(m.memory_bytes).c_str() : "?",
                m.status.projector.empty() ? "no" : "yes", m.state.c_str(),
                base::visible(m.status.path.string()).c_str());
  for (const auto& m : all)
    if (!m.problem.empty())
      std::printf("%s: %s\n", base::visible(m.status.name).c_str(),
                  base::visible(m.problem).c_str());
  if (!running.is_there) std::printf("No server is running: nothing is loaded.\n");
}

int list(const ListSettings& s) {
  const auto running = ask_server(s.server);
  const auto all = list_models(s, running);
  if (s.json) {
    auto json = nlohmann::ordered_json::array();
    for (const auto& m : all)
      json.push_back({{"name", m.status.name},
                      {"path", m.status.path.string()},
                      {"projector", m.status.projector.string()},
                      {"file_bytes", m.status.file_bytes},
                      {"memory_bytes", m.memory_bytes},
                      {"state", m.state},
                      {"problem", m.problem}});
    std::printf("%s\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  } else if (all.empty()) {
    std::printf("No models are installed. `minerva models known` lists some that can be pulled.\n");
  } else {
    print_models(all, running);
  }
  return 0;
}

int known() {
  std::printf("%-15s  %-16s  %9s  %s\n", "name", "for", "memory", "from");
  for (const auto& m : minerva::fetch::known_models())
    std::printf("%-15s  %-16s  %6.1f GB  %s\n", m.name.c_str(), m.purpose.c_str(), m.memory_gb,
                m.repository.c_str());
  return 0;
}

// Fetching.

struct PullSettings {
  std::string name, sha256, folder, certificates;
  int attempts = 6;
  bool force = false;
};

/// Draws a line on a terminal, and prints one every few seconds elsewhere.
class ProgressLine {
 public:
  explicit ProgressLine(std::string name) : name_(std::move(name)) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const minerva::fetch::DownloadProgress& p) {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < (is_terminal_ ? std::chrono::milliseconds(100) : std::chrono::seconds(5)))
      return;
    last_ = now;
    std::string line = name_ + ": " + short_size(p.done_bytes);
    if (p.total_bytes > 0) {
      const auto percent =
          100 * static_cast<double>(p.done_bytes) / static_cast<double>(p.total_bytes);
      line += " of " + short_size(p.total_bytes) + " (" +
              std::to_string(static_cast<int>(percent)) + " %)";
    }
    if (p.bytes_per_s > 0)
      line += ", " + short_size(static_cast<std::uint64_t>(p.bytes_per_s)) + "/s";
    if (p.left_s >= 0) line += ", " + short_time(p.left_s) + " left";
    std::fprintf(stderr, is_terminal_ ? "\r\033[K%s" : "%s\n", line.c_str());
  }
  void note(const std::string& text) {
    clear();
    std::fprintf(stderr, "%s: %s; trying again\n", name_.c_str(), base::visible(text).c_str());
  }

 private:
  void clear() const {
    if (is_terminal_) std::fprintf(stderr, "\r\033[K");
  }
  std::string name_;
  bool is_terminal_ = ::isatty(STDERR_FILENO) != 0;
  std::chrono::steady_clock::time_point last_{};
};

void pull_file(const minerva::fetch::RemoteFile& file, const PullSettings& s,
               const minerva::fetch::HttpOptions& http, const Context& context) {
  const auto path = fs::path(s.folder) / file.file;
  ProgressLine line(base::visible(file.file));
  minerva::fetch::DownloadOptions options{.http = http,
                                          .sha256 = s.sha256.empty() ? file.sha256 : s.sha256,
                                          .attempts = s.attempts,
                                          .replaces = s.force,
                                          .progress = [&](const auto& p) { line.show(p); },
                                          .note = [&](const auto& text) { line.note(text); },
                                          .stop = context.stop};
  const auto done = minerva::fetch::download(file.url, path, options);
  std::printf("%s  %s%s\n  sha256 %s%s\n", base::visible(path.string()).c_str(),
              short_size(done.bytes).c_str(),
              done.was_there ? ", was there already"
              : done.resumed > 0
                  ? (", of which " + short_size(done.resumed) + " were there").c_str()
                  : "",
              done.sha256.c_str(),
              done.is_verified ? ", as it should be" : " (nothing to compare it with was given)");
  std::fflush(stdout);
}

int pull(PullSettings s, const Context& context) {
  if (s.folder.empty()) s.folder = model_folders().front().string();
  const minerva::fetch::HttpOptions http{
      .certificates = s.certificates.empty() ? environment("SSL_CERT_FILE") : s.certificates,
      .token = environment("HF_TOKEN")};
  const auto named = environment("HF_ENDPOINT");
  auto hub = named.empty() ? std::string(minerva::fetch::kHub) : named;
  while (hub.ends_with('/')) hub.pop_back();
  const auto files = minerva::fetch::resolve(
      s.name, hub, [&](const std::string& url) { return minerva::fetch::get_text(url, http); });
  if (files.size() > 1 && !s.sha256.empty())
    throw base::Error(base::ErrorKind::usage, "--sha256 is of one file, and \"" + s.name +
                                                  "\" is " + std::to_string(files.size()) +
                                                  ". Give the address of one.");
  // The token is the hub's, nobody else's.
  auto other = http;
  other.token.clear();
  for (const auto& file : files)
    pull_file(file, s, file.url.starts_with(hub + "/") ? http : other, context);
  return 0;
}

void add_pull(CLI::App& models, Context& context, Command& chosen) {
  auto s = std::make_shared<PullSettings>();
  auto* command =
      models.add_subcommand("pull", "Fetch a model; a broken download goes on where it was");
  command->add_option("NAME", s->name, "A known name, OWNER/REPOSITORY[:QUANTISATION], or a URL")
      ->required();
  command->add_option("--to", s->folder, "Folder (default: ~/.minerva/models)");
  command->add_option("--sha256", s->sha256, "What the file must be");
  command->add_option("--ca-file", s->certificates, "Authorities to trust instead of the system's");
  command->add_option("--attempts", s->attempts, "That bring nothing, before it gives up")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_flag("--force", s->force, "Fetch it though it is there");
  command->footer(
      std::string("\nThe hub's address can be changed with HF_ENDPOINT; HF_TOKEN is sent "
                  "to it.\n") +
      kModelsExamples);
  command->callback(
      [s, &context, &chosen] { chosen = [s, &context] { return pull(*s, context); }; });
}

}  // namespace

void add_models(CLI::App& app, Context& context, Command& chosen) {
  auto s = std::make_shared<ListSettings>();
  auto* command = app.add_subcommand("models", "List models, or fetch one");
  command->add_flag("--json", s->json, "Print JSON");
  command->add_option("--models", s->folders, "A folder of models besides the usual ones");
  command->add_option("--server", s->server, "Whose state to show")->capture_default_str();
  command->footer(kModelsExamples);
  command->require_subcommand(0, 1);
  command->callback([s, command, &chosen] {
    if (command->get_subcommands().empty()) chosen = [s] { return list(*s); };
  });
  auto* names = command->add_subcommand("known", "Names that can be pulled");
  names->callback([&chosen] { chosen = [] { return known(); }; });
  add_pull(*command, context, chosen);
}

}  // namespace app
