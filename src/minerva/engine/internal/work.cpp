#include "minerva/engine/internal/work.h"

#include <utility>

namespace minerva::engine {

Work::Work(const SamplingOptions& options, int vocabulary_size,
           std::optional<constrain::Matcher> matcher, std::vector<std::string> stop)
    : sampler(options, vocabulary_size, std::move(matcher)), text(std::move(stop)) {}

std::optional<model::Fault> end_of(const Work& work) {
  if (work.is_cancelled)
    return model::Fault(model::FaultKind::cancelled, "The request was cancelled.");
  if (work.is_late())
    return model::Fault(model::FaultKind::generation_timeout,
                        "The request took longer than its limit of " +
                            std::to_string(work.request.timeout.count()) + " ms.");
  return std::nullopt;
}

}  // namespace minerva::engine
