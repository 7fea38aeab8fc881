// /v1/chat/completions and /v1/responses

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "minerva/openai/chat_reply.h"
#include "minerva/openai/response_reply.h"
#include "minerva/openai/response_request.h"
#include "minerva/server/internal/chat_prompt.h"
#include "minerva/server/internal/generation.h"
#include "minerva/server/internal/service.h"

namespace minerva::server {
namespace {

using openai::ChatRequest;

using Read = ChatRequest(const json&, const openai::Options&, const std::string& client,
                         const openai::AskedModel&);
using MakeWriter = std::unique_ptr<openai::ReplyWriter>(
    const Call&, openai::Author, openai::ReplyForm, const std::function<openai::ReplyReader()>&);

void answer(const CallPtr& call, const pool::Lease& lease, ChatRequest& chat,
            MakeWriter* make_writer) {
  (void)lease->engine();  // Refuses models that do not write.
  const auto prompt =
      std::make_shared<const model::ChatPrompt>(lease->chat().apply(chat.messages, chat.options));
  chat.form.ignored = call->ignored;
  auto writer = make_writer(*call, {lease->name(), lease->model()}, chat.form,
                            [&] { return reader_of(*lease, chat, prompt); });
  add_prompt(*prompt, *lease, chat);
  generate(call, lease, requests_of(chat), std::move(writer));
}

void handle(Service& service, const CallPtr& call, Read* read, MakeWriter* make_writer) {
  const auto name = service.model_name(call->body());
  const bool sees = !service.pool().status(name).projector.empty();
  auto chat = std::make_shared<ChatRequest>(
      read(call->body(), service.options().requests, call->request().client, {name, sees}));
  service.with_model(call, name, [call, chat, make_writer](const pool::Lease& lease) {
    answer(call, lease, *chat, make_writer);
  });
}

}  // namespace

void handle_chat(Service& service, const CallPtr& call) {
  handle(service, call, openai::read_chat,
         [](const Call&, openai::Author author, openai::ReplyForm form, const auto& make_reader) {
           return openai::chat_writer(std::move(author), std::move(form), make_reader);
         });
}

void handle_response(Service& service, const CallPtr& call) {
  handle(service, call, openai::read_response_request,
         [](const Call& asked, openai::Author author, openai::ReplyForm form,
            const auto& make_reader) {
           return openai::response_writer(std::move(author), std::move(form), asked.document,
                                          make_reader());
         });
}

}  // namespace minerva::server
