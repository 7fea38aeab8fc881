// /tokenize, /detokenize, /props

#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "minerva/http/message.h"
#include "minerva/openai/fields.h"
#include "minerva/server/internal/service.h"

namespace minerva::server {
namespace {

using openai::flag_or, openai::text_or;

// Bytes that are no UTF-8 are told as numbers, as llama-server does.
json piece_json(const std::string& piece) {
  if (base::is_utf8(piece)) return piece;
  auto bytes = json::array();
  for (const char c : piece) bytes.push_back(static_cast<unsigned char>(c));
  return bytes;
}

void tokenize(const CallPtr& call, const model::Model& model) {
  const auto& body = call->body();
  const auto tokens =
      model.tokenize(text_or(body, "content"),
                     flag_or(body, "parse_special", true) ? model::SpecialText::as_tokens
                                                          : model::SpecialText::as_text,
                     flag_or(body, "add_special", false));
  auto list = json::array();
  const bool with_pieces = flag_or(body, "with_pieces", false);
  for (const auto token : tokens)
    list.push_back(with_pieces
                       ? json{{"id", token}, {"piece", piece_json(model.piece(token, true))}}
                       : json(token));
  call->answer({{"tokens", std::move(list)}});
}

void detokenize(const CallPtr& call, const model::Model& model) {
  const auto tokens = call->body()["tokens"].get<std::vector<model::Token>>();
  for (const auto token : tokens)
    if (token >= model.vocabulary_size())
      throw model::Fault::parameter(
          "tokens", "holding " + std::to_string(token),
          "of numbers from 0 to " + std::to_string(model.vocabulary_size() - 1));
  call->answer({{"content", model.detokenize(tokens, true)}});
}

json props(const Service& service, pool::LoadedModel& loaded) {
  const auto& model = *loaded.model();
  const engine::SamplingOptions usual;
  const int slots = loaded.can_generate() ? loaded.engine().status().parallel : 1;
  const int context = loaded.can_generate() ? loaded.engine().context() : model.training_context();
  return {
      {"model", loaded.name()},
      {"model_path", model.path().string()},
      {"description", model.description()},
      {"total_slots", slots},
      {"n_ctx", context},
      {"chat_template", model.chat_template()},
      {"default_generation_settings",
       {{"n_ctx", context},
        {"params",
         {{"temperature", usual.temperature}, {"top_p", usual.top_p}, {"top_k", usual.top_k}}}}},
      {"parameters", model.parameter_count()},
      {"vocabulary", model.vocabulary_size()},
      {"training_context", model.training_context()},
      {"build_info", "minerva " + service.options().version}};
}

}  // namespace

void handle_tokenize(Service& service, const CallPtr& call) {
  service.with_model(call, service.model_name(call->body()),
                     [call](const pool::Lease& lease) { tokenize(call, *lease->model()); });
}

void handle_detokenize(Service& service, const CallPtr& call) {
  service.with_model(call, service.model_name(call->body()),
                     [call](const pool::Lease& lease) { detokenize(call, *lease->model()); });
}

void handle_props(Service& service, const CallPtr& call) {
  const auto name = http::query_value(call->request().query, "model");
  json asked = json::object();
  if (!name.empty()) asked["model"] = name;
  service.with_model(call, service.model_name(asked), [&service, call](const pool::Lease& lease) {
    call->answer(props(service, *lease));
  });
}

}  // namespace minerva::server
