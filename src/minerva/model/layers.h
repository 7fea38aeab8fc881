#pragma once
// Layers on GPUs and other machines: as many as fit.

#include <filesystem>
#include <functional>

#include "minerva/model/memory.h"
#include "minerva/model/model.h"

namespace minerva::model {

/// The largest of 0 to `most` that fits, where fewer always fit if more do; 0 if none does.
int largest_that_fits(int most, const std::function<bool(int)>& fits);

struct LayerPlan {
  int gpu_layers = 0;
  MemoryEstimate memory;
};

/// How many layers of the model of `path` are put on devices, so that what lies on each of them
/// (main memory is not asked) keeps within `limits`: as many as fit if `options` leaves it open.
/// `estimate` tells the memory for given options. Throws what `estimate` throws.
LayerPlan plan_layers(const std::filesystem::path& path, ModelOptions options,
                      const DeviceBytes& limits,
                      const std::function<MemoryEstimate(const ModelOptions&)>& estimate);

}  // namespace minerva::model
