#pragma once
// Errors as OpenAI's clients read them: {"error": {"message", "type", "param", "code"}}.

#include <string>

#include "minerva/model/fault.h"

namespace minerva::openai {

/// A request that is refused before it reaches a model.
class ApiError : public base::Error {
 public:
  ApiError(int status, std::string code, const std::string& message, std::string param = {});
  int status() const noexcept { return status_; }
  const std::string& code() const noexcept { return code_; }
  const std::string& param() const noexcept { return param_; }

 private:
  int status_;
  std::string code_, param_;
};

/// The HTTP status of each kind of fault.
int status_of(model::FaultKind kind);

/// The error object in JSON, for a reply or an event of a stream.
std::string error_body(const ApiError& error);
std::string error_body(const model::Fault& fault);

}  // namespace minerva::openai
