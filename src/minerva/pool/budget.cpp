#include "minerva/pool/budget.h"

#include <unistd.h>

#include <algorithm>

#include "minerva/model/fault.h"

namespace minerva::pool {
namespace {

std::uint64_t main_memory() {
  const auto pages = static_cast<std::uint64_t>(std::max(0L, ::sysconf(_SC_PHYS_PAGES)));
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t bytes_on(const model::DeviceBytes& bytes, const std::string& device) {
  const auto found = bytes.find(device);
  return found == bytes.end() ? 0 : found->second;
}

std::string names_of(const model::DeviceBytes& bytes) {
  std::string names;
  for (const auto& [name, count] : bytes) names += (names.empty() ? "" : ", ") + name;
  return names;
}

}  // namespace

model::DeviceBytes budgets_of(const std::vector<model::Device>& devices,
                              const model::DeviceBytes& wanted) {
  model::DeviceBytes budgets{{model::kMainMemory, main_memory() / 4 * 3}};
  for (const auto& device : devices)
    if (device.is_gpu) budgets[device.name] = device.free_bytes / 10 * 9;
  for (const auto& [name, bytes] : wanted) {
    if (!budgets.contains(name))
      throw model::Fault::parameter("memory", "for the device \"" + name + "\"",
                                    "for one that is there: " + names_of(budgets));
    if (bytes > 0) budgets[name] = bytes;
  }
  return budgets;
}

void add(model::DeviceBytes& sum, const model::DeviceBytes& bytes) {
  for (const auto& [name, count] : bytes) sum[name] += count;
}

model::DeviceBytes rest_of(const model::DeviceBytes& budgets, const model::DeviceBytes& used) {
  model::DeviceBytes rest;
  for (const auto& [name, budget] : budgets)
    rest[name] = budget - std::min(budget, bytes_on(used, name));
  return rest;
}

std::optional<Shortage> find_shortage(const model::DeviceBytes& budgets,
                                      const model::DeviceBytes& used,
                                      const model::DeviceBytes& needed) {
  const auto rest = rest_of(budgets, used);
  for (const auto& [name, bytes] : needed)
    if (const auto available = bytes_on(rest, name); bytes > available)
      return Shortage{name, bytes, available};
  return {};
}

}  // namespace minerva::pool
