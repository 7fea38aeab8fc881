#pragma once
// One clip's pictures, decoded and graded ahead on a thread of their own.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/time.h"
#include "cinecut/conform/internal/film_pictures.h"
#include "media/picture.h"

namespace cinecut::conform {

/// What is done to each picture of the film before it is used; called from several threads.
using Finish = std::function<media::Picture(const media::Picture&)>;

class ClipFeed {
 public:
  /// Starts to work at once, at most `ahead` pictures before they are taken. `times` must not fall.
  ClipFeed(FilmReaders& readers, std::vector<base::FilmTime> times, Finish finish,
           std::size_t ahead);

  /// The picture for the next of `times`. Empty, if the film has none. Throws what decoding threw.
  media::Picture take();

 private:
  void work(const std::stop_token& stop);
  bool put(media::Picture picture, const std::stop_token& stop);

  FilmReaders& readers_;
  std::vector<base::FilmTime> times_;
  Finish finish_;
  std::size_t ahead_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<media::Picture> ready_;
  std::exception_ptr failure_;
  std::jthread thread_;  ///< Last: it is joined before the rest goes.
};

}  // namespace cinecut::conform
