#include "base/error.h"
#include "cinecut/music/beats/song.h"

namespace cinecut::beats {

Song load_song(const std::filesystem::path& path, const vibe::Vibe& vibe,
               const base::Progress& progress) {
  Song song;
  song.sound = media::read_song(path);
  progress(0.5);
  if (progress.stop.stop_requested()) {
    throw base::Error(base::ErrorKind::cancelled, "Reading the song was stopped.");
  }
  song.beats = find_beats(song.sound, {.expected_bpm = vibe.bpm});
  song.title = path.stem().string();
  song.source = path.string();
  progress(1);
  return song;
}

}  // namespace cinecut::beats
