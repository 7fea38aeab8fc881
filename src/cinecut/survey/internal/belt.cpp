#include "cinecut/survey/internal/belt.h"

#include <utility>

namespace cinecut::survey {
namespace {

// Each is a whole picture of the film. Waking a thread costs as much as a tenth of a picture, so
// that it is done for several at once.
constexpr std::size_t kFull = 4, kWorthwhile = 3;

}  // namespace

Belt::Belt(std::function<void(const media::Picture&)> look)
    : look_(std::move(look)), waiting_(kFull, kWorthwhile), looker_([this] { run(); }) {}

Belt::~Belt() { waiting_.drop(); }

void Belt::run() {
  try {
    for (auto taken = waiting_.take_all(); !taken.empty(); taken = waiting_.take_all())
      for (; !taken.empty(); taken.pop_front()) look_(taken.front());
  } catch (...) {  // Kept for whoever puts or finishes.
    failure_ = std::current_exception();
    waiting_.fail(failure_);
  }
}

void Belt::put(const media::Picture& picture) { waiting_.put(picture); }

void Belt::finish() {
  waiting_.close();
  looker_.join();
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace cinecut::survey
