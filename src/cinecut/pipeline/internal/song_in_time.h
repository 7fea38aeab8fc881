#pragma once
// The song, made beside other work and waited for where it is needed.

#include <future>
#include <mutex>
#include <optional>
#include <utility>

#include "cinecut/music/beats/song.h"
#include "cinecut/pipeline/internal/run.h"

namespace cinecut::pipeline {

/// A song that is made once, in its own thread, when it is first started or asked for.
class SongInTime {
 public:
  explicit SongInTime(Run& run) : run_(run) {}

  void start(const SongWish& wish) {
    std::call_once(once_, [&] {
      coming_ = std::async(std::launch::async, [this, wish] {
        return run_.timed("music",
                          [&](const base::Progress& p) { return run_.make_song(wish, p); });
      });
    });
  }
  /// Must have been started. One thread at a time.
  const beats::Song& get() {
    if (!song_) song_ = coming_.get();
    return *song_;
  }
  /// The last call: songs are large.
  beats::Song take() {
    get();
    return std::move(*song_);
  }

 private:
  Run& run_;
  std::once_flag once_;
  std::future<beats::Song> coming_;
  std::optional<beats::Song> song_;
};

}  // namespace cinecut::pipeline
