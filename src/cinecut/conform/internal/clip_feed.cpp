#include "cinecut/conform/internal/clip_feed.h"

#include <exception>
#include <optional>
#include <utility>

namespace cinecut::conform {

ClipFeed::ClipFeed(FilmReaders& readers, std::vector<base::FilmTime> times, Finish finish,
                   std::size_t ahead)
    : readers_(readers),
      times_(std::move(times)),
      finish_(std::move(finish)),
      ready_(ahead),
      thread_([this] {
        try {
          work();
          ready_.close();
        } catch (...) {  // Handed to whoever takes the next picture.
          ready_.fail(std::current_exception());
        }
      }) {}

ClipFeed::~ClipFeed() { ready_.drop(); }

void ClipFeed::work() {
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
    if (!ready_.put(finished)) break;
  }
  readers_.give_back(std::move(reader));
}

media::Picture ClipFeed::take() { return ready_.take().value_or(media::Picture{}); }

}  // namespace cinecut::conform
