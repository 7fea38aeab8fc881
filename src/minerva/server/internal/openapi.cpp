#include "minerva/server/internal/openapi.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "minerva/openai/schemas.h"
#include "minerva/server/internal/routes.h"
#include "minerva/server/internal/service.h"

namespace minerva::server {
namespace {

const std::map<int, const char*> kMeanings{
    {400, "The request is wrong; the error names the field."},
    {401, "A key is missing or wrong."},
    {403, "This host or origin may not call."},
    {404, "There is no such model or path."},
    {405, "The path takes another method."},
    {408, "The request took too long to arrive."},
    {413, "The body is too large."},
    {429, "The queue is full; Retry-After says when to try again."},
    {431, "The headers are too large."},
    {500, "The computation failed."},
    {503, "There is not enough memory, or the server is stopping."},
    {504, "The generation took longer than its limit."}};

json reference(const char* name) { return {{"$ref", std::string("#/components/schemas/") + name}}; }

json response(const char* description, const char* type, json schema) {
  return {{"description", description}, {"content", {{type, {{"schema", std::move(schema)}}}}}};
}

json responses_of(const Route& route, bool has_keys) {
  std::set<int> statuses(route.statuses.begin(), route.statuses.end());
  statuses.insert({403, 405, 408, 431, 500});
  if (route.body) statuses.insert({400, 413});
  if (has_keys && !route.is_open) statuses.insert(401);
  json all = json::object();
  all["200"] = response("Done.", route.content,
                        route.answer ? reference(route.answer) : json{{"type", "string"}});
  if (route.can_stream)
    all["200"]["content"]["text/event-stream"] = {
        {"schema", {{"type", "string"}, {"description", "Server-sent events."}}}};
  for (const int status : statuses)
    all[std::to_string(status)] =
        response(kMeanings.at(status), "application/json", reference("Error"));
  return all;
}

json parameters_of(const Route& route) {
  auto parameters = json::array();
  const std::string path = route.path;
  if (path.find("{id}") != std::string::npos)
    parameters.push_back({{"name", "id"},
                          {"in", "path"},
                          {"required", true},
                          {"schema", {{"type", "string"}, {"minLength", 1}}}});
  if (path == "/props")
    parameters.push_back({{"name", "model"}, {"in", "query"}, {"schema", {{"type", "string"}}}});
  return parameters;
}

json operation_of(const Route& route, bool has_keys) {
  json operation{{"operationId", route.operation}, {"summary", route.summary}};
  if (auto parameters = parameters_of(route); !parameters.empty())
    operation["parameters"] = std::move(parameters);
  if (route.body)
    operation["requestBody"] = {
        {"required", true},
        {"content", {{"application/json", {{"schema", reference(route.body)}}}}}};
  operation["responses"] = responses_of(route, has_keys);
  if (has_keys && !route.is_open) operation["security"] = {{{"key", json::array()}}};
  return operation;
}

}  // namespace

json openapi_document(const ServerOptions& options) {
  const bool has_keys = !options.http.api_keys.empty();
  json document{
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "minerva"},
        {"version", options.version.empty() ? "0" : options.version},
        {"description",
         "Language models on this computer, in OpenAI's dialect. Every path that begins with /v1 "
         "answers without it as well."}}},
      {"paths", json::object()},
      {"components", {{"schemas", json::object()}}}};
  for (const auto& route : routes()) {
    std::string method = route.method;
    for (auto& c : method) c = static_cast<char>(c | 0x20);
    document["paths"][route.path][method] = operation_of(route, has_keys);
  }
  for (const auto& [name, schema] : openai::schemas().items())
    document["components"]["schemas"][name] = openai::with_nulls(schema);
  if (has_keys)
    document["components"]["securitySchemes"] = {{"key", {{"type", "http"}, {"scheme", "bearer"}}}};
  return document;
}

void handle_openapi(Service& service, const CallPtr& call) {
  call->reply({.body = openai::to_text(openapi_document(service.options())), .headers = {}});
}

}  // namespace minerva::server
