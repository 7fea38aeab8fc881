#pragma once
// A film whose container's clock does not run on: files joined end to end, a recorder that was
// restarted, a counter that wrapped. Its pieces are laid one after the other, so that the film is
// as long as its pictures.
//
//   container   |1 2 3 4|1 2 3|     |9 10|
//   timeline    |1 2 3 4|5 6 7|8 9|

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/time.h"
#include "media/internal/ffmpeg.h"

namespace media {

/// A stretch of the file over which the clock runs on.
struct Piece {
  base::Duration shift{};                ///< Added to the container's times.
  std::vector<std::int64_t> first_byte;  ///< Of each stream: where its first packet stands.
};

/// A place in the file, and when the picture that begins there is decoded, on the timeline.
struct Place {
  base::Duration time{};
  std::int64_t byte = 0;
};

/// Times are the container's, straightened. The default is a clock that runs on.
struct Timeline {
  std::vector<Piece> pieces;  ///< In file order; none or at least two.
  std::vector<Place> places;  ///< About two a second; none where there are no pieces.
  base::Duration end{};       ///< Of the last picture; with pieces only.

  bool has_jumps() const { return !pieces.empty(); }
  /// The piece of a packet of `stream` that begins at `byte`. Requires has_jumps().
  std::size_t piece_at(int stream, std::int64_t byte) const;
  /// Where to read from to meet what is decoded at `time`. Requires has_jumps().
  Place place_before(base::Duration time) const;
};

/// Collects a file's packets and finds the jumps among them.
///
/// The picture stream's clock decides, and the sound's must agree: if the sound runs on, pictures
/// are missing, and the clock is right.
class JumpFinder {
 public:
  /// `picture`: how long one stays; 0: not known.
  JumpFinder(const AVFormatContext& context, int video, base::Duration picture);

  /// In file order, of pictures and sound.
  void add(const AVPacket& packet);
  Timeline finish();

 private:
  struct Picture {
    base::Duration decoded;
    base::Duration shown;  ///< not_said: the container does not say.
    std::int64_t byte;     ///< -1: not known.
  };
  struct Sound {
    int stream;
    base::Duration time;
    base::Duration jump;  ///< Against the end of the packet before.
    std::int64_t byte;
    std::size_t picture;  ///< How many were read before.
  };
  struct Jump {
    std::size_t at;  ///< The first picture after it.
    base::Duration by;
  };

  base::Duration usual_gap() const;
  std::vector<Jump> picture_jumps() const;
  static bool is_alike(const Sound& sound, const Jump& jump);
  std::span<const Sound> sounds_about(const Jump& jump) const;
  bool is_heard(const Jump& jump) const;
  base::Duration delay_from(std::size_t first, std::size_t last) const;
  std::int64_t byte_of(std::size_t picture) const;
  std::int64_t first_byte(int stream, const Jump& jump) const;
  std::size_t end_of(const std::vector<Jump>& jumps, std::size_t piece) const;
  void add_places(Timeline& timeline, std::size_t first, std::size_t last) const;

  const AVFormatContext& context_;
  int video_;
  base::Duration picture_;
  base::Duration usual_gap_{};
  std::vector<Picture> pictures_;
  std::vector<Sound> sounds_;
  std::vector<base::Duration> sound_ends_;  ///< By stream.
};

/// Whether the container is of a kind whose clock may jump.
bool may_jump(const AVFormatContext& context);

/// Looks for jumps: at places all over a large file whether the clock grows with the bytes, and at
/// every packet where it does not. A jump by less than the time between two such places may be
/// overlooked. Leaves `context` at an unknown place.
Timeline find_timeline(AVFormatContext& context, int video, base::Duration picture);

/// What `find` gave for this file when it was asked first, in this process: a film is opened many
/// times, and looked through once. From any thread.
std::shared_ptr<const Timeline> remember_timeline(const std::filesystem::path& path,
                                                  const std::function<Timeline()>& find);

}  // namespace media
