#pragma once
// A file's sound at its own rate, as one line of samples on the film's clock.

#include <deque>
#include <filesystem>
#include <optional>
#include <vector>

#include "media/internal/downmix.h"
#include "media/internal/input.h"
#include "media/internal/sound_clock.h"
#include "media/internal/sound_decoder.h"
#include "media/sound.h"

namespace media {

/// One thread at a time.
class SoundSource {
 public:
  /// Throws what SoundReader throws.
  SoundSource(const std::filesystem::path& path, const SoundOptions& options);

  int rate_hz() const { return rate_hz_; }
  /// By the file's headers, on the film's clock.
  base::Duration said_duration() const;

  /// Samples [from, to) of the film's clock, counted at rate_hz(), interleaved; silence where there
  /// is none. Good until the next call. Rising `from`: nothing is read twice.
  const float* read(std::int64_t from, std::int64_t to);

  /// Where the sound ends, once read() has come there.
  std::optional<std::int64_t> end() const { return end_; }
  /// Stretches that were damaged so far (media/sound_damage.h).
  int damaged() const { return decoder_->damaged() + downmix_.damaged(); }

 private:
  struct Block {
    SoundBlock clock;
    std::vector<float> samples;
  };
  struct Placed {
    std::int64_t start = 0;
    std::vector<float> samples;
  };

  // Decoding.
  void learn_clock();
  bool feed();
  bool read_packet();
  std::optional<Block> decode();
  double samples_at(std::int64_t ticks) const { return samples_at(ticks, stream()); }
  double samples_at(std::int64_t ticks, const AVStream& of) const;
  double start_of_packet() const;

  // Placing.
  void learn_start();
  bool goes_on(const SoundBlock& block, double expected) const;
  bool is_mistimed();
  std::optional<Placed> next();
  bool start_run();

  // Moving.
  void go_to(std::int64_t sample);
  bool land(std::int64_t sample, std::int64_t back);
  void reset();

  void append(Placed block, std::int64_t to);
  std::int64_t filled_to() const {
    return start_ + static_cast<std::int64_t>(samples_.size()) / channels_;
  }
  const AVStream& stream() const { return *input_.audio(); }

  Input input_;
  int channels_;
  int rate_hz_ = 0;
  std::optional<SoundDecoder> decoder_;
  Downmix downmix_;
  SoundClock clock_;
  base::Duration zero_{};  ///< Of files without pictures: their first sample's time.
  PacketPtr packet_ = make_packet();
  FramePtr frame_ = make_frame();
  bool has_packet_ = false;  ///< packet_ is still to be decoded.
  bool is_drained_ = false;
  double skip_before_ = -1e300;  ///< Packets that start before it are not decoded.

  std::deque<Block> blocks_;             ///< Decoded, not placed.
  std::optional<std::int64_t> run_end_;  ///< Where the run goes on; nothing: a new one starts.
  std::optional<Placed> held_;           ///< Placed, beyond what was asked for.
  std::vector<float> samples_;           ///< From start_ on, without gaps.
  std::int64_t start_ = 0;
  std::optional<std::int64_t> end_;
};

}  // namespace media
