#include "answer.h"

#include <utility>

namespace app {

using minerva::engine::Finish;
using minerva::engine::Usage;
using minerva::model::Fault;
using minerva::model::FaultKind;

Answer::Answer(minerva::engine::Engine& engine, minerva::engine::Request request)
    : engine_(engine) {
  const auto change = [this](auto&& set) {
    const std::lock_guard lock(mutex_);
    set();
    changed_.notify_all();
  };
  id_ = engine_.submit(
      std::move(request),
      {.piece = [this,
                 change](const minerva::engine::Piece& p) { change([&] { text_ += p.text; }); },
       .done =
           [this, change](minerva::engine::Finish finish, const minerva::engine::Usage& usage) {
             change([&] { finish_ = finish, usage_ = usage, is_ended_ = true; });
           },
       .failed =
           [this, change](const minerva::model::Fault& fault, const minerva::engine::Usage& usage) {
             change([&] { fault_ = fault, usage_ = usage, is_ended_ = true; });
           }});
}

Answer::~Answer() {
  engine_.cancel(id_);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return is_ended_; });
}

std::optional<std::string> Answer::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return is_ended_ || !text_.empty(); });
  if (!text_.empty()) return std::exchange(text_, {});
  if (fault_ && !(is_cancelled_ && fault_->fault() == minerva::model::FaultKind::cancelled))
    throw minerva::model::Fault(*fault_);
  return std::nullopt;
}

void Answer::cancel() {
  {
    const std::lock_guard lock(mutex_);
    is_cancelled_ = true;
  }
  engine_.cancel(id_);
}

}  // namespace app
