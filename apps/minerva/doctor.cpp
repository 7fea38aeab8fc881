// doctor: what this machine has for models, and what is missing.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "commands.h"
#include "library.h"
#include "minerva/model/device.h"
#include "minerva/model/remote.h"
#include "minerva/pool/budget.h"
#include "minerva/pool/pool.h"
#include "shared/findings.h"
#include "shared/model_folders.h"

namespace app {
namespace {

namespace fs = std::filesystem;

std::uint64_t available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  std::uint64_t kilobytes = 0;
  while (file >> name >> kilobytes) {
    if (name == "MemAvailable:") return kilobytes * 1024;
    file.ignore(64, '\n');
  }
  return 0;
}

std::uint64_t free_space(fs::path folder) {
  std::error_code error;
  while (!fs::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  const auto space = fs::space(folder, error);
  return error ? 0 : space.available;
}

void add_remote_machines(std::vector<Finding>& all, const std::vector<std::string>& endpoints) {
  for (const auto& endpoint : endpoints) {
    try {
      minerva::model::add_remote_devices({endpoint});
    } catch (const minerva::model::Fault& fault) {
      all.push_back({"machine " + endpoint, false, "cannot be used", fault.what()});
    }
  }
}

void examine_devices(std::vector<Finding>& all) {
  bool has_gpu = false;
  for (const auto& device : minerva::model::devices()) {
    if (!device.is_gpu) continue;
    has_gpu |= !device.is_remote;
    all.push_back({(device.is_remote ? "device " : "GPU ") + device.name, true,
                   device.description + ", " + short_size(device.free_bytes) + " of " +
                       short_size(device.memory_bytes) + " free",
                   ""});
  }
  if (!has_gpu)
    all.push_back({"GPU", true,
                   "none that this build can use (MINERVA_BACKENDS=cuda, vulkan or metal builds "
                   "for one)",
                   ""});
}

void examine_models(std::vector<Finding>& all, std::uint64_t memory) {
  minerva::model::DeviceBytes available{{minerva::model::kMainMemory, memory}};
  for (const auto& device : minerva::model::devices())
    if (device.is_gpu) available[device.name] = device.free_bytes;
  minerva::pool::Pool pool({.folders = model_folders()});
  pool.rescan();
  int found = 0;
  for (const auto& model : pool.models()) {
    Finding finding{"model " + model.name, true, short_size(model.file_bytes), ""};
    try {
      const auto needed = pool.estimate(model.name);
      finding.detail += ", needs " + short_size(needed.total_bytes());
      if (const auto lack = minerva::pool::find_shortage(available, {}, needed.by_device())) {
        finding.is_fine = false;
        finding.remedy = "Only " + short_size(lack->available) + " are free on " + lack->device +
                         ", and it needs " + short_size(lack->needed) +
                         " there: close other programs, or use it with a smaller --ctx or "
                         "--cache-type q8_0.";
      }
    } catch (const base::Error& e) {
      finding.is_fine = false;
      finding.remedy = e.what();
    }
    all.push_back(finding);
    ++found;
  }
  if (found > 0) return;
  std::string folders;
  for (const auto& folder : model_folders())
    folders += (folders.empty() ? "" : " and ") + folder.string();
  all.push_back({"models", false, "none in " + folders,
                 "`minerva models pull gemma-3-1b` fetches a small one; `minerva models known` "
                 "lists more."});
}

std::vector<Finding> examine(const std::vector<std::string>& remote) {
  std::vector<Finding> all;
  std::string name = "unknown";
  for (const auto& device : minerva::model::devices())
    if (!device.is_gpu && name == "unknown") name = device.description;
  all.push_back({"processor", true,
                 name + ", " + std::to_string(minerva::model::physical_cores()) + " physical cores",
                 ""});
  const auto features = minerva::model::cpu_features();
  const bool is_fast =
      features.find("AVX2") != std::string::npos || features.find("NEON") != std::string::npos;
  all.push_back({"instructions", is_fast, features,
                 "The build makes no use of AVX2 or NEON: models will be slow."});
  const auto memory = available_memory();
  all.push_back({"memory", memory > 500'000'000, short_size(memory) + " available",
                 "Close other programs: the smallest models need about 0.5 GB."});
  const auto space = free_space(model_folders().front());
  all.push_back({"disk", space > 2'000'000'000, short_size(space) + " free for models",
                 "Free some space: a useful model takes 1 to 10 GB."});
  add_remote_machines(all, remote);
  examine_devices(all);
  examine_models(all, memory);
  return all;
}

}  // namespace

void add_doctor(CLI::App& app, Context& /*context*/, Command& chosen) {
  struct Settings {
    bool json = false;
    std::vector<std::string> remote;
  };
  auto s = std::make_shared<Settings>();
  auto* command = app.add_subcommand("doctor", "Is this machine ready? What is missing?");
  command->add_flag("--json", s->json, "Print JSON");
  add_remote_option(*command, s->remote);
  command->footer("\nExamples:\n  minerva doctor\n  minerva doctor --rpc 192.168.1.20:50052\n");
  command->callback([s, &chosen] {
    chosen = [s] {
      return print_findings(examine(s->remote), s->json, "Ready: minerva chat MODEL talks to one.");
    };
  });
}

}  // namespace app
