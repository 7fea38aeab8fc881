#pragma once
// Packets of a film's sound become frames, whether it is in one stream or in several of one channel
// each.

#include <cstdint>
#include <deque>
#include <vector>

#include "media/internal/downmix.h"
#include "media/internal/input.h"

namespace media {

/// Frames of several streams become one frame of as many channels, in step to the sample. One
/// thread at a time.
class SoundDecoder {
 public:
  /// `input` must outlive the decoder; it has sound. Throws Error: unsupported.
  explicit SoundDecoder(const Input& input);

  /// Takes a packet of the sound's streams; nullptr: there are no more. Nothing may be waiting in
  /// receive(). Damaged packets leave a hole.
  void send(const AVPacket* packet);
  /// The next frame, if one is ready. Its time is in ticks of the input's audio(), AV_NOPTS_VALUE
  /// if it is not known.
  bool receive(AVFrame& frame);
  /// After a seek: forgets everything.
  void reset();
  /// Stretches of joined streams that were damaged so far (media/sound_damage.h).
  int damaged() const;

 private:
  static constexpr std::int64_t kNowhere = INT64_MIN / 2;

  /// One stream's decoder, and of joined streams what came out of it: a line of samples.
  struct Voice {
    int stream = 0;
    CodecPtr decoder;
    Downmix to_float{1, false};
    std::vector<float> samples;
    std::int64_t start =
        kNowhere;  ///< Of samples, counted at the sound's rate by the container's clock.

    std::int64_t end() const { return start + static_cast<std::int64_t>(samples.size()); }
  };
  /// What the first stream gave: it sets the pace.
  struct Step {
    std::int64_t ticks = 0, start = 0, count = 0;
  };

  bool receive_from(Voice& voice);
  void take(Voice& voice, bool sets_pace);
  void place(Voice& voice, std::int64_t at, std::int64_t tolerance);
  bool is_ready(const Step& step) const;
  void join(const Step& step, AVFrame& frame);

  const Input& input_;
  std::vector<Voice> voices_;
  AVChannelLayout layout_{};
  int rate_hz_ = 0;
  std::deque<Step> steps_;
  FramePtr frame_ = make_frame();
  bool is_over_ = false;
};

}  // namespace media
