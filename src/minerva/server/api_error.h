#pragma once
// Errors as OpenAI's clients read them: {"error": {"message", "type", "param", "code"}}.

#include <chrono>
#include <optional>
#include <string>

#include "minerva/model/fault.h"
#include "minerva/server/message.h"

namespace minerva::server {

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
int status_of(FaultKind kind);

/// The error object in JSON, for a reply or an event of a stream.
std::string error_body(const ApiError& error);
std::string error_body(const Fault& fault);

HttpReply error_reply(const ApiError& error);
/// `retry_after`: for Fault: busy; at least a second is told.
HttpReply error_reply(const Fault& fault,
                      std::optional<std::chrono::milliseconds> retry_after = std::nullopt);

}  // namespace minerva::server
