#pragma once
// The film as a clock: what is on screen at a time.

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "base/mutex.h"
#include "media/film.h"
#include "media/upright.h"
#include "media/video_reader.h"

namespace cinecut::conform {

/// A film's pictures, upright, by time. Where the film is damaged or over, the picture before
/// stays. One thread at a time.
class FilmPictures {
 public:
  FilmPictures(const media::FilmInfo& film, int threads);

  /// The next call of at() will be for `time`.
  void seek(base::FilmTime time);

  /// The picture on screen at `time`, which never falls between two calls of seek(). Nothing, if
  /// none was found up to then.
  std::optional<media::Picture> at(base::FilmTime time);

  /// Where it stands.
  base::FilmTime position() const { return position_; }
  /// Pictures that were left out because they are damaged.
  int damaged() const { return reader_.damaged(); }

 private:
  std::optional<media::Picture> next();

  media::VideoReader reader_;
  media::Upright upright_;
  std::deque<media::Picture> converted_;
  std::optional<media::Picture> current_;
  std::optional<media::Picture> upcoming_;
  base::FilmTime position_{};
  bool is_over_ = false;
  bool said_it_is_over_ = false;
};

/// Readers of one film, lent to whoever reads a part of it. From several threads.
class FilmReaders {
 public:
  FilmReaders(const media::FilmInfo& film, int threads_each)
      : film_(film), threads_(threads_each) {}

  /// The idle one that comes to `time` soonest, or a new one. Throws what opening a film throws.
  std::unique_ptr<FilmPictures> borrow(base::FilmTime time);
  void give_back(std::unique_ptr<FilmPictures> reader);

  /// Of all readers that were given back.
  int damaged();

 private:
  media::FilmInfo film_;
  int threads_;
  base::Mutex mutex_;
  std::vector<std::unique_ptr<FilmPictures>> idle_ GUARDED_BY(mutex_);
};

}  // namespace cinecut::conform
