#pragma once
// The OpenAPI document, made from the tables that requests are dispatched and checked by.

#include <string>

#include "minerva/openai/json_text.h"
#include "minerva/server/options.h"

namespace minerva::server {

/// OpenAPI 3.1.
openai::json openapi_document(const ServerOptions& options);

}  // namespace minerva::server
