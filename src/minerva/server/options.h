#pragma once
// How the server behaves: who may ask, what for, and what is said of it.

#include <string>

#include "minerva/http/options.h"
#include "minerva/openai/options.h"

namespace minerva::server {

enum class LogFormat { none, text, jsonl };

struct ServerOptions {
  http::Options http;
  openai::Options requests;
  /// The model of requests that name none. Empty: the only one there is.
  std::string default_model;
  int workers = 2;  ///< For reading requests: JSON, templates, tokens, schemas.
  LogFormat log = LogFormat::text;
  std::string version;  ///< Of the program, for /props and the OpenAPI document.
};

}  // namespace minerva::server
