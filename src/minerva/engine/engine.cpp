#include "minerva/engine/engine.h"

#include <future>
#include <utility>

#include "minerva/engine/internal/scheduler.h"

namespace minerva::engine {

struct Engine::State : Scheduler {
  using Scheduler::Scheduler;
};

Engine::Engine(std::shared_ptr<const model::Model> model, const EngineOptions& options)
    : state_(std::make_unique<State>(std::move(model), options)) {}
Engine::~Engine() = default;

Engine::Id Engine::submit(Request request, Callbacks callbacks) {
  return state_->submit(std::move(request), std::move(callbacks));
}
void Engine::cancel(Id id) { state_->inbox().cancel(id); }
void Engine::cancel_all() { state_->inbox().cancel_all(); }
int Engine::queue_position(Id id) const { return state_->inbox().queue_position(id); }
std::chrono::milliseconds Engine::expected_wait() const { return state_->inbox().expected_wait(); }
EngineStatus Engine::status() const { return state_->status(); }
model::MemoryEstimate Engine::memory() const {
  auto memory = state_->context().memory();
  if (const auto* projector = state_->projector()) memory.add_projector(projector->memory());
  return memory;
}
const vision::Projector* Engine::projector() const { return state_->projector(); }
int Engine::context() const { return state_->context().options().context; }
const model::Model& Engine::model() const { return state_->model(); }

Reply generate(Engine& engine, Request request) {
  Reply reply;
  std::promise<void> ended;
  engine.submit(std::move(request), {.piece =
                                         [&](const Piece& piece) {
                                           reply.text += piece.text;
                                           if (piece.token >= 0) reply.pieces.push_back(piece);
                                         },
                                     .done =
                                         [&](Finish finish, const Usage& usage) {
                                           reply.finish = finish;
                                           reply.usage = usage;
                                           ended.set_value();
                                         },
                                     .failed =
                                         [&](const model::Fault& fault, const Usage&) {
                                           ended.set_exception(std::make_exception_ptr(fault));
                                         }});
  ended.get_future().get();
  return reply;
}

}  // namespace minerva::engine
