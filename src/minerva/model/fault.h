#pragma once
// What can go wrong with a model or a request, each with what was needed and what was there.

#include <cstdint>
#include <string>

#include "base/error.h"
#include "minerva/model/memory.h"

namespace minerva::model {

enum class FaultKind {
  model_not_found,
  model_not_loaded,
  invalid_model,
  backend,
  tokenization_failed,
  decode_failed,
  sampling_failed,
  context_limit_exceeded,
  generation_timeout,
  out_of_memory,
  invalid_parameter,
  cancelled,
  busy
};

/// "context_limit_exceeded", as OpenAI's clients see it in `code`.
const char* name_of(FaultKind kind);

/// Ends a request, or the loading of a model. The message names both numbers where there are any.
class Fault : public base::Error {
 public:
  Fault(FaultKind kind, const std::string& message, std::string field = {});

  /// A prompt that does not fit, with what is needed and what there is, in tokens.
  static Fault context_limit(std::int64_t needed, std::int64_t limit);
  /// Memory that a device does not have, in bytes.
  static Fault out_of_memory(const std::string& what, std::uint64_t needed, std::uint64_t available,
                             const std::string& device = kMainMemory);
  /// A parameter outside its range: "temperature is -1; it must be from 0 to 2."
  static Fault parameter(const std::string& field, const std::string& value,
                         const std::string& allowed);

  FaultKind fault() const noexcept { return fault_; }
  const std::string& field() const noexcept { return field_; }  ///< Of invalid_parameter.
  /// Tokens or bytes, of context_limit_exceeded and out_of_memory; -1 otherwise.
  std::int64_t needed() const noexcept { return needed_; }
  std::int64_t available() const noexcept { return available_; }

 private:
  FaultKind fault_;
  std::string field_;
  std::int64_t needed_ = -1, available_ = -1;
};

}  // namespace minerva::model
