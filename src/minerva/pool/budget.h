#pragma once
// Budgets of memory, one for each device.

#include <optional>
#include <string>
#include <vector>

#include "minerva/model/device.h"
#include "minerva/model/memory.h"

namespace minerva::pool {

/// The budgets `wanted`, in bytes; where none or 0 is wanted: three quarters of main memory, nine
/// tenths of what is free on every other device. Throws Fault: invalid_parameter for a device that
/// is not there.
model::DeviceBytes budgets_of(const std::vector<model::Device>& devices,
                              const model::DeviceBytes& wanted = {});

void add(model::DeviceBytes& sum, const model::DeviceBytes& bytes);

/// What `used` leaves of each budget, at least 0.
model::DeviceBytes rest_of(const model::DeviceBytes& budgets, const model::DeviceBytes& used);

/// A device with too little memory.
struct Shortage {
  std::string device;
  std::uint64_t needed = 0, available = 0;

  friend bool operator==(const Shortage&, const Shortage&) = default;
};

/// The first device on which `needed` does not fit beside `used`. Where nothing is needed, it fits.
std::optional<Shortage> find_shortage(const model::DeviceBytes& budgets,
                                      const model::DeviceBytes& used,
                                      const model::DeviceBytes& needed);

}  // namespace minerva::pool
