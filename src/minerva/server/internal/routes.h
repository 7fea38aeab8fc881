#pragma once
// The routes: one table, from which requests are dispatched and the OpenAPI document is made.

#include <string>
#include <string_view>
#include <vector>

#include "minerva/server/internal/call.h"

namespace minerva::server {

class Service;

struct Route {
  const char* method;
  const char* path;  ///< "/v1/models/{id}". Routes with "/v1" answer without it as well.
  const char* operation;
  const char* summary;
  const char* body = nullptr;    ///< Name of the schema of the request.
  const char* answer = nullptr;  ///< Name of the schema of the reply; none: not JSON.
  const char* content = "application/json";
  bool can_stream = false;
  std::vector<int> statuses;  ///< Besides 200 and those that every route has.
  void (*handle)(Service& service, const CallPtr& call) = nullptr;
  bool is_open = false;  ///< Answers without a key.
};

const std::vector<Route>& routes();

struct Match {
  const Route* route = nullptr;
  std::string id;       ///< What "{id}" stands for.
  std::string allowed;  ///< If only the method is wrong: those that are right, for Allow.
};
Match match(std::string_view method, std::string_view path);

// What the routes do, by file.
void handle_chat(Service& service, const CallPtr& call);
void handle_health(Service& service, const CallPtr& call);
void handle_ready(Service& service, const CallPtr& call);
void handle_models(Service& service, const CallPtr& call);
void handle_model(Service& service, const CallPtr& call);
void handle_load(Service& service, const CallPtr& call);
void handle_unload(Service& service, const CallPtr& call);
void handle_completion(Service& service, const CallPtr& call);
void handle_embedding(Service& service, const CallPtr& call);
void handle_response(Service& service, const CallPtr& call);
void handle_tokenize(Service& service, const CallPtr& call);
void handle_detokenize(Service& service, const CallPtr& call);
void handle_props(Service& service, const CallPtr& call);
void handle_metrics(Service& service, const CallPtr& call);
void handle_openapi(Service& service, const CallPtr& call);

}  // namespace minerva::server
