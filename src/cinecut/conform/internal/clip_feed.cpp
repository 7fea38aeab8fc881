#include "cinecut/conform/internal/clip_feed.h"

#include <optional>
#include <utility>

namespace cinecut::conform {

ClipFeed::ClipFeed(FilmReaders& readers, std::vector<base::FilmTime> times, Finish finish,
                   std::size_t ahead)
    : readers_(readers),
      times_(std::move(times)),
      finish_(std::move(finish)),
      ahead_(ahead),
      thread_([this](const std::stop_token& stop) {
        try {
          work(stop);
        } catch (...) {  // Handed to whoever takes the next picture.
          const std::lock_guard lock(mutex_);
          failure_ = std::current_exception();
          changed_.notify_all();
        }
      }) {}

void ClipFeed::work(const std::stop_token& stop) {
  if (times_.empty()) return;
  auto reader = readers_.borrow(times_.front());
  reader->seek(times_.front());
  std::optional<media::Picture> shown;
  media::Picture finished;
  for (const base::FilmTime time : times_) {
    auto picture = reader->at(time);
    // A film slower than the trailer shows the same picture again.
    if (picture && (!shown || picture->time() != shown->time())) finished = finish_(*picture);
    shown = std::move(picture);
    if (!put(finished, stop)) break;
  }
  readers_.give_back(std::move(reader));
}

bool ClipFeed::put(media::Picture picture, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, stop, [&] { return ready_.size() < ahead_; })) return false;
  ready_.push_back(std::move(picture));
  changed_.notify_all();
  return true;
}

media::Picture ClipFeed::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !ready_.empty() || failure_; });
  if (ready_.empty()) std::rethrow_exception(failure_);
  auto picture = std::move(ready_.front());
  ready_.pop_front();
  changed_.notify_all();
  return picture;
}

}  // namespace cinecut::conform
