#include "minerva/openai/api_error.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "minerva/openai/json_text.h"

namespace minerva::openai {
namespace {

const char* type_of(int status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 429:
      return "rate_limit_error";
    case 503:
      return "unavailable_error";
    case 504:
      return "timeout_error";
    default:
      return status < 500 ? "invalid_request_error" : "server_error";
  }
}

json object_of(int status, const std::string& code, const std::string& message,
               const std::string& param) {
  return {{"message", message},
          {"type", type_of(status)},
          {"param", param.empty() ? json() : json(param)},
          {"code", code}};
}

}  // namespace

ApiError::ApiError(int status, std::string code, const std::string& message, std::string param)
    : base::Error(base::ErrorKind::usage, message),
      status_(status),
      code_(std::move(code)),
      param_(std::move(param)) {}

int status_of(model::FaultKind kind) {
  switch (kind) {
    case model::FaultKind::invalid_parameter:
    case model::FaultKind::context_limit_exceeded:
    case model::FaultKind::tokenization_failed:
      return 400;
    case model::FaultKind::model_not_found:
      return 404;
    case model::FaultKind::busy:
      return 429;
    case model::FaultKind::model_not_loaded:
    case model::FaultKind::out_of_memory:
    case model::FaultKind::cancelled:
      return 503;
    case model::FaultKind::generation_timeout:
      return 504;
    default:
      return 500;
  }
}

std::string error_body(const ApiError& error) {
  return to_text({{"error", object_of(error.status(), error.code(), error.what(), error.param())}});
}

std::string error_body(const model::Fault& fault) {
  auto object =
      object_of(status_of(fault.fault()), model::name_of(fault.fault()), fault.what(),
                fault.fault() == model::FaultKind::context_limit_exceeded && fault.field().empty()
                    ? "messages"
                    : fault.field());
  if (fault.needed() >= 0) {
    object["needed"] = fault.needed();
    object["available"] = fault.available();
  }
  return to_text({{"error", object}});
}

}  // namespace minerva::openai
