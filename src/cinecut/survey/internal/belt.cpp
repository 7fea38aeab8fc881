#include "cinecut/survey/internal/belt.h"

#include <utility>

namespace cinecut::survey {
namespace {

// Each is a whole picture of the film. Waking a thread costs as much as a tenth of a picture, so
// that it is done for several at once.
constexpr std::size_t kFull = 4, kWorthwhile = 3;

}  // namespace

Belt::Belt(std::function<void(const media::Picture&)> look)
    : look_(std::move(look)), looker_([this] { run(); }) {}

Belt::~Belt() {
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
    is_over_ = true;
  }
  changed_.notify_all();
}

void Belt::run() {
  std::deque<media::Picture> taken;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return is_over_ || waiting_.size() >= kWorthwhile; });
      if (waiting_.empty()) return;
      taken.swap(waiting_);
    }
    changed_.notify_all();
    try {
      for (; !taken.empty(); taken.pop_front()) look_(taken.front());
    } catch (...) {  // Kept for whoever puts or finishes.
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
      is_over_ = true;
      waiting_.clear();
      changed_.notify_all();
      return;
    }
  }
}

void Belt::put(const media::Picture& picture) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_over_ || waiting_.size() < kFull; });
    if (failure_) std::rethrow_exception(failure_);
    waiting_.push_back(picture);
    if (waiting_.size() < kWorthwhile) return;
  }
  changed_.notify_all();
}

void Belt::finish() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  changed_.notify_all();
  looker_.join();
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace cinecut::survey
