#include "answer.h"

#include <utility>

namespace app {

using minerva::Fault;
using minerva::FaultKind;
using minerva::Finish;
using minerva::Usage;

Answer::Answer(minerva::Engine& engine, minerva::Request request) : engine_(engine) {
  const auto change = [this](auto&& set) {
    const std::lock_guard lock(mutex_);
    set();
    changed_.notify_all();
  };
  id_ = engine_.submit(
      std::move(request),
      {.piece = [this, change](const minerva::Piece& p) { change([&] { text_ += p.text; }); },
       .done =
           [this, change](Finish finish, const Usage& usage) {
             change([&] { finish_ = finish, usage_ = usage, is_ended_ = true; });
           },
       .failed =
           [this, change](const Fault& fault, const Usage& usage) {
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
  if (fault_ && !(is_cancelled_ && fault_->fault() == FaultKind::cancelled)) throw Fault(*fault_);
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
