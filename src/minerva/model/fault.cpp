#include "minerva/model/fault.h"

#include <utility>

namespace minerva::model {
namespace {

base::ErrorKind base_kind(FaultKind kind) {
  switch (kind) {
    case FaultKind::model_not_found:
    case FaultKind::model_not_loaded:
      return base::ErrorKind::not_found;
    case FaultKind::invalid_model:
      return base::ErrorKind::corrupt;
    case FaultKind::context_limit_exceeded:
    case FaultKind::invalid_parameter:
    case FaultKind::tokenization_failed:
      return base::ErrorKind::usage;
    case FaultKind::out_of_memory:
      return base::ErrorKind::out_of_memory;
    case FaultKind::cancelled:
      return base::ErrorKind::cancelled;
    default:
      return base::ErrorKind::unavailable;
  }
}

std::string mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

}  // namespace

const char* name_of(FaultKind kind) {
  static constexpr const char* kNames[] = {"model_not_found",
                                           "model_not_loaded",
                                           "invalid_model",
                                           "backend_error",
                                           "tokenization_failed",
                                           "decode_failed",
                                           "sampling_failed",
                                           "context_length_exceeded",
                                           "generation_timeout",
                                           "out_of_memory",
                                           "invalid_parameter",
                                           "cancelled",
                                           "busy"};
  return kNames[static_cast<int>(kind)];
}

Fault::Fault(FaultKind kind, const std::string& message, std::string field)
    : base::Error(base_kind(kind), message), fault_(kind), field_(std::move(field)) {}

Fault Fault::context_limit(std::int64_t needed, std::int64_t limit) {
  Fault fault(FaultKind::context_limit_exceeded,
              "The prompt and the reply need " + std::to_string(needed) +
                  " tokens, and the context holds " + std::to_string(limit) +
                  ". Shorten the prompt, ask for fewer tokens, or load the model with a longer "
                  "context.");
  fault.needed_ = needed;
  fault.available_ = limit;
  return fault;
}

Fault Fault::out_of_memory(const std::string& what, std::uint64_t needed, std::uint64_t available,
                           const std::string& device) {
  const auto where = device == kMainMemory ? "main memory" : "the memory of " + device;
  Fault fault(FaultKind::out_of_memory, what + " needs " + mebibytes(needed) + " of " + where +
                                            ", and " + mebibytes(available) +
                                            " are free. Unload a model, choose a smaller one, or "
                                            "raise the budget.");
  fault.needed_ = static_cast<std::int64_t>(needed);
  fault.available_ = static_cast<std::int64_t>(available);
  return fault;
}

Fault Fault::parameter(const std::string& field, const std::string& value,
                       const std::string& allowed) {
  return {FaultKind::invalid_parameter, field + " is " + value + "; it must be " + allowed + ".",
          field};
}

}  // namespace minerva::model
