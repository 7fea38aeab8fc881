#include "cinecut/conform/internal/film_pictures.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/log.h"

namespace cinecut::conform {
namespace {

/// No picture stays longer than this at the end of a film.
constexpr base::Duration kMissed = std::chrono::seconds(1);

}  // namespace

FilmPictures::FilmPictures(const media::FilmInfo& film, int threads)
    : reader_(film.path, {.threads = threads}), upright_(film.video) {}

void FilmPictures::seek(base::FilmTime time) {
  converted_.clear();
  upright_.finish();
  current_.reset();
  upcoming_.reset();
  is_over_ = false;
  position_ = time;
  try {
    reader_.seek(std::max(time, base::FilmTime{}));
  } catch (const base::Error& e) {
    if (e.kind() != base::ErrorKind::corrupt) throw;
    base::warn(std::string("the film cannot be read at ") +
               base::to_string(time.time_since_epoch()) + ": " + e.what());
    is_over_ = true;
  }
}

std::optional<media::Picture> FilmPictures::next() {
  while (converted_.empty() && !is_over_) {
    std::optional<media::Picture> picture;
    try {
      picture = reader_.next();
    } catch (const base::Error& e) {
      if (e.kind() != base::ErrorKind::corrupt) throw;
      base::warn(std::string("the film cannot be read on: ") + e.what());
    }
    is_over_ = !picture;
    auto ready = picture ? upright_.add(*picture) : upright_.finish();
    std::ranges::move(ready, std::back_inserter(converted_));
  }
  if (converted_.empty()) return std::nullopt;
  auto picture = std::move(converted_.front());
  converted_.pop_front();
  return picture;
}

std::optional<media::Picture> FilmPictures::at(base::FilmTime time) {
  position_ = std::max(position_, time);
  if (!current_) current_ = next();
  if (!upcoming_) upcoming_ = next();
  while (upcoming_ && upcoming_->time() <= time) {
    current_ = std::move(upcoming_);
    upcoming_ = next();
  }
  if (current_ && !upcoming_ && time - current_->time() > kMissed && !said_it_is_over_) {
    said_it_is_over_ = true;
    base::warn("the film has no picture at " + base::to_string(time.time_since_epoch()) +
               "; its last one before, at " + base::to_string(current_->time().time_since_epoch()) +
               ", is shown instead.");
  }
  return current_;
}

std::unique_ptr<FilmPictures> FilmReaders::borrow(base::FilmTime time) {
  {
    const base::Lock lock(mutex_);
    if (!idle_.empty()) {
      const auto best = std::ranges::max_element(idle_, {}, [&](const auto& reader) {
        return std::pair(reader->position() <= time, reader->position());
      });
      auto reader = std::move(*best);
      idle_.erase(best);
      return reader;
    }
  }
  return std::make_unique<FilmPictures>(film_, threads_);
}

void FilmReaders::give_back(std::unique_ptr<FilmPictures> reader) {
  const base::Lock lock(mutex_);
  idle_.push_back(std::move(reader));
}

int FilmReaders::damaged() {
  const base::Lock lock(mutex_);
  int sum = 0;
  for (const auto& reader : idle_) sum += reader->damaged();
  return sum;
}

}  // namespace cinecut::conform
