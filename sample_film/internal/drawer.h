#pragma once
// Draws the film's frames on several threads and hands them out in order.

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "sample_film/internal/film.h"

namespace sample_film {

/// Shots are built some frames before they are first seen, and released after their last frame.
/// Few frames wait at any time.
class Drawer {
 public:
  /// Starts drawing. Film and plan must outlive it.
  Drawer(Film& film, const Plan& plan, unsigned threads);
  ~Drawer();

  /// The next frame, from the first one on. One thread at a time. Throws what a drawing threw.
  media::Picture next();

 private:
  struct Task {
    bool is_build;
    std::int64_t index;  ///< Of the shot or the frame.
  };

  void list_tasks(std::int64_t frames);
  void work(const std::stop_token& stop);
  std::optional<Task> claim(const std::stop_token& stop);
  void build(std::size_t shot);
  void draw(std::int64_t n, const std::stop_token& stop);

  Film& film_;
  const Plan& plan_;
  std::vector<Task> tasks_;
  std::size_t at_ = 0;
  std::vector<std::int64_t> users_;  ///< Frames of each shot that are still to be drawn.
  std::vector<bool> ready_;
  std::map<std::int64_t, media::Picture> done_;
  std::int64_t taken_ = 0;
  std::exception_ptr failure_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::jthread> threads_;  ///< Last: they use all of the above.
};

}  // namespace sample_film
