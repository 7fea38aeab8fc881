#include <algorithm>
#include <string>

#include "base/error.h"
#include "media/internal/sound_damage.h"
#include "media/internal/sound_line.h"
#include "media/sound.h"

namespace media {
namespace {

constexpr int kLongestSongSeconds = 3600;
constexpr int kStepSeconds = 10;

}  // namespace

struct SoundReader::State {
  SoundLine line;
  int rate_hz;

  std::int64_t frame_of(base::FilmTime time) const {
    return av_rescale(time.time_since_epoch().count(), rate_hz, 1'000'000'000);
  }
};

SoundReader::SoundReader(const std::filesystem::path& path, const SoundOptions& options)
    : state_(new State{SoundLine(path, options), options.rate_hz}) {}
SoundReader::~SoundReader() = default;
SoundReader::SoundReader(SoundReader&&) noexcept = default;
SoundReader& SoundReader::operator=(SoundReader&&) noexcept = default;

Sound SoundReader::read(base::FilmRange range) {
  return state_->line.read(state_->frame_of(range.start), state_->frame_of(range.end));
}

base::Duration SoundReader::duration() const { return state_->line.said_duration(); }

Sound read_song(const std::filesystem::path& path, const SoundOptions& options) {
  SoundLine line(path, options);
  Sound song{options.rate_hz, options.channels == 1 ? 1 : 2, {}};
  const std::int64_t step = std::int64_t{kStepSeconds} * song.rate_hz;
  for (std::int64_t at = 0; !line.end(); at += step) {
    if (at > std::int64_t{kLongestSongSeconds} * song.rate_hz)
      throw base::Error(base::ErrorKind::unsupported,
                        "cannot use \"" + path.string() +
                            "\" as a song: it is longer than an hour. Cut the wanted part out of "
                            "it first.");
    const auto part = line.read(at, at + step);
    song.samples.insert(song.samples.end(), part.samples.begin(), part.samples.end());
  }
  tell_damage(path.string(), line.damaged());
  const auto end =
      std::clamp<std::int64_t>(*line.end(), 0, static_cast<std::int64_t>(song.frames()));
  song.samples.resize(static_cast<std::size_t>(end * song.channels));
  return song;
}

}  // namespace media
