#pragma once
// One clip's pictures, decoded and graded ahead on a thread of their own.

#include <functional>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"
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
  ~ClipFeed();
  ClipFeed(const ClipFeed&) = delete;
  ClipFeed& operator=(const ClipFeed&) = delete;

  /// The picture for the next of `times`. Empty, if the film has none. Throws what decoding threw.
  media::Picture take();

 private:
  void work();

  FilmReaders& readers_;
  std::vector<base::FilmTime> times_;
  Finish finish_;
  base::BoundedQueue<media::Picture> ready_;
  std::jthread thread_;  ///< Last: it is joined before the rest goes.
};

}  // namespace cinecut::conform
