#include "minerva/model/layers.h"

namespace minerva::model {
namespace {

bool keeps_within(const DeviceBytes& limits, const MemoryEstimate& memory) {
  for (const auto& [device, terms] : memory.devices) {
    if (device == kMainMemory) continue;
    const auto limit = limits.find(device);
    if (terms.total_bytes() > (limit == limits.end() ? 0 : limit->second)) return false;
  }
  return true;
}

}  // namespace

int largest_that_fits(int most, const std::function<bool(int)>& fits) {
  int fewest = 0;
  while (fewest < most) {
    const int middle = fewest + (most - fewest + 1) / 2;
    if (fits(middle))
      fewest = middle;
    else
      most = middle - 1;
  }
  return fewest;
}

LayerPlan plan_layers(const std::filesystem::path& path, ModelOptions options,
                      const DeviceBytes& limits,
                      const std::function<MemoryEstimate(const ModelOptions&)>& estimate) {
  LayerPlan plan{options.gpu_layers, estimate(options)};
  if (plan.gpu_layers >= 0 || keeps_within(limits, plan.memory)) return plan;
  const auto with = [&](int layers) {
    options.gpu_layers = layers;
    return estimate(options);
  };
  const int layers = Model(path, options, Model::Weights::only_counted).layer_count();
  plan.gpu_layers =
      largest_that_fits(layers, [&](int some) { return keeps_within(limits, with(some)); });
  plan.memory = with(plan.gpu_layers);
  return plan;
}

}  // namespace minerva::model
