#include "minerva/server/internal/routes.h"

#include <optional>
#include <set>

namespace minerva::server {
namespace {

// What "{id}" of the pattern stands for; nothing if the path is another one.
std::optional<std::string> id_in(std::string_view pattern, std::string_view path) {
  const auto open = pattern.find("{id}");
  if (open == std::string_view::npos)
    return pattern == path ? std::optional<std::string>("") : std::nullopt;
  if (!path.starts_with(pattern.substr(0, open))) return std::nullopt;
  const auto id = path.substr(open);
  if (id.empty() || id.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(id);
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> kRoutes{
      {.method = "GET",
       .path = "/health",
       .operation = "health",
       .summary = "Whether the server answers at all.",
       .answer = "Health",
       .statuses = {},
       .handle = handle_health,
       .is_open = true},
      {.method = "GET",
       .path = "/ready",
       .operation = "ready",
       .summary = "Whether requests are taken.",
       .answer = "Ready",
       .statuses = {503},
       .handle = handle_ready,
       .is_open = true},
      {.method = "GET",
       .path = "/v1/models",
       .operation = "listModels",
       .summary = "The models there are, loaded or not, with their memory.",
       .answer = "ModelList",
       .statuses = {},
       .handle = handle_models},
      {.method = "GET",
       .path = "/v1/models/{id}",
       .operation = "getModel",
       .summary = "One model. Its memory is estimated before it is loaded.",
       .answer = "Model",
       .statuses = {404},
       .handle = handle_model},
      {.method = "POST",
       .path = "/v1/chat/completions",
       .operation = "createChatCompletion",
       .summary = "The next message of a chat, whole or streamed.",
       .body = "ChatRequest",
       .answer = "ChatReply",
       .can_stream = true,
       .statuses = {400, 404, 429, 503, 504},
       .handle = handle_chat},
      {.method = "POST",
       .path = "/v1/completions",
       .operation = "createCompletion",
       .summary = "How a text goes on, whole or streamed.",
       .body = "CompletionRequest",
       .answer = "CompletionReply",
       .can_stream = true,
       .statuses = {400, 404, 429, 503, 504},
       .handle = handle_completion},
      {.method = "POST",
       .path = "/v1/responses",
       .operation = "createResponse",
       .summary = "The same as a chat, in OpenAI's newer form. Nothing is stored.",
       .body = "ResponseRequest",
       .answer = "ResponseReply",
       .can_stream = true,
       .statuses = {400, 404, 429, 503, 504},
       .handle = handle_response},
      {.method = "POST",
       .path = "/v1/embeddings",
       .operation = "createEmbedding",
       .summary = "The meaning of texts as vectors of length 1.",
       .body = "EmbeddingRequest",
       .answer = "EmbeddingReply",
       .statuses = {400, 404, 429, 503},
       .handle = handle_embedding},
      {.method = "POST",
       .path = "/v1/models/load",
       .operation = "loadModel",
       .summary = "Loads a model, and waits for that.",
       .body = "LoadRequest",
       .answer = "Model",
       .statuses = {400, 404, 503},
       .handle = handle_load},
      {.method = "POST",
       .path = "/v1/models/unload",
       .operation = "unloadModel",
       .summary = "Frees a model's memory, and waits for that.",
       .body = "UnloadRequest",
       .answer = "Model",
       .statuses = {400, 404, 429, 503},
       .handle = handle_unload},
      {.method = "POST",
       .path = "/tokenize",
       .operation = "tokenize",
       .summary = "A text's tokens.",
       .body = "TokenizeRequest",
       .answer = "TokenizeReply",
       .statuses = {400, 404, 503},
       .handle = handle_tokenize},
      {.method = "POST",
       .path = "/detokenize",
       .operation = "detokenize",
       .summary = "The text of tokens.",
       .body = "DetokenizeRequest",
       .answer = "DetokenizeReply",
       .statuses = {400, 404, 503},
       .handle = handle_detokenize},
      {.method = "GET",
       .path = "/props",
       .operation = "props",
       .summary = "What is known of a model, which is loaded for that.",
       .answer = "Props",
       .statuses = {400, 404, 503},
       .handle = handle_props},
      {.method = "GET",
       .path = "/metrics",
       .operation = "metrics",
       .summary = "Counts and histograms, as Prometheus reads them.",
       .content = "text/plain",
       .statuses = {},
       .handle = handle_metrics},
      {.method = "GET",
       .path = "/openapi.json",
       .operation = "openapi",
       .summary = "This document.",
       .answer = "Document",
       .statuses = {},
       .handle = handle_openapi,
       .is_open = true},
  };
  return kRoutes;
}

Match match(std::string_view method, std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  Match found;
  std::set<std::string> allowed;
  for (const auto& route : routes()) {
    const std::string_view pattern = route.path;
    auto id = id_in(pattern, path);
    if (!id && pattern.starts_with("/v1/")) id = id_in(pattern.substr(3), path);
    if (!id && !pattern.starts_with("/v1/") && path.starts_with("/v1/"))
      id = id_in(pattern, path.substr(3));
    if (!id) continue;
    if (method == route.method || (method == "HEAD" && std::string_view(route.method) == "GET"))
      return {&route, std::move(*id), {}};
    allowed.insert(route.method);
    if (std::string_view(route.method) == "GET") allowed.insert("HEAD");
  }
  for (const auto& one : allowed) found.allowed += (found.allowed.empty() ? "" : ", ") + one;
  return found;
}

}  // namespace minerva::server
