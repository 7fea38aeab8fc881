#pragma once
// Belt: pictures on their way from the thread that decodes to one that looks at them.

#include <exception>
#include <functional>
#include <thread>

#include "base/bounded_queue.h"
#include "media/picture.h"

namespace cinecut::survey {

/// Calls `look` with each picture in the order they were put, from a thread of its own. One
/// decoding thread and one that looks cost less than two that decode: those copy much to each
/// other. put and finish are called from one thread.
class Belt {
 public:
  explicit Belt(std::function<void(const media::Picture&)> look);
  /// Pictures still waiting are dropped.
  ~Belt();
  Belt(const Belt&) = delete;
  Belt& operator=(const Belt&) = delete;

  /// Waits while the belt is full. Throws what `look` threw.
  void put(const media::Picture& picture);
  /// Returns when all pictures were looked at. Throws what `look` threw.
  void finish();

 private:
  void run();

  std::function<void(const media::Picture&)> look_;
  base::BoundedQueue<media::Picture> waiting_;
  std::exception_ptr failure_;  ///< The looker's, until it is joined.
  std::jthread looker_;         ///< Last: it uses all others.
};

}  // namespace cinecut::survey
