#pragma once
// A container being read: the streams we use, the film's clock, packets in file order.

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "media/internal/display_times.h"
#include "media/internal/ffmpeg.h"
#include "media/internal/sound_tracks.h"
#include "media/internal/timeline.h"

namespace media {

/// A picture that was decoded with parts missing or made up.
inline bool is_damaged(const AVFrame& frame) {
  return (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags != 0;
}

/// A packet that is decoded and not shown.
inline bool is_hidden(const AVPacket& p) { return (p.flags & AV_PKT_FLAG_DISCARD) != 0; }

/// Makes a new packet. Throws std::bad_alloc.
PacketPtr make_packet();
FramePtr make_frame();

/// One thread at a time. Where the container's clock starts again or jumps, packets are given times
/// that run on, and all ticks here are such straight ones. Stream pointers are valid until the next
/// rewind().
class Input {
 public:
  /// Throws Error: not_found, corrupt; unsupported if there is neither picture nor sound.
  /// Of its sound tracks the chosen one is given. Throws besides: usage.
  explicit Input(const std::filesystem::path& path, const SoundChoice& sound = {});

  AVFormatContext& context() const { return *context_; }
  const std::string& path() const { return path_; }
  AVStream* video() const { return stream(video_); }  ///< nullptr: no picture stream.
  /// The sound that is given; nothing: none.
  const std::optional<SoundStreams>& sound() const { return sound_; }
  /// Its stream, the first of them if it is joined of several; nullptr: no sound.
  AVStream* audio() const { return sound_ ? stream(sound_->streams.front()) : nullptr; }
  AVStream* stream(int index) const { return index < 0 ? nullptr : context_->streams[index]; }

  /// Zero of the film's clock: the first picture's time in the container's clock; 0 without one.
  base::Duration zero() const;
  /// A time of `stream` on the film's clock. Pictures that come at a constant rate start at exactly
  /// frame_start(n), where the container rounds (Matroska to milliseconds, MPEG-TS to 1/90000 s).
  base::FilmTime film_time(std::int64_t ticks, const AVStream& stream) const;
  /// How long a picture stays that starts at `ticks`, where the container says `length`. 0: it
  /// does not.
  base::Duration picture_length(std::int64_t ticks, std::int64_t length) const;
  /// The inverse of film_time, to about a tick.
  std::int64_t ticks_at(base::FilmTime time, const AVStream& stream) const;
  /// From the container's beginning, its earliest picture or sound, to the first picture. Texts
  /// that stand beside the film count from there, as players do. Never negative.
  base::Duration first_picture() const;
  /// The container's clock starts again or jumps: its own index is of no use.
  bool has_jumps() const { return timeline_ && timeline_->has_jumps(); }
  /// To the end of the pictures, by the container's headers; 0: not said.
  base::Duration said_length() const;
  /// False: the picture stream's packets are timed by decoding order only, one after the other.
  bool has_display_times() const { return has_display_times_; }

  /// From now on only these streams' packets are given, and only they are read where the container
  /// allows it. Called before the first read().
  void use(const std::vector<const AVStream*>& streams);

  /// The next packet into `packet`; false at the end, or where the file is damaged beyond reading.
  /// Never goes on for ever. Throws Error: unavailable.
  bool read(AVPacket& packet);

  /// Goes to a place at or before `ticks` of `stream`, as well as the container can: the caller
  /// looks at what comes. False: it cannot, and the place is unknown.
  bool seek(const AVStream& stream, std::int64_t ticks);

  /// Goes to the very beginning.
  void rewind();

 private:
  void open();
  void read_head();
  bool take_from_head(AVPacket& packet);
  bool read_on(AVPacket& packet);
  bool read_raw(AVPacket& packet);
  bool set_times(const std::deque<PacketPtr>& head);
  void set_rate();
  void straighten_clock();
  void straighten(AVPacket& packet);
  bool seek_place(const AVStream& stream, std::int64_t ticks);
  void allow_packets();
  void apply_use();
  void reopen();
  bool find_first_picture();
  void decode_first_picture();

  std::string path_;
  InputPtr context_;
  int video_ = -1;
  std::optional<SoundStreams> sound_;
  std::vector<bool> used_;
  std::deque<PacketPtr> head_;  ///< Read already, to be given first.
  bool is_at_start_ = true;
  bool has_display_times_ = true;
  std::optional<DisplayTimes> display_times_;  ///< Where the container lacks them.
  DisplayTimes::Given given_ = DisplayTimes::Given::none;
  bool is_timed_ = true;            ///< False: a bare stream of pictures, timed by counting them.
  std::int64_t counted_ = 0;        ///< Pictures so far.
  std::int64_t first_picture_ = 0;  ///< In the video stream's ticks.
  std::optional<base::Rational> rate_;  ///< Of the film's beginning.
  std::shared_ptr<const Timeline> timeline_;
  std::vector<std::size_t> piece_;  ///< Of each stream's packet read last.
  std::int64_t packets_left_ = 0;   ///< A broken file must not keep us for ever.
};

}  // namespace media
