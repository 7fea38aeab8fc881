#include "minerva/engine/work.h"

#include <utility>

namespace minerva {

Work::Work(const SamplingOptions& options, int vocabulary_size, std::optional<Matcher> matcher,
           std::vector<std::string> stop)
    : sampler(options, vocabulary_size, std::move(matcher)), text(std::move(stop)) {}

std::optional<Fault> end_of(const Work& work) {
  if (work.is_cancelled) return Fault(FaultKind::cancelled, "The request was cancelled.");
  if (work.is_late())
    return Fault(FaultKind::generation_timeout, "The request took longer than its limit of " +
                                                    std::to_string(work.request.timeout.count()) +
                                                    " ms.");
  return std::nullopt;
}

}  // namespace minerva
