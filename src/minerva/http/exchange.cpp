#include "minerva/http/exchange.h"

#include <utility>

namespace minerva::http {

Exchange::Exchange(Request request, std::size_t unread_bytes, Hooks hooks)
    : request_(std::move(request)), unread_bytes_(unread_bytes), hooks_(std::move(hooks)) {}

std::string Exchange::take_body() { return std::exchange(request_.body, {}); }

void Exchange::wake() {
  if (std::exchange(is_waking_, true)) return;
  hooks_.post(hooks_.wake);
}

void Exchange::reply(Reply reply) {
  std::function<void()> dropped;
  const base::Lock lock(mutex_);
  if (is_ended_ || has_started_) return;
  dropped = std::exchange(on_gone_, nullptr);
  has_started_ = is_ended_ = true;
  output_.has_head = output_.is_last = true;
  output_.bytes = std::exchange(reply.body, {});
  output_.head = std::move(reply);
  wake();
}

void Exchange::start_stream(const std::string& type) {
  const base::Lock lock(mutex_);
  if (std::exchange(has_started_, true)) return;
  output_.has_head = output_.is_stream = true;
  output_.head.type = type;
  output_.head.headers = {{"Cache-Control", "no-cache"}, {"X-Accel-Buffering", "no"}};
  wake();
}

bool Exchange::has_started() const {
  const base::Lock lock(mutex_);
  return has_started_;
}

void Exchange::send(std::string bytes) {
  const base::Lock lock(mutex_);
  if (is_gone_ || is_ended_) return;
  if (output_.bytes.size() + bytes.size() > unread_bytes_) {
    hooks_.post([self = shared_from_this()] { self->leave(); });
    is_gone_ = true;
    return;
  }
  output_.bytes.empty() ? output_.bytes = std::move(bytes) : output_.bytes += bytes;
  wake();
}

void Exchange::end() {
  std::function<void()> dropped;
  const base::Lock lock(mutex_);
  if (std::exchange(is_ended_, true)) return;
  dropped = std::exchange(on_gone_, nullptr);
  output_.is_last = true;
  wake();
}

bool Exchange::is_gone() const {
  const base::Lock lock(mutex_);
  return is_gone_;
}

void Exchange::on_gone(std::function<void()> callback) {
  {
    const base::Lock lock(mutex_);
    if (is_ended_) return;
    if (!is_gone_) {
      on_gone_ = std::move(callback);
      return;
    }
  }
  callback();
}

void Exchange::leave() {
  {
    const base::Lock lock(mutex_);
    is_gone_ = true;
  }
  cancel();
}

void Exchange::cancel() {
  std::function<void()> callback;
  {
    const base::Lock lock(mutex_);
    callback = std::exchange(on_gone_, nullptr);
  }
  if (callback) callback();
}

Exchange::Output Exchange::take() {
  const base::Lock lock(mutex_);
  is_waking_ = false;
  Output taken = std::exchange(output_, {});
  output_.is_stream = taken.is_stream;
  return taken;
}

bool Exchange::has_output() const {
  const base::Lock lock(mutex_);
  return output_.has_head || output_.is_last || !output_.bytes.empty();
}

}  // namespace minerva::http
