#pragma once
// Packets of a film's picture stream become pictures on the film's clock.

#include <cstdint>
#include <deque>
#include <optional>
#include <set>

#include "media/internal/input.h"
#include "media/picture.h"
#include "media/video_reader.h"

namespace media {

/// One thread at a time.
class PictureDecoder {
 public:
  /// `input` must outlive the decoder; it has a picture stream. `threads`: 0: as many as cores.
  /// Throws Error: unsupported.
  PictureDecoder(const Input& input, Effort effort, int threads);

  /// From now on only packets are sent whose pictures stand alone, with others left out between
  /// them: all are decoded, and given in nearly the order of display.
  void expect_lone_pictures();

  /// Whether the effort needs the packet at all.
  bool is_wanted(const AVPacket& packet) const;
  /// Takes a packet, in decoding order. Nothing may be waiting in receive(). `is_shown`: false if
  /// the picture will not be looked at; it is then decoded only if others refer to it.
  void send(const AVPacket& packet, bool is_shown = true);
  /// There are no more packets.
  void finish();
  /// After a seek: forgets everything but the damage. Pictures before `first` are not given: they
  /// refer to others that are not there.
  void reset(base::FilmTime first = base::FilmTime::min());

  /// The next picture in display order, if one is ready: its time is later than the one's before.
  bool receive(Picture& picture);
  /// The time of the picture given last.
  std::optional<base::FilmTime> last() const { return last_; }
  /// Pictures that could not be decoded so far.
  int damaged() const { return damaged_; }

 private:
  bool decode();
  std::int64_t next_slot();
  bool is_far_ahead(const AVFrame& frame) const;
  std::optional<base::FilmTime> time_of(std::int64_t ticks);
  base::Duration length_of(const AVFrame& frame) const;

  const Input& input_;
  Effort effort_;
  AVDiscard usual_skip_ = AVDISCARD_DEFAULT;
  CodecPtr decoder_;
  bool are_alone_ = false;
  FramePtr frame_ = make_frame();
  std::deque<FramePtr> decoded_;  ///< Not given yet; two where the first one's time is in doubt.
  bool is_at_end_ = false;
  std::multiset<std::int64_t> sent_;  ///< Decoding times, where there are no others.
  base::FilmTime first_ = base::FilmTime::min();
  std::optional<base::FilmTime> last_;
  base::Duration last_length_{};
  int damaged_ = 0;
};

}  // namespace media
